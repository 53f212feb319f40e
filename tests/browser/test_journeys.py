"""What the product is for, from beginning to end."""

import re

import pytest
from playwright.sync_api import expect

from plumbline.kernel import clock
from tests.browser.conftest import PASSWORD
from tests.browser.steps import (
    assess,
    duties_are_in_line,
    fill_enquiry,
    heading,
    new_name,
    read_history,
    report_missing,
    tab_to,
)

STANDARD = "/standards/missing.enquiry-resulted/"


def come_due(page):
    """How many duties of the standard have been judged so far."""
    page.goto(STANDARD)
    return int(re.search(r"of ([\d,]+) that have come due", page.inner_text("main"))[1].replace(",", ""))


def test_from_the_report_to_the_rate(sit_down, site):
    """A sergeant reports a child missing; duties start their clocks; an enquiry is done; the force's rate moves."""
    page = sit_down("sergeant")
    before = come_due(page)
    episode = report_missing(page, *new_name("Zoe"))

    page.goto(f"/missing/{episode}/")
    duties = page.locator(".plumb-duties")
    expect(duties.get_by_text("due in").first).to_be_visible()
    expect(page.get_by_text("The risk is not graded yet")).to_be_visible()

    read_history(page, episode)
    heading(page, "Assess the risk")
    assess(page)
    expect(page.get_by_text("High risk").first).to_be_visible()
    page.goto(f"/missing/{episode}/")
    expect(duties.get_by_role("link", name="First supervisor review")).to_be_visible()

    fill_enquiry(page, episode, "Look at the cameras of the bus station")
    page.get_by_role("button", name="Set", exact=True).click()
    page.get_by_role("button", name=re.compile("^Result")).click()
    page.get_by_role("radio", name="Done, nothing new").check()
    page.get_by_label("What was done, and what did it show?").fill("Watched from 14:00 to 16:00. Not seen.")
    page.get_by_role("button", name="Record the result").click()

    page.goto(f"/missing/{episode}/")
    page.get_by_text(re.compile(r"\d+ settled")).click()
    done = page.locator(".plumb-duties__item", has_text="cameras of the bus station").filter(has_text="Met")
    expect(done.first).to_be_visible()
    assert come_due(page) == before + 1

    duties_are_in_line(site)


def test_the_same_without_javascript(sit_down):
    page = sit_down("call-handler", java_script_enabled=False)
    given, surname = new_name("Yan")
    episode = report_missing(page, given, surname)
    page.get_by_label("Who is answering?").fill("Rose Quill")
    page.get_by_role("group", name="Is this out of character?").get_by_label("Yes").check()
    page.get_by_role("button", name=re.compile("answers", re.IGNORECASE)).first.click()
    heading(page, "History")
    page.get_by_role("button", name="I have read this").click()
    heading(page, "Assess the risk")
    assess(page)
    expect(page.locator("main")).to_contain_text("High risk")
    page.goto(f"/missing/{episode}/")
    expect(page.locator("main")).to_contain_text(f"{given} {surname}")


def test_by_the_keyboard_alone(sit_down):
    """Sign in, find the first duty that is owed, and do it, without a mouse."""
    page = sit_down(None)
    page.goto("/sign-in/")
    tab_to(page, page.get_by_label("Username"))
    page.keyboard.type("response-officer")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "My duties")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    row = page.get_by_role("row").filter(has_text="Visit the grandmother").first
    tab_to(page, row.get_by_role("link").first)
    page.keyboard.press("Enter")

    heading(page, "Result of the enquiry")
    tab_to(page, page.get_by_role("radio", name="Child found"))
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Done, nothing new")).to_be_checked()
    tab_to(page, page.get_by_label("What was done, and what did it show?"))
    page.keyboard.type("Knocked; nobody in since morning.")
    tab_to(page, page.get_by_role("button", name="Record the result"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("main")).to_contain_text("Knocked; nobody in since morning.")


def test_the_live_board_announces_a_child_by_itself(sit_down):
    """A child was once missed because a screen needed a refresh."""
    board = sit_down("sergeant")
    board.goto("/missing/live/")
    board.evaluate("window.neverReloaded = true")
    quiet = board.wait_for_event("response", lambda r: "/missing/live/" in r.url, timeout=15_000)
    assert quiet.status == 204

    other = sit_down("call-handler")
    given, surname = new_name("Xia")
    episode = report_missing(other, given, surname)
    expect(board.locator("#announcer")).to_contain_text(f"{given} {surname}", timeout=13_000)
    expect(board.locator(f"#child-{episode}")).to_be_visible()
    assert board.evaluate("window.neverReloaded") is True

    again = board.wait_for_event("response", lambda r: "/missing/live/" in r.url, timeout=15_000)
    assert again.status == 204


def test_a_stale_form_keeps_every_word(sit_down):
    """Two people grade the same child; the second is told, and what they typed is still there."""
    mine, theirs = sit_down("sergeant"), sit_down("other_sergeant")
    episode = report_missing(mine, *new_name("Wim"))
    read_history(mine, episode)
    heading(mine, "Assess the risk")
    theirs.goto(f"/missing/{episode}/assess/")
    assess(theirs, "Medium")
    expect(theirs.locator("main")).to_contain_text("Medium risk")

    assess(mine)
    expect(mine.get_by_role("alert")).to_contain_text("Someone else changed this record")
    expect(mine.get_by_label("Why?", exact=True)).to_have_value("Never away before, and it is dark.")
    expect(mine.get_by_role("radio", name="High", exact=True)).to_be_checked()
    mine.get_by_role("button", name="Record the assessment").click()
    expect(mine.locator("main")).to_contain_text("High risk")


def enquiries_called(page, episode, what):
    page.goto(f"/missing/{episode}/enquiries/")
    return page.get_by_role("link", name=what, exact=True).count()


def test_a_double_click_makes_one_enquiry(sit_down, site):
    page = sit_down("sergeant")
    what = f"Search the park of {new_name('')[1]}"
    fill_enquiry(page, site.told["episode"], what)
    page.get_by_role("button", name="Set", exact=True).dblclick()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert enquiries_called(page, site.told["episode"], what) == 1


def test_a_double_click_makes_one_enquiry_without_javascript_too(sit_down, site):
    """Nothing in the page holds back the second click: the mark of the printed form does."""
    page = sit_down("sergeant", java_script_enabled=False)
    what = f"Ask at the farm of {new_name('')[1]}"
    fill_enquiry(page, site.told["episode"], what)
    with page.expect_navigation():
        page.get_by_role("button", name="Set", exact=True).dblclick()
    expect(page.locator("main")).to_contain_text(what)
    assert enquiries_called(page, site.told["episode"], what) == 1


def test_what_is_wrong_is_listed_and_leads_to_its_box(sit_down, site):
    page = sit_down("sergeant")
    page.goto(f"/missing/{site.told['episode']}/enquiries/set/")
    page.get_by_role("button", name="Set", exact=True).click()
    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_be_visible()
    assert page.title().startswith("Error: ")
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("What kind of enquiry?")).to_be_focused()


def test_the_count_of_characters_left_is_in_words(sit_down, site):
    page = sit_down("sergeant")
    page.goto(f"/missing/{site.told['episode']}/enquiries/set/")
    page.get_by_label("What is to be done?").fill("x" * 10)
    expect(page.get_by_text("You have 990 characters remaining").first).to_be_visible()


def test_whoever_must_say_why_is_asked_and_led_on(sit_down, site):
    page = sit_down("auditor")
    page.goto(f"/missing/{site.told['episode']}/")
    heading(page, "Say why before you look")
    page.get_by_role("radio", name="Audit or inspection").check()
    page.get_by_role("button", name="Continue").click()
    heading(page, "Ada Marsh")
    expect(page.get_by_text("Purpose: Audit or inspection")).to_be_visible()


@pytest.mark.parametrize("path", ["/missing/live/", "/", "/people/"])
def test_a_session_that_ended_leads_to_the_sign_in_page_and_back(sit_down, path):
    page = sit_down("sergeant")
    page.context.clear_cookies()
    page.goto(path)
    page.get_by_label("Username").fill("sergeant")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(re.escape(path) + "$"))


def test_a_child_whose_name_nobody_knows_is_taken_into_police_protection(sit_down):
    """A constable adds the child by how they look, uses the power, tells the child and asks them; an inspector takes it on,
    ends it; the child is handed over."""
    page, looks = sit_down("response-officer"), f"A child in a {new_name('')[1]} coat"
    page.goto("/powers/take/")
    page.get_by_role("button", name="Nobody knows who the child is").click()
    page.get_by_label("What does the child look like?").fill(looks)
    page.get_by_role("button", name="Add and go on").click()
    heading(page, "Take Name not known into police protection")
    page.get_by_label("The child was removed").check()
    page.get_by_label("reasonable cause").fill("Alone on the quay at night.")
    page.get_by_label("Where was the child?").fill("The quay")
    page.get_by_label("Which team has the case?").select_option(label="Response 1, Northfield")
    page.get_by_role("button", name="Record as in police protection").click()
    heading(page, "Name not known, age not known")
    case = page.url
    expect(page.locator("main")).to_contain_text("The 72 hours end")

    page.goto(f"{case}designate/")
    officer = page.get_by_label("Who is the designated officer?")
    number = officer.locator("option", has_text="Insp Duty Inspector").first.get_attribute("value")
    officer.select_option(number)
    page.get_by_role("button", name="Appoint").click()
    page.goto(f"{case}tell/")
    page.get_by_label("The child", exact=True).check()
    page.get_by_label("Yes").check()
    page.get_by_label("What was said?").fill("Where we are going, and why.")
    page.get_by_role("button", name="Record", exact=True).click()
    told = page.get_by_role("listitem").filter(has_text="Child told")
    expect(told.first).to_contain_text("Done")

    other = sit_down("duty-inspector")
    other.goto(f"{case}decide/")
    other.get_by_label("There is no reasonable cause any longer").check()
    other.get_by_label("Why?").fill("His mother was found; a neighbour had him for an hour.")
    other.get_by_role("button", name="Record the decision").click()
    other.get_by_role("button", name="End it").click()
    other.get_by_label("Released to a parent or carer").check()
    other.get_by_role("button", name="End it").click()
    expect(other.get_by_text("It is not recorded with whom the child is")).to_be_visible()
    page.goto(f"{case}hand-over/")
    page.get_by_label("To whom?").fill("His mother")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator("main")).to_contain_text("Handed over to His mother")


def test_a_child_in_custody_from_the_door_to_the_placement(sit_down):
    """Authorised, an appropriate adult asked, charged and refused bail, the local authority asked, and moved."""
    page = sit_down("custody-sergeant")
    given, surname = new_name("Gil")
    page.goto("/custody/authorise/")
    page.get_by_label("Name, date of birth or reference").fill(f"{given} {surname}")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Not here: add the child").click()
    heading(page, "Add the child")
    page.get_by_label("Given name").fill(given)
    page.get_by_label("Surname").fill(surname)
    page.get_by_label("Estimated year of birth").fill(str(clock.today().year - 15))
    page.get_by_role("button", name="Add and go on").click()
    heading(page, f"Authorise detention of {given} {surname}")
    at = page.get_by_label("When was detention authorised?").input_value()
    for label in ("When was the child arrested?", "When did they arrive at the station?"):
        page.get_by_label(label).fill(at)
    page.get_by_label("What for?").fill("Robbery")
    page.get_by_label("What else was considered").fill("A voluntary interview: he ran.")
    page.get_by_label("Why must this child be detained?").fill("To find what was taken.")
    page.get_by_label("Which custody suite?").select_option(label="Response 1, Northfield")
    page.get_by_role("button", name="Authorise detention").click()
    heading(page, f"{given} {surname}, believed 14")  # the youngest that the year allows
    expect(page.get_by_text("No appropriate adult has been asked")).to_be_visible()
    expect(page.locator(".plumb-duties").get_by_text("due in").first).to_be_visible()
    detention = page.url

    page.goto(f"{detention}charge/")
    page.get_by_label("With what?").fill("Robbery")
    page.get_by_label("If none was, why not?").fill("None has come yet.")
    page.get_by_role("radio", name="Bail refused").check()
    page.get_by_label("If refused, on which ground?").select_option("offence")
    page.get_by_role("button", name="Charge").click()
    expect(page.get_by_role("link", name=re.compile("a refusal without them"))).to_be_visible()
    page.get_by_label("If refused, the reasons").fill("He said that he would do it again.")
    page.get_by_role("button", name="Charge").click()
    heading(page, "Transfer or certify")
    expect(page.get_by_text("Neither transferred nor certified")).to_be_visible()
    page.goto("/custody/live/")
    expect(page.get_by_role("row").filter(has_text=surname)).to_contain_text("Held with neither")

    page.goto(f"{detention}request/")
    page.get_by_label("Which local authority?").fill("Northshire")
    page.get_by_role("button", name="Asked").click()
    page.get_by_role("link", name="Record the answer").click()
    page.get_by_role("radio", name="Accommodation offered").check()
    page.get_by_label("If offered, where?").fill("Mill House")
    page.get_by_role("button", name="Record the answer").click()
    page.get_by_role("button", name="Transferred").click()
    heading(page, "Transfer")
    expect(page.get_by_label("Which place?")).to_have_value("Mill House")
    page.get_by_label("Who took the child?").fill("Di Low")
    page.get_by_role("button", name="Transferred").click()
    expect(page.locator("main")).to_contain_text("transferred to local authority accommodation")
    page.goto("/custody/exceptions/")
    expect(page.locator("main")).not_to_contain_text(surname)
