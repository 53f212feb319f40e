"""From an incident to a closed investigation, with and without JavaScript, each page of it without a fault that axe knows."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.steps import heading, judge, name_in_call, take_call

ALLEGED = "Her teacher saw marks of a belt on both arms."


def opened(page, where):
    """The call is taken, and the investigation opened from its page by one act."""
    take_call(page, where)
    name_in_call(page, "Lou Stone")
    judge(page)
    heading(page, where)
    incident = page.url
    page.get_by_role("link", name="Open an investigation").click()
    heading(page, "Open an investigation")
    expect(page.get_by_role("checkbox", name=re.compile("Lou Stone"))).to_be_checked()
    page.get_by_role("radio", name="Child abuse or neglect").check()
    page.get_by_label("What is said to have happened?").fill(ALLEGED)
    page.get_by_role("button", name="Open the investigation").click()
    heading(page, "Lou Stone")
    expect(page.get_by_text(ALLEGED)).to_be_visible()
    address = page.url
    page.goto(incident)
    expect(page.get_by_role("link", name=re.compile("Child abuse or neglect, IV-"))).to_be_visible()
    expect(page.get_by_role("link", name="Open an investigation")).to_have_count(0)
    return address


def reviewed(page, address, found, direction):
    page.goto(address)
    page.get_by_role("button", name="Review it").click()
    page.get_by_label("What did you look at, and how does it stand?").fill(found)
    page.get_by_label("What is to happen next?").fill(direction)
    page.get_by_role("button", name="Record the review").click()
    expect(page.get_by_text("The review is recorded.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_from_an_incident_to_a_closed_investigation(sit_down, site, javascript):
    address = opened(sit_down("call-handler", java_script_enabled=javascript), f"{'3' if javascript else '4'} Belt Row")
    lead, officer = (
        sit_down(role, java_script_enabled=javascript) for role in ("detective-supervisor", "investigator")
    )
    lead.goto(address)
    lead.get_by_role("button", name="Allocate it").click()
    lead.get_by_label("Who is the officer in the case?").select_option(label=told(lead, "investigator"))
    lead.get_by_role("button", name="Allocate", exact=True).click()
    expect(lead.get_by_text("It is allocated.")).to_be_visible()

    officer.goto("/investigations/?whose=mine")
    officer.get_by_role("link", name="Lou Stone").first.click()
    officer.goto(address)
    officer.get_by_role("button", name="Record the crime").click()
    officer.get_by_label("Crime number").fill("NR/88/26")
    officer.get_by_role("button", name="Record", exact=True).click()
    expect(officer.get_by_text("The crime is recorded.")).to_be_visible()
    officer.get_by_role("link", name=re.compile("Record what the child said")).click()
    for asked in ("Did you see the child?", "Did you speak to the child?"):
        officer.get_by_role("group", name=asked).get_by_label("Yes").check()
    officer.get_by_label("What did the child say?").fill("I want it to stop.")
    officer.get_by_role("button", name="Record", exact=True).click()
    expect(officer.get_by_text("“I want it to stop.”").first).to_be_visible()
    expect(officer.get_by_role("button", name="Review it")).to_have_count(0)

    reviewed(lead, address, "Reviewed, noted.", "")
    expect(lead.get_by_text("No direction given").first).to_be_visible()
    reviewed(lead, address, "The doctor’s report is here.", "Put it to the lawyers by Friday.")
    if javascript:
        assert Axe().run(lead).response["violations"] == []
    lead.get_by_text("Everything else").click()
    lead.get_by_role("link", name="Close it").click()
    lead.get_by_role("radio", name="Someone was charged or summonsed").check()
    lead.get_by_label("What was found, and what was done for the child?").fill("He is charged. Lou was told.")
    lead.get_by_role("button", name="Close it").click()
    expect(lead.get_by_text("It is closed.")).to_be_visible()
    heading(lead, "Lou Stone")
    expect(lead.get_by_text("Someone was charged or summonsed").first).to_be_visible()
    if javascript:
        assert Axe().run(lead).response["violations"] == []
        reconciled = site.command("reconcile")
        assert (reconciled.returncode, "0 differences" in reconciled.stdout) == (0, True), reconciled.stdout


def told(page, role):
    """As the form names that account: by its name and collar number."""
    names = page.get_by_label("Who is the officer in the case?").get_by_role("option").all_text_contents()
    return next(name for name in names if role in name.lower() and "south" not in name.lower())
