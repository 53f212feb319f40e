"""What people do on the pages, in the words that the pages use."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import expect


def heading(page: Any, words: str) -> None:
    """The page has arrived: its one heading says so."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def new_name(given: str) -> tuple[str, str]:
    """A child whom no other test knows, nor any like them."""
    return given, "".join(random.choices("bcdfghklmnprstvw", k=9)).title()


def report_missing(page: Any, given: str, surname: str) -> int:
    """Look for the child, add them since they are not on record, and report them missing. Returns the episode's number."""
    page.goto("/missing/report/")
    page.get_by_label("Name, date of birth or reference").fill(f"{given} {surname}")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Not here: add the child").click()
    heading(page, "Add the child")
    page.get_by_label("Given name").fill(given)
    page.get_by_label("Surname").fill(surname)
    page.get_by_label("Date of birth").fill(f"{datetime.now().year - 13}-03-14")
    page.get_by_role("button", name="Add and report missing").click()
    heading(page, f"Report {given} {surname} missing")
    page.get_by_label("Where was the child last seen?").fill("The bus station")
    page.get_by_label("Which team looks for the child?").select_option(label="Response 1, Northfield")
    page.get_by_role("button", name="Record as missing").click()
    heading(page, f"{given} {surname}")
    return int(re.search(r"/missing/(\d+)/", page.url)[1])  # type: ignore[index]


def read_history(page: Any, episode: int) -> None:
    page.goto(f"/missing/{episode}/history/")
    page.get_by_role("button", name="I have read this").click()


def assess(page: Any, level: str = "High") -> None:
    """On the page that asks how great the risk is."""
    page.get_by_role("radio", name=level, exact=True).check()
    page.get_by_label("Why?", exact=True).fill("Never away before, and it is dark.")
    page.get_by_role("button", name="Record the assessment").click()


def fill_enquiry(page: Any, episode: int, what: str) -> None:
    page.goto(f"/missing/{episode}/enquiries/set/")
    page.get_by_label("What kind of enquiry?").select_option(label="CCTV or number plate")
    page.get_by_label("What is to be done?").fill(what)
    page.get_by_label("By when?").fill(ahead(hours=2))


def ahead(**span: int) -> str:
    """A moment as a browser's own box takes it."""
    return (datetime.now() + timedelta(**span)).strftime("%Y-%m-%dT%H:%M")


def tab_to(page: Any, target: Any, *, limit: int = 120) -> None:
    """Press Tab until the target has the focus, as someone without a mouse does."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if target.evaluate("box => box === document.activeElement"):
            return
    raise AssertionError(f"not reached in {limit} presses of Tab: {target}")
