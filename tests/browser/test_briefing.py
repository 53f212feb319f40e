"""The daily meeting from opening to minutes, and the wall board on its screen."""

import re

from playwright.sync_api import expect

from tests.browser.steps import ahead, heading

SCREEN = {"width": 1920, "height": 1080}


def test_a_meeting_from_opening_to_minutes(sit_down):
    """One inspector closes the meeting and opens the next; what another writes meanwhile stops its closing until it was read."""
    page = sit_down("duty-inspector")
    page.goto("/briefing/")
    page.get_by_role("link", name=re.compile("^Go on with")).click()
    page.get_by_role("button", name="Close the meeting").click()
    page.get_by_role("button", name="Close the meeting").click()
    expect(page.get_by_text("The meeting is closed").first).to_be_visible()

    page.goto("/briefing/")
    page.get_by_role("button", name="Open a meeting").click()
    page.get_by_role("radio", name="District morning meeting, Northfield").check()
    page.get_by_role("button", name="Open it").click()
    heading(page, "District morning meeting")
    meeting = page.url
    expect(page.get_by_text("Carried").first).to_be_visible()

    page.get_by_role("button", name="Discuss the next").click()
    page.goto(meeting)
    page.locator("tr", has_text="Missing now").get_by_role("link", name="Ada Marsh").first.click()
    page.get_by_label("What was decided?").fill("Visit the aunt again.")
    page.get_by_label("Is anything to be done? What?").fill("Go to her address.")
    page.get_by_label("By whom?").select_option(label="PS Sergeant")
    page.get_by_label("By when?").fill(ahead(hours=5))
    page.get_by_role("button", name="Write it down, and go to the next").click()
    expect(page.get_by_text("Written down.")).to_be_visible()

    page.goto(f"{meeting}close/")
    other = sit_down("duty-inspector")
    other.goto(meeting)
    other.get_by_role("button", name="Discuss the next").click()
    other.get_by_label("What was decided?").fill("Looked at together.")
    other.get_by_role("button", name="Write it down, and go to the next").click()
    page.get_by_role("button", name="Close the meeting").click()
    expect(page.get_by_text("Someone else changed this record").first).to_be_visible()
    page.get_by_role("button", name="Close the meeting").click()
    expect(page.get_by_text("The meeting is closed").first).to_be_visible()

    sergeant = sit_down("sergeant")
    sergeant.get_by_role("link", name="Action of a meeting done in time").first.click()
    sergeant.get_by_label("What was done?").fill("Been there; nobody in.")
    sergeant.get_by_role("button", name="It is done").click()
    expect(sergeant.get_by_text("The action is done.")).to_be_visible()

    page.get_by_role("link", name="Take the minutes out").click()
    page.get_by_label("Who will receive them?").fill("Chief officers")
    page.get_by_label("As what?").select_option("html")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Print the minutes").click()
    minutes = taken.value.path().read_text()
    assert "Visit the aunt again." in minutes
    assert "Ada" not in minutes


def test_the_wall_fits_its_screen_and_says_when_it_has_lost_contact(sit_down, faults):
    page = sit_down("duty-inspector", viewport=SCREEN)
    page.goto("/briefing/wall/")
    expect(page.get_by_role("heading", name="Children missing")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "one screen, and nobody scrolls"
    foot = page.locator(".wall__foot").bounding_box()
    assert foot["y"] + foot["height"] <= SCREEN["height"]
    expect(page.locator(".wall__lost")).to_be_hidden()
    page.context.set_offline(True)
    expect(page.locator(".wall__lost")).to_be_visible(timeout=30_000)
    page.context.set_offline(False)
    expect(page.locator(".wall__lost")).to_be_hidden(timeout=30_000)
    assert all("DISCONNECTED" in said or "htmx:" in said for said in faults.said), faults.said
    faults.said.clear()  # that the line was cut is what was asked for
