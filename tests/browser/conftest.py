"""A site, a browser, and people signed in.

The site is `plumbline serve` in a process of its own, on a database filled by tests/browser/fill.py, so that what is met
here is what an installation runs: its static files, its security policy, its two workers.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.browser.fill import PASSWORD
from tests.migrated import copied_to
from tests.postgres import free_port

CHROMIUM = shutil.which("chromium")
HOME = Path(__file__).resolve().parent.parent.parent
PLUMBLINE = str(Path(sys.executable).parent / "plumbline")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
WAIT = 10_000  # milliseconds until an event that should come is missed
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@dataclass
class Site:
    """A running installation."""

    address: str
    surroundings: dict[str, str]
    told: dict[str, Any] = field(default_factory=dict)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PLUMBLINE, *arguments], env=self.surroundings, capture_output=True, text=True, check=False
        )


def surroundings_of(var: Path) -> dict[str, str]:
    """What a site's processes see: a place of their own, and nothing of the developer's."""
    seen = {k: v for k, v in os.environ.items() if not k.startswith("PLUMBLINE_") and k != "DATABASE_URL"}
    return seen | {"PLUMBLINE_VAR": str(var), "DJANGO_SETTINGS_MODULE": "plumbline.config.settings"}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with installed(tmp_path_factory.mktemp("site")) as made:
        yield made


@contextmanager
def installed(var: Path) -> Iterator[Site]:
    """An installation of its own, filled and served."""
    port = free_port()
    made = Site(f"http://127.0.0.1:{port}", surroundings_of(var))
    copied_to(var / "plumbline.sqlite3")
    numbers = var / "numbers.json"
    fill = [sys.executable, "-m", "tests.browser.fill", str(numbers)]
    subprocess.run(fill, env=made.surroundings, cwd=HOME, check=True)
    made.told = json.loads(numbers.read_text())
    with served(made, port):
        yield made


@contextmanager
def served(site: Site, port: int) -> Iterator[None]:
    """The server, from its first answer to its end. It tells nobody when it listens, so that it is asked."""
    command = [PLUMBLINE, "serve", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(command, env=site.surroundings, stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(600):
                if _listens(port):
                    break
                assert process.poll() is None, "the server did not start"
                Event().wait(0.1)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Faults:
    """What the browser complained of on any page of a test."""

    said: list[str] = field(default_factory=list)

    def listen(self, page: Any) -> None:
        page.on(
            "console", lambda message: self.said.append(message.text) if message.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda fault: self.said.append(str(fault)))


@pytest.fixture
def faults() -> Iterator[Faults]:
    """A page that the browser complains of fails its test, whatever else it shows."""
    heard = Faults()
    yield heard
    unexpected = [text for text in heard.said if "the server responded with a status of" not in text]
    assert unexpected == []


@pytest.fixture
def sit_down(site: Site, chromium: Any, faults: Faults) -> Iterator[Callable[..., Any]]:
    """`sit_down("sergeant")`: someone at a screen of their own, signed in, on their duties. None: not signed in."""
    from playwright.sync_api import expect

    expect.set_options(timeout=WAIT)
    contexts = []

    def sit(role: str | None, **options: Any) -> Any:
        options = {"viewport": DESKTOP, "locale": "en-GB", "timezone_id": "Europe/London"} | options
        context = chromium.new_context(base_url=site.address, **options)
        contexts.append(context)
        context.set_default_timeout(WAIT)
        page = context.new_page()
        faults.listen(page)
        if role:
            sign_in(page, role)
        return page

    yield sit
    for context in contexts:
        context.close()


def sign_in(page: Any, role: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Username").fill(role)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").first.wait_for(state="attached")


def say_why(page: Any, path: str) -> Any:
    """Open a page, stating a purpose first where the role must."""
    answer = page.goto(path)
    if "/purpose/" in page.url:
        page.get_by_role("radio", name="Audit or inspection").check()
        page.get_by_role("main").get_by_role("button").click()
        answer = page.goto(path)
    return answer
