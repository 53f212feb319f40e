"""Pictures for README and the documents, of a demo force: PLUMBLINE_PICTURES=1 pytest tests/browser/test_pictures.py"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, HOME, PHONE, Site, served, surroundings_of
from tests.postgres import free_port

PICTURES = HOME / "docs" / "pictures"
PASSWORD = "plumbline-demo"

pytestmark = pytest.mark.skipif(
    os.environ.get("PLUMBLINE_PICTURES") != "1", reason="asked for by PLUMBLINE_PICTURES=1 alone"
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", surroundings_of(tmp_path_factory.mktemp("demo")))
    built = site.command("demo", "--size", "small")
    assert built.returncode == 0, built.stderr
    with served(site, port):
        yield site


@pytest.fixture
def screen(demo, chromium):
    contexts = []

    def open_at(role: str, viewport=DESKTOP):
        context = chromium.new_context(base_url=demo.address, viewport=viewport, locale="en-GB", device_scale_factor=1)
        contexts.append(context)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.goto("/sign-in/")
        page.get_by_label("Username").fill(account_of(page, role))
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", level=1, name="My duties").wait_for()
        return page

    yield open_at
    for context in contexts:
        context.close()


def account_of(page, role: str) -> str:
    """The sign-in page of a demo force lists who can sign in, and as what."""
    row = page.locator(".govuk-summary-list__row", has_text=re.compile(rf": {role}\s*$")).first
    return row.locator("dt").inner_text().strip()


def keep(page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = Path(PICTURES / f"{name}.png")
    page.screenshot(path=path)
    assert path.stat().st_size > 10_000


def test_my_duties(screen):
    keep(screen("Sergeant"), "my-duties")


def test_live(screen):
    page = screen("Sergeant")
    page.goto("/missing/live/")
    keep(page, "live")
    page.locator("#board a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    keep(page, "episode")


def test_standard_and_force(screen):
    page = screen("Public-protection lead")
    page.goto("/standards/missing.first-review/")
    keep(page, "standard")
    page.goto("/force/")
    keep(page, "force")


def test_report(screen):
    page = screen("Call handler")
    page.goto("/missing/report/")
    page.get_by_label("Name, date of birth or reference").fill("Olivia")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("Choose the child who is missing").wait_for()
    keep(page, "report")


def test_phone(screen):
    keep(screen("Response officer", PHONE), "phone")
