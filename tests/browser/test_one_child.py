"""One child through every room: the call, missing, the referral, police protection, custody, and the morning's meeting.

With PLUMBLINE_PICTURES=1 each stop leaves its picture in docs/pictures, `child-1-call.png` to `child-9-minutes.png`.
"""

from __future__ import annotations

import os
import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import HOME, Site
from tests.browser.steps import (
    add_child,
    ahead,
    assess,
    decide_and_share,
    duties_are_in_line,
    heading,
    judge,
    name_in_call,
    new_name,
    number_in,
    read_history,
    take_call,
)

WHERE = "14 Cinder Lane"


def keep(page: Any, name: str) -> None:
    """The picture of a stop, where pictures are asked for."""
    if os.environ.get("PLUMBLINE_PICTURES") == "1":
        page.wait_for_load_state("networkidle")
        page.screenshot(path=HOME / "docs" / "pictures" / f"child-{name}.png")


def test_one_child_through_every_room(sit_down: Any, site: Site) -> None:
    name = " ".join(new_name("Vic"))
    control, officer = sit_down("call-handler"), sit_down("response-officer")
    child = add_child(officer, *name.split())
    incident = call(control, name)
    episode = go_missing(control, incident, name)
    found(officer, episode, name)
    referral = refer(officer, episode, name)
    decide(sit_down("referral-supervisor"), referral)
    protect(officer, sit_down("duty-inspector"), referral, name)
    suite = sit_down("custody-sergeant")
    detention = detain(suite, episode, name)
    hold(suite, detention)
    charge(suite, detention)
    meet(sit_down("duty-inspector"), name)
    look(sit_down("protection-lead"), child, name)
    duties_are_in_line(site)


def call(page: Any, name: str) -> int:
    """The call is taken, the child named in it, what is flagged read, THRIVE judged and the call graded."""
    take_call(page, WHERE)
    name_in_call(page, name)
    judge(page)
    heading(page, f"Concern for safety, {WHERE}")
    keep(page, "1-call")
    return number_in(page, "/incidents/")


def go_missing(page: Any, incident: int, name: str) -> int:
    page.goto(f"/incidents/{incident}/")
    page.get_by_role("link", name=f"Report {name} missing from this incident").click()
    page.get_by_role("button", name="Record as missing").click()
    heading(page, name)
    episode = number_in(page, "/missing/")
    read_history(page, episode)
    assess(page)
    page.goto(f"/missing/{episode}/")
    keep(page, "2-missing")
    return episode


def found(page: Any, episode: int, name: str) -> None:
    """Located, seen to be well, and spoken to: the interview carries the voice of the child."""
    page.goto(f"/missing/{episode}/located/")
    page.get_by_label("Where?").fill("Behind the bus station")
    page.get_by_role("button", name="Located", exact=True).click()
    page.goto(f"/missing/{episode}/wellbeing/")
    page.get_by_role("radio", name="Safe and well").check()
    page.get_by_role("button", name="Confirm").click()
    page.goto(f"/missing/{episode}/interview/")
    page.get_by_role("radio", name="Face to face").check()
    page.get_by_role("group", name="Did you speak to the child?").get_by_label("Yes").check()
    page.get_by_label("What did the child say?").fill("I am not going back there while he is in.")
    page.get_by_role("group", name="Is the child safe now?").get_by_label("No").check()
    page.get_by_role("button", name="Record the interview").click()
    heading(page, name)
    keep(page, "3-found")


def refer(page: Any, episode: int, name: str) -> int:
    page.goto(f"/missing/{episode}/")
    page.get_by_role("button", name="Make a referral").click()
    heading(page, f"Refer {name}")
    page.get_by_label("Physical abuse").check()
    page.get_by_label("What happened, and how do you know?").fill(
        "Afraid of a man at home, who has hit the child before."
    )
    page.get_by_role("radio", name="High").check()
    page.get_by_role("button", name="Send the referral").click()
    heading(page, name)
    keep(page, "4-referral")
    return number_in(page, "/referrals/")


def decide(page: Any, referral: int) -> None:
    """The unit decides, shares it with social care, and both talk the same day."""
    decide_and_share(page, referral, "Level 4", "Hit at home, and says so.")
    page.goto(f"/referrals/{referral}/strategy/")
    page.get_by_role("group", name="Is the child at risk now?").get_by_label("Yes").check()
    submit(page)
    page.get_by_role("button", name="Record the strategy discussion").click()
    page.get_by_label("When was it held?").fill(ahead())
    page.get_by_role("radio", name="Telephone").check()
    page.get_by_label("Police took part").check()
    page.get_by_label("Children’s social care took part").check()
    page.get_by_role("group", name="Do police and social care investigate together?").get_by_label("Yes").check()
    page.get_by_role("group", name="Does it lead to a child protection conference?").get_by_label("Yes").check()
    page.get_by_label("What was decided?").fill("Not to go home tonight. Conference.")
    submit(page)
    keep(page, "5-strategy")


def protect(officer: Any, inspector: Any, referral: int, name: str) -> None:
    """Section 46: used by one officer, inquired into by another; who was told, where the child is, what the child wants, and
    how it ended."""
    officer.goto(f"/referrals/{referral}/")
    officer.get_by_role("link", name="Take into police protection").click()
    heading(officer, f"Take {name} into police protection")
    officer.get_by_role("radio", name="The child was removed to suitable accommodation").check()
    officer.get_by_label("What gave reasonable cause").fill("The man is at home, drunk, and the child has marks.")
    officer.get_by_label("Where was the child?").fill(WHERE)
    officer.get_by_label("Local authority where the child was found").fill("Northshire County Council")
    officer.get_by_label("It is the same authority").check()
    officer.get_by_label("Which team has the case?").select_option(label="Response 1, Northfield")
    officer.get_by_role("button", name="Record as in police protection").click()
    heading(officer, name)
    protection = number_in(officer, "/powers/")
    expect(officer.locator("main")).to_contain_text("72 hours")
    inspector.goto(f"/powers/{protection}/designate/")
    choose(inspector, "Who is the designated officer?", "Duty Inspector")
    submit(inspector)
    for who, told in (
        ("Local authority where the child was found", "Where, why, and that a bed is needed."),
        ("The child", "That nobody may take you home tonight."),
    ):
        officer.goto(f"/powers/{protection}/tell/")
        officer.get_by_role("radio", name=who, exact=True).check()
        officer.get_by_role("group", name="Were they told?").get_by_label("Yes").check()
        officer.get_by_label("What was said?").fill(told)
        submit(officer)
    officer.goto(f"/powers/{protection}/hear/")
    officer.get_by_role("group", name="Did you see the child?").get_by_label("Yes").check()
    officer.get_by_role("group", name="Did you speak to the child?").get_by_label("Yes").check()
    officer.get_by_label("What did the child say?").fill("I want to sleep at Gran’s.")
    officer.get_by_role("group", name="Were you alone with the child?").get_by_label("Yes").check()
    submit(officer)
    officer.goto(f"/powers/{protection}/accommodate/")
    officer.get_by_role("radio", name="Local authority accommodation").check()
    officer.get_by_label("Where?").fill("Willow House")
    submit(officer)
    officer.goto(f"/powers/{protection}/")
    keep(officer, "6-protection")
    inspector.goto(f"/powers/{protection}/decide/")
    inspector.get_by_role("radio", name=re.compile("^There is no reasonable cause any longer")).check()
    inspector.get_by_label("Why?").fill("The authority has a place, by agreement.")
    submit(inspector)
    inspector.goto(f"/powers/{protection}/end/")
    inspector.get_by_role("radio", name="In the care of the local authority, by agreement").check()
    submit(inspector)
    inspector.goto(f"/powers/{protection}/hand-over/")
    inspector.get_by_label("To whom?").fill("R. Ames, Northshire social care")
    submit(inspector)
    expect(inspector.locator("main")).to_contain_text("R. Ames")


def choose(page: Any, label: str, words: str) -> None:
    """The one whose name holds these words, in a list that also tells numbers."""
    box = page.get_by_label(label)
    box.select_option(value=box.locator("option", has_text=words).first.get_attribute("value"))


def submit(page: Any) -> None:
    """The one form of the page. It leads to another address, or the test says what the page said."""
    before = page.url
    page.get_by_role("main").locator("form[method=post] button.govuk-button").last.click()
    page.wait_for_load_state()
    assert page.url != before, page.inner_text("main")[:600]


def detain(page: Any, episode: int, name: str) -> int:
    """Later, under arrest."""
    page.goto(f"/missing/{episode}/")
    page.get_by_role("link", name="Authorise detention").click()
    heading(page, name)
    page.get_by_label("When was the child arrested?").fill(ahead())
    page.get_by_label("What for?").fill("Robbery")
    page.get_by_label("When did they arrive at the station?").fill(ahead())
    page.get_by_label("When was detention authorised?").fill(ahead())
    page.get_by_label("What else was considered").fill("A voluntary interview: would not stay.")
    page.get_by_label("Why must this child be detained?").fill("The knife has not been found.")
    choose(page, "Which custody suite?", "Northfield")
    submit(page)
    return number_in(page, "/custody/")


def hold(page: Any, detention: int) -> None:
    """Whoever is responsible is told, an appropriate adult comes, and the child is asked."""
    page.goto(f"/custody/{detention}/inform/")
    page.get_by_label("Who is responsible for the child?").fill("R. Ames, Northshire social care")
    page.get_by_label("Who are they to the child?").fill("Social worker on call")
    page.get_by_role("group", name="Did you reach them?").get_by_label("Yes").check()
    submit(page)
    page.goto(f"/custody/{detention}/adults/ask/")
    page.get_by_role("radio", name="Local authority or carer of a looked-after child").check()
    page.get_by_label("Name", exact=True).fill("R. Ames")
    page.get_by_role("radio", name="None of these").check()
    submit(page)
    page.goto(f"/custody/{detention}/adults/")
    page.get_by_role("button", name="Arrived").first.click()
    submit(page)
    page.goto(f"/custody/{detention}/hear/")
    page.get_by_role("group", name="Did you see the child?").get_by_label("Yes").check()
    page.get_by_role("group", name="Did you speak to the child?").get_by_label("No").check()
    page.get_by_label("If you did not speak to the child, why not?").select_option(
        label="The child did not want to speak"
    )
    submit(page)


def charge(page: Any, detention: int) -> None:
    """Charged and refused bail: the local authority is asked, and takes the child in."""
    page.goto(f"/custody/{detention}/charge/")
    page.get_by_label("With what?").fill("Robbery")
    page.get_by_role("radio", name="Bail refused").check()
    choose(page, "Which appropriate adult was there?", "R. Ames")
    page.get_by_label("If refused, on which ground?").select_option(label="Would hurt someone, or damage property")
    page.get_by_label("If refused, the reasons").fill("Threatened to go back for the same boy.")
    submit(page)
    page.goto(f"/custody/{detention}/settle/")
    expect(page.get_by_text("Neither transferred nor certified")).to_be_visible()
    page.get_by_role("button", name="Ask the local authority").click()
    page.get_by_role("radio", name=re.compile("^Non-secure", re.IGNORECASE)).check()
    page.get_by_label("Which local authority?").fill("Northshire County Council")
    submit(page)
    page.goto(f"/custody/{detention}/settle/")
    page.get_by_role("link", name="Record the answer").click()
    page.get_by_role("radio", name="Accommodation offered").check()
    page.get_by_label("If offered, where?").fill("Willow House")
    submit(page)
    page.goto(f"/custody/{detention}/transfer/")
    page.get_by_role("radio", name=re.compile("^Non-secure", re.IGNORECASE)).check()
    page.get_by_label("Which place?").fill("Willow House")
    page.get_by_label("Of which local authority?").fill("Northshire County Council")
    page.get_by_label("Who took the child?").fill("R. Ames")
    submit(page)
    page.goto(f"/custody/{detention}/")
    expect(page.get_by_text("Neither transferred nor certified")).to_have_count(0)
    keep(page, "7-custody")


def meet(page: Any, name: str) -> None:
    """The morning's meeting has the child on its agenda by itself, from every room that they are in."""
    page.goto("/briefing/")
    going_on = page.get_by_role("link", name=re.compile("^Go on with"))
    if going_on.count():
        going_on.first.click()
        page.get_by_role("button", name="Close the meeting").click()
        page.get_by_role("button", name="Close the meeting").click()
        page.goto("/briefing/")
    page.get_by_role("button", name="Open a meeting").click()
    page.get_by_role("radio", name="District morning meeting, Northfield").check()
    page.get_by_role("button", name="Open it").click()
    heading(page, "District morning meeting")
    expect(page.get_by_role("main").get_by_role("link", name=name).first).to_be_visible()
    keep(page, "8-meeting")


def look(page: Any, child: int, name: str) -> None:
    """The child's page gathers all of it into one journey."""
    page.goto(f"/people/{child}/")
    heading(page, name)
    for room in ("IC-", "MP-", "RF-", "PP-", "CU-"):
        expect(page.get_by_role("main")).to_contain_text(room)
    keep(page, "9-child")
