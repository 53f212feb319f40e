"""A call, from the telephone to a child reported missing, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import ahead, heading

PARTS = (
    "Threat: what may happen, from whom?",
    "Harm: what has happened, how bad may it get?",
    "Risk: how likely is it, and how soon?",
    "Investigation: what must be kept or found out?",
    "Vulnerability: who cannot keep themselves safe, and why?",
    "Engagement: what do they want, who else must know?",
)


def take_call(page, where):
    page.goto("/incidents/take/")
    page.get_by_role("radio", name="999").check()
    page.get_by_label("What is it about?").select_option(label="Concern for safety")
    page.get_by_label("What was said?").fill("He has run out of the house, and it is dark.")
    page.get_by_label("Where is it?").fill(where)
    page.get_by_role("radio", name="Yes", exact=True).check()
    page.get_by_label("Which team answers for the place?").select_option(label="Response 1, Northfield")
    page.get_by_role("button", name="Record the call").click()
    heading(page, "Who is in it")


def name_lou(page):
    page.get_by_label("Name, date of birth or reference").fill("Lou Stone")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Lou Stone").click()
    page.get_by_label("What are they to it?").select_option(label="Whom it is about")
    page.get_by_role("button", name="Name them in it").click()
    page.get_by_role("button", name="Go on: what is flagged").click()


def judge(page):
    """What is flagged, THRIVE, the grade: each leads to the next."""
    heading(page, "What is flagged")
    page.get_by_role("button", name="I have read this").click()
    heading(page, "THRIVE")
    for part in PARTS:
        page.get_by_label(part).fill("As the caller says.")
    page.get_by_role("group", name="Is a child at risk now?").get_by_label("Yes").check()
    page.get_by_role("radio", name="High", exact=True).check()
    page.get_by_role("button", name="Record").click()
    heading(page, "Grade")
    page.get_by_role("radio", name="Scheduled", exact=True).check()
    page.get_by_label("Why?").fill("All units are committed.")
    page.get_by_role("button", name="Grade it").click()
    expect(page.get_by_text("where a child is at risk now, someone is sent").first).to_be_visible()
    page.get_by_role("radio", name="Priority", exact=True).check()
    page.get_by_role("button", name="Grade it").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_call_to_a_missing_child(sit_down, site, javascript):
    where = f"{'7' if javascript else '8'} Quay Row"
    page = sit_down("call-handler", java_script_enabled=javascript)
    take_call(page, where)
    name_lou(page)
    judge(page)
    heading(page, f"Concern for safety, {where}")
    incident = re.search(r"/incidents/(\d+)/", page.url)[1]
    expect(page.locator(".plumb-duties").get_by_text("Someone sent")).to_be_visible()

    page.get_by_role("button", name="Send someone").click()
    page.get_by_label("Call sign").fill("NR15")
    page.get_by_role("button", name="Send", exact=True).click()
    watch = sit_down("control-room-supervisor", java_script_enabled=javascript)
    watch.goto("/incidents/open/")
    watch.get_by_role("link", name=f"Concern for safety, {where}").click()
    watch.get_by_role("button", name="Review", exact=True).click()
    for asked in ("Is the grade right?", "Does THRIVE still fit what is known?"):
        watch.get_by_role("group", name=asked).get_by_label("Yes").check()
    watch.get_by_label("What is to happen next?").fill("Ring the caller every ten minutes.")
    watch.get_by_label("When is the next review?").fill(ahead(hours=1))
    watch.get_by_role("button", name="Record").click()
    expect(watch.get_by_text("The review is recorded")).to_be_visible()

    if javascript:
        page.goto(f"/incidents/{incident}/")
        page.get_by_role("link", name="Report Lou Stone missing from this incident").click()
        expect(page.get_by_label("What happened?")).to_have_value("He has run out of the house, and it is dark.")
        page.get_by_role("button", name="Record as missing").click()
        heading(page, "Lou Stone")
        page.goto(f"/incidents/{incident}/")
        expect(page.get_by_role("link", name=re.compile("Lou Stone, MP-"))).to_be_visible()
        reconciled = site.command("reconcile")
        assert (reconciled.returncode, "0 differences" in reconciled.stdout) == (0, True), reconciled.stdout
