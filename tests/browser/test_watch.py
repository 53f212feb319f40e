"""A duty that falls due comes into the page by itself; what nobody does climbs to the superintendent, who says that they know."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import HOME, PHONE, Site, installed
from tests.browser.steps import heading

pytestmark = pytest.mark.slow
AT_ONCE = 5_000  # milliseconds from the moment at which a duty falls due to its owner's page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Of its own: the duties that are laid in here are of no record. What the world is told at the start has used up the
    messages of an hour, so that this force lets more go out one by one."""
    var = tmp_path_factory.mktemp("watch")
    (var / "policy.yaml").write_text(
        "most_messages:\n  - {value: 8, since: 2000-01-01, reason: a drill, decided_by: ACC Stone}\n"
    )
    with installed(var) as made:
        looked = made.command("worker", "--once")
        assert looked.returncode == 0, looked.stderr
        yield made


def fall_due(site: Site, seconds: int) -> dict[str, Any]:
    """A duty of the response officer's that was due so long ago, or is in a moment. Laid in below the acts, since no act sets
    the past."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.browser.due", str(seconds)],
        env=site.surroundings,
        cwd=HOME,
        check=True,
        capture_output=True,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def escalation(page: Any, due: dict[str, Any]) -> Any:
    """The row of the duty that was due then, on whichever page of the list it stands."""
    page.goto("/watch/escalations/")
    row = page.locator("tr", has=page.locator(f'time[datetime^="{due["due"]}"]'))
    while not row.count() and page.get_by_role("link", name="Next page").count():
        page.get_by_role("link", name="Next page").click()
        page.wait_for_load_state()
    return row


def count(page: Any) -> int:
    """What the header counts, once it has asked; without JavaScript it does not ask."""
    page.locator("#bell[data-known]").wait_for()
    words = page.locator("#bell .govuk-tag")
    return int(words.inner_text().split()[0]) if words.count() else 0


def test_a_due_duty_comes_into_the_page_by_itself(sit_down: Any, site: Site) -> None:
    page = sit_down("response-officer")
    page.goto("/people/")
    before = count(page)
    fall_due(site, 3)
    expect(page.locator("#bell .govuk-tag")).to_contain_text(str(before + 1), timeout=3_000 + AT_ONCE + 4_000)
    expect(page.locator("#announcer")).to_contain_text("essage")
    page.locator("#bell").click()
    heading(page, "Messages")
    expect(page.locator("main")).to_contain_text("Overdue")


def test_it_climbs_to_the_superintendent_who_acknowledges_it(sit_down: Any, site: Site) -> None:
    """Nine hours overdue: every step has come. Told, seen by those above, and answered by name."""
    page = sit_down("superintendent", viewport=PHONE)
    before = count(page)
    due = fall_due(site, -9 * 3600)
    expect(page.locator("#bell .govuk-tag")).to_contain_text(str(before + 1))
    row = escalation(page, due)
    expect(row).to_contain_text("Climbed to the superintendent")
    expect(row).to_contain_text("Nobody has acknowledged")
    page.goto("/watch/")
    waiting = page.locator("tr", has_text="To superintendent").filter(has=page.get_by_role("button")).first
    waiting.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Acknowledged. The duty itself stays until it is done.")
    row = escalation(page, due)
    expect(row.locator("li", has_text="superintendent")).to_contain_text("Acknowledged")


def test_without_javascript_all_are_acknowledged(sit_down: Any, site: Site) -> None:
    page = sit_down("response-officer", java_script_enabled=False)
    for _ in range(2):
        fall_due(site, -60)
    watched = site.command("worker", "--once")
    assert watched.returncode == 0, watched.stderr
    told = page.get_by_role("button", name="not acknowledged")
    for _ in range(30):  # the server's own worker may be the one that looks: without JavaScript the page is asked again
        page.goto("/")
        if told.count():
            break
    told.click()
    page.goto("/watch/acknowledge-all/")
    page.get_by_role("button", name="I know of all of them").click()
    expect(page.locator("main")).to_contain_text("acknowledged. The duties themselves stay")
    page.goto("/")
    expect(page.get_by_role("button", name="not acknowledged")).to_have_count(0)
