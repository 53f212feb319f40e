"""Signing in as people do it: through a real provider (a second Django with `allauth.idp.oidc`), with an app, with passkeys."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tests.browser.conftest import HOME, PHONE, WAIT, Faults, Site, _listens, served, surroundings_of
from tests.browser.steps import heading, tab_to
from tests.identity.prepare import CLIENT, NAME, SECRET, STRANGER
from tests.identity.prepare import PASSWORD as THEIRS
from tests.migrated import copied_to
from tests.postgres import free_port

pytestmark = pytest.mark.xdist_group("sign-in")
OURS = "river candle otter nine"
PICTURES = os.environ.get("PLUMBLINE_SIGN_IN_PICTURES")
ROLES = {
    NAME: "sergeant",
    "audit": "auditor",
    "keys": "protection-lead",
    "both": "sergeant",
    "none": "call-handler",
    "flooded": "sergeant",
}


@dataclass
class Identity:
    """The provider's process."""

    address: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Identity]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    seen = {k: v for k, v in os.environ.items() if not k.startswith("PLUMBLINE_") and k != "DATABASE_URL"}
    seen |= {"IDENTITY_VAR": str(tmp_path_factory.mktemp("identity")), "IDENTITY_KEY": pem.decode()}
    seen |= {"DJANGO_SETTINGS_MODULE": "tests.identity.settings", "PYTHONPATH": str(HOME)}
    back = f"http://localhost:{port}/sign-in/provider/back/"
    subprocess.run([sys.executable, "-m", "tests.identity.prepare", back], env=seen, cwd=HOME, check=True)
    theirs = free_port()
    command = [sys.executable, "-m", "django", "runserver", "--noreload", f"127.0.0.1:{theirs}"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=seen, cwd=HOME, **quiet) as process:
        _await(theirs, process)
        yield Identity(f"http://127.0.0.1:{theirs}", process)
        process.terminate()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if _listens(port):
            return
        assert process.poll() is None, "the provider did not start"
        Event().wait(0.1)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, identity: Identity, port: int) -> Iterator[Site]:
    """An installation as `plumbline account` makes it: no demo, roles ask for second factors. By name, for passkeys."""
    told = {
        "PLUMBLINE_OIDC_NAME": "Force ID",
        "PLUMBLINE_OIDC_ISSUER": identity.address,
        "PLUMBLINE_OIDC_CLIENT": CLIENT,
        "PLUMBLINE_OIDC_SECRET": SECRET,
    }
    var = tmp_path_factory.mktemp("house")
    copied_to(var / "plumbline.sqlite3")
    made = Site(f"http://localhost:{port}", surroundings_of(var) | told)
    for name, role in ROLES.items():
        command = ["account", "open", name, "--name", f"PS {name.title()}", "--role", role]
        opened = subprocess.run(
            [str(Path(sys.executable).parent / "plumbline"), *command],
            env=made.surroundings, input=f"{OURS}\n", capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert opened.returncode == 0, opened.stderr
    with served(made, port):
        yield made


@pytest.fixture
def screen(house: Site, chromium: Any, faults: Faults) -> Iterator[Any]:
    """A page at the sign-in of that installation, with a passkey device plugged in."""
    from playwright.sync_api import expect

    expect.set_options(timeout=3 * WAIT)
    context = chromium.new_context(base_url=house.address, viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(3 * WAIT)  # a second Django stands behind some of these pages
    page = context.new_page()
    faults.listen(page)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": kind | {"isUserVerified": True}})
    page.goto("/sign-in/")
    yield page
    context.close()


def picture(page: Any, name: str) -> None:
    """For whoever wants to look: PLUMBLINE_SIGN_IN_PICTURES names a folder."""
    if PICTURES:
        wide = page.viewport_size
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
        page.set_viewport_size(PHONE)
        page.screenshot(path=f"{PICTURES}/{name}-phone.png", full_page=True)
        page.set_viewport_size(wide)


def password(page: Any, name: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(OURS)
    page.get_by_role("button", name="Sign in", exact=True).click()


def at_the_provider(page: Any, name: str) -> None:
    page.get_by_role("button", name="Sign in with Force ID").click()
    page.wait_for_url("**/accounts/login/**")
    page.get_by_placeholder("Username").fill(name)
    page.get_by_placeholder("Password").fill(THEIRS)
    page.get_by_role("button", name="Sign In").click()


def code(key: str, ahead: int = 0) -> str:
    """What the app shows; `ahead` half minutes from now, since a code opens once and a clock may differ by one."""
    import base64

    held = base64.b32decode(key.replace(" ", ""))
    return TOTP(held, 6, hashes.SHA1(), 30, enforce_key_length=False).generate(int(time.time()) + 30 * ahead).decode()


def sign_out(page: Any) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    heading(page, "Sign in to Plumbline")


def test_through_the_provider(screen: Any, house: Site) -> None:
    picture(screen, "sign-in")
    assert not screen.get_by_text("No passkey was given").is_visible()
    screen.goto("/standards/")
    heading(screen, "Sign in to Plumbline")
    at_the_provider(screen, NAME)
    screen.wait_for_url("**/standards/")
    screen.goto("/account/")
    heading(screen, "Your account")
    sign_out(screen)
    screen.go_back()
    screen.reload()
    heading(screen, "Sign in to Plumbline")


def test_a_name_that_has_no_account_is_told_so(screen: Any, house: Site) -> None:
    at_the_provider(screen, STRANGER)
    heading(screen, "You are not signed in")
    picture(screen, "refused")
    assert "There is no open account here" in screen.content()
    assert STRANGER not in house.command("account", "list").stdout


def test_an_app_and_a_recovery_code(screen: Any) -> None:
    password(screen, "audit")
    heading(screen, "Add a second factor first")
    picture(screen, "enrol")
    screen.goto("/missing/")
    heading(screen, "Add a second factor first")
    screen.get_by_role("button", name="Add an authenticator app").click()
    heading(screen, "Add an authenticator app")
    screen.get_by_text("The camera does not work").click()
    picture(screen, "add-app")
    key = screen.locator("details strong").inner_text()
    assert screen.get_by_role("img", name="Picture for the camera").evaluate("image => image.naturalWidth") > 100
    screen.get_by_label("Code").fill("000000")
    screen.get_by_role("button", name="Add the app").click()
    heading(screen, "Add an authenticator app")
    picture(screen, "add-app-wrong")
    screen.get_by_label("Code").fill(code(key))
    screen.get_by_role("button", name="Add the app").click()
    heading(screen, "Recovery codes")
    picture(screen, "recovery-codes")
    spare = screen.locator("main li code").all_inner_texts()
    assert len(spare) == 10
    screen.get_by_role("button", name="I have them").click()
    heading(screen, "Your account")
    picture(screen, "account")
    sign_out(screen)

    password(screen, "audit")
    heading(screen, "Prove that it is you")
    screen.get_by_label("Code").fill("123")
    screen.get_by_role("button", name="Continue").click()
    heading(screen, "Prove that it is you")
    picture(screen, "second-step-wrong")
    screen.get_by_label("Code").fill(code(key, ahead=1))
    screen.get_by_role("button", name="Continue").click()
    heading(screen, "My duties")
    sign_out(screen)

    password(screen, "audit")
    screen.get_by_label("Code").fill(spare[0])
    screen.get_by_role("button", name="Continue").click()
    heading(screen, "My duties")
    screen.goto("/account/recovery-codes/")
    assert spare[1] not in screen.content()
    picture(screen, "recovery-codes-again")


def test_a_passkey_as_second_step(screen: Any) -> None:
    password(screen, "keys")
    heading(screen, "Add a second factor first")
    screen.get_by_role("button", name="Add a passkey").click()
    heading(screen, "Add a passkey")
    picture(screen, "add-passkey")
    screen.get_by_role("button", name="Add the passkey").click()
    heading(screen, "Recovery codes")
    screen.get_by_role("button", name="I have them").click()
    sign_out(screen)
    password(screen, "keys")
    heading(screen, "Prove that it is you")
    picture(screen, "second-step-passkey")
    screen.get_by_role("button", name="Use your passkey").click()
    heading(screen, "My duties")
    sign_out(screen)
    screen.get_by_role("button", name="Use a passkey").click()  # made as a second step, it does not open alone
    screen.get_by_text("No passkey was given").wait_for()
    heading(screen, "Sign in to Plumbline")


def test_a_passkey_alone(screen: Any) -> None:
    password(screen, "both")
    heading(screen, "My duties")
    screen.goto("/account/passkeys/add/")
    heading(screen, "Add a passkey")
    screen.get_by_label("Name of this passkey").fill("Work phone")
    screen.get_by_label("Let me sign in with it alone").check()
    screen.get_by_role("button", name="Add the passkey").click()
    heading(screen, "Recovery codes")
    screen.goto("/account/")
    screen.get_by_text("Work phone").wait_for()
    picture(screen, "account-passkey")
    sign_out(screen)
    screen.goto("/standards/")
    screen.get_by_role("button", name="Use a passkey").click()
    screen.wait_for_url("**/standards/")
    heading(screen, "Standards")


def test_by_keyboard_and_without_javascript(house: Site, chromium: Any) -> None:
    context = chromium.new_context(base_url=house.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in/")
    assert not page.get_by_role("button", name="Use a passkey").is_visible()
    page.get_by_label("Username").press_sequentially("none")
    page.keyboard.press("Tab")
    page.keyboard.type(OURS)
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="My duties").wait_for()
    context.close()


def test_every_control_of_the_sign_in_page_can_be_reached_by_tab(screen: Any) -> None:
    for target in (
        screen.get_by_role("button", name="Sign in with Force ID"),
        screen.get_by_label("Username"),
        screen.get_by_label("Password"),
        screen.get_by_role("button", name="Use a passkey"),
    ):
        tab_to(screen, target)


def test_accounts_are_shut_out_by_one_command(screen: Any, house: Site) -> None:
    password(screen, "none")
    heading(screen, "My duties")
    assert house.command("account", "sign-out", "none").returncode == 0
    screen.reload()
    heading(screen, "Sign in to Plumbline")
    screen.get_by_text("Your session has ended").wait_for()
    picture(screen, "ended")
    assert house.command("account", "close", "none").returncode == 0
    password(screen, "none")
    heading(screen, "You are not signed in")


def test_all_processes_count_failures_together(house: Site) -> None:
    """Forty guesses at once, on two workers: ten are tried, the rest are told to wait."""

    def guess(number: int) -> str:
        with requests.Session() as session:
            session.get(f"{house.address}/sign-in/", timeout=30)
            sent = {
                "login": "flooded",
                "password": f"guess {number}",
                "csrfmiddlewaretoken": session.cookies["csrftoken"],
            }
            return session.post(f"{house.address}/sign-in/", sent, timeout=30).text

    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(guess, range(40)))
    tried = [page for page in pages if "do not match an account" in page]
    told_to_wait = [page for page in pages if "too many failed attempts" in page]
    assert len(tried) + len(told_to_wait) == 40
    assert 1 <= len(tried) <= 10
    counted = (
        "from plumbline.ledger.models import Entry; print(Entry.objects.filter(event='access.sign-in.refused').count())"
    )
    assert int(house.command("shell", "-v", "0", "-c", counted).stdout) >= len(tried)


def test_the_page_warns_before_it_is_too_late(screen: Any) -> None:
    """By the browser's clock, which is set on; the server's goes on as it does."""
    screen.clock.install()
    password(screen, NAME)
    heading(screen, "My duties")
    warning = screen.get_by_text("You will be signed out in two minutes")
    assert not warning.is_visible()
    screen.clock.run_for(29 * 60 * 1000)
    warning.wait_for()
    picture(screen, "warning")
    screen.get_by_role("button", name="Stay signed in").click()
    warning.wait_for(state="hidden")


def test_when_the_provider_is_down(screen: Any, identity: Identity) -> None:
    """The last of this file: it stops the provider."""
    identity.stop()
    screen.get_by_role("button", name="Sign in with Force ID").click()
    heading(screen, "You are not signed in")
    screen.get_by_text("cannot be reached").wait_for()
    picture(screen, "down")
