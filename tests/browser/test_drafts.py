"""What an auditor types is never lost: kept while it is typed, through the end of a session, and beside another window."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import say_why, sign_in


def path_of(site, name):
    return next(line["path"] for line in site.told["walk"] if line["name"] == name)


def test_a_draft_outlives_the_session(sit_down, site):
    page = sit_down("auditor")
    marking = path_of(site, "inspections:marking")
    say_why(page, marking)
    state, why = page.locator("#draft-state"), page.get_by_label("What does the grade rest on?")
    why.fill("Nobody asked the child.")
    expect(state).to_contain_text(re.compile("Draft kept"))
    page.reload()
    expect(why).to_have_value("Nobody asked the child.")

    page.context.clear_cookies(name="sessionid")
    why.fill("Nobody asked the child, nor the carer.")
    expect(state).to_contain_text("You were signed out")
    expect(why).to_have_value("Nobody asked the child, nor the carer.")

    sign_in(page.context.new_page(), "auditor")
    page.get_by_role("button", name="Keep the draft").click()
    page.wait_for_url("**/purpose/**")
    say_why(page, marking)
    expect(why).to_have_value("Nobody asked the child, nor the carer.")


def test_two_windows_are_told_of_each_other(sit_down, site):
    page = sit_down("auditor")
    marking = path_of(site, "inspections:marking")
    say_why(page, marking)
    other = page.context.new_page()
    other.goto(marking)
    other.get_by_label("What does the grade rest on?").fill("From the other window.")
    expect(other.locator("#draft-state")).to_contain_text("Draft kept")

    page.get_by_label("What does the grade rest on?").fill("From this window.")
    expect(page.locator("#draft-state")).to_contain_text("Not kept")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_text("From the other window.")).to_be_visible()
    expect(page.get_by_label("What does the grade rest on?")).to_have_value("From this window.")


def test_without_javascript_and_by_the_keyboard_alone(sit_down, site):
    page = sit_down("auditor", java_script_enabled=False)
    marking = path_of(site, "inspections:marking")
    say_why(page, marking)
    page.get_by_label("What does the grade rest on?").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Typed without a script.")
    keep = page.get_by_role("button", name="Keep the draft")
    for _ in range(8):
        if keep.evaluate("box => box === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The draft is kept.")).to_be_visible()
    expect(page.get_by_label("What does the grade rest on?")).to_have_value("Typed without a script.")
