"""What people do on the pages, in the words that the pages use."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from typing import Any

from playwright.sync_api import expect

from plumbline.kernel import clock

PARTS = (
    "Threat: what may happen, from whom?",
    "Harm: what has happened, how bad may it get?",
    "Risk: how likely is it, and how soon?",
    "Investigation: what must be kept or found out?",
    "Vulnerability: who cannot keep themselves safe, and why?",
    "Engagement: what do they want, who else must know?",
)


def heading(page: Any, words: str) -> None:
    """The page has arrived: its one heading says so."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def new_name(given: str) -> tuple[str, str]:
    """A child whom no other test knows, nor any like them."""
    return given, "".join(random.choices("bcdfghklmnprstvw", k=9)).title()


def number_in(page: Any, way: str) -> int:
    """Of the record whose page this is, or that the address names: `number_in(page, "/missing/")`."""
    return int(re.search(rf"{re.escape(way)}(\d+)", page.url)[1])  # type: ignore[index]


def duties_are_in_line(site: Any) -> None:
    """What is stored is what is reckoned anew."""
    reconciled = site.command("reconcile")
    assert (reconciled.returncode, "0 differences" in reconciled.stdout) == (0, True), reconciled.stdout


def add_child(page: Any, given: str, surname: str) -> int:
    """Look for the child, and add them since they are not on record. Returns the child's number, on the page that reports
    them missing."""
    page.goto("/missing/report/")
    page.get_by_label("Name, date of birth or reference").fill(f"{given} {surname}")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Not here: add the child").click()
    heading(page, "Add the child")
    page.get_by_label("Given name").fill(given)
    page.get_by_label("Surname").fill(surname)
    page.get_by_label("Date of birth").fill(f"{clock.today().year - 13}-03-14")
    page.get_by_role("button", name="Add and report missing").click()
    heading(page, f"Report {given} {surname} missing")
    return number_in(page, "child=")


def report_missing(page: Any, given: str, surname: str) -> int:
    """A child who is not on record. Returns the episode's number."""
    add_child(page, given, surname)
    page.get_by_label("Where was the child last seen?").fill("The bus station")
    page.get_by_label("Which team looks for the child?").select_option(label="Response 1, Northfield")
    page.get_by_role("button", name="Record as missing").click()
    heading(page, f"{given} {surname}")
    return number_in(page, "/missing/")


def read_history(page: Any, episode: int) -> None:
    page.goto(f"/missing/{episode}/history/")
    page.get_by_role("button", name="I have read this").click()


def assess(page: Any, level: str = "High") -> None:
    """On the page that asks how great the risk is."""
    page.get_by_role("radio", name=level, exact=True).check()
    page.get_by_label("Why?", exact=True).fill("Never away before, and it is dark.")
    page.get_by_role("button", name="Record the assessment").click()


def take_call(page: Any, where: str) -> None:
    page.goto("/incidents/take/")
    page.get_by_role("radio", name="999").check()
    page.get_by_label("What is it about?").select_option(label="Concern for safety")
    page.get_by_label("What was said?").fill("He has run out of the house, and it is dark.")
    page.get_by_label("Where is it?").fill(where)
    page.get_by_role("radio", name="Yes", exact=True).check()
    page.get_by_label("Which team answers for the place?").select_option(label="Response 1, Northfield")
    page.get_by_role("button", name="Record the call").click()
    heading(page, "Who is in it")


def name_in_call(page: Any, name: str) -> None:
    """A child on record; then what is flagged of everyone in it."""
    page.get_by_label("Name, date of birth or reference").fill(name)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=name).click()
    page.get_by_label("What are they to it?").select_option(label="Whom it is about")
    page.get_by_role("button", name="Name them in it").click()
    page.get_by_role("button", name="Go on: what is flagged").click()


def judge(page: Any) -> None:
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


def decide_and_share(page: Any, referral: int, level: str, why: str) -> None:
    """The unit finds a threshold met, and social care is sent it in words."""
    page.goto(f"/referrals/{referral}/decide/")
    page.get_by_role("radio", name="High").check()
    page.get_by_role("radio", name=re.compile(f"^{level}")).check()
    page.get_by_role("radio", name="Refer to children's social care").check()
    page.get_by_label("Why?").fill(why)
    page.get_by_role("button", name="Decide").click()
    page.get_by_role("button", name="Share it").click()
    page.get_by_label("With whom?").select_option(label="Northshire social care")
    page.get_by_role("radio", name="They sign in here").check()
    page.get_by_role("button", name="Share", exact=True).click()


def fill_enquiry(page: Any, episode: int, what: str) -> None:
    page.goto(f"/missing/{episode}/enquiries/set/")
    page.get_by_label("What kind of enquiry?").select_option(label="CCTV or number plate")
    page.get_by_label("What is to be done?").fill(what)
    page.get_by_label("By when?").fill(ahead(hours=2))


def ahead(**span: int) -> str:
    """A moment as a browser's own box takes it."""
    return clock.local(clock.now() + timedelta(**span)).strftime("%Y-%m-%dT%H:%M")


def tab_to(page: Any, target: Any, *, limit: int = 120) -> None:
    """Press Tab until the target has the focus, as someone without a mouse does."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if target.evaluate("box => box === document.activeElement"):
            return
    raise AssertionError(f"not reached in {limit} presses of Tab: {target}")
