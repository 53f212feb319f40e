"""A call, from the telephone to a child reported missing, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import ahead, duties_are_in_line, heading, judge, name_in_call, number_in, take_call


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_call_to_a_missing_child(sit_down, site, javascript):
    where = f"{'7' if javascript else '8'} Quay Row"
    page = sit_down("call-handler", java_script_enabled=javascript)
    take_call(page, where)
    name_in_call(page, "Lou Stone")
    judge(page)
    heading(page, f"Concern for safety, {where}")
    incident = number_in(page, "/incidents/")
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
        duties_are_in_line(site)
