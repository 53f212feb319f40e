"""Every page of the walk, wide and on a phone: no fault that axe knows, nothing off the screen, nothing in the console."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.architecture.living.addresses import listed
from tests.browser.conftest import DESKTOP, PHONE, Faults, say_why, sign_in

NAMES = [address.name for address in listed() if address.method == "get" and address.answers == 200]
WIDTHS = {"wide": DESKTOP, "phone": PHONE}
OPEN_EVERYTHING = "document.querySelectorAll('details').forEach(part => { part.open = true })"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def seats(site, chromium) -> Iterator[dict]:
    """One screen for each role, signed in once and used for every page."""
    held: dict = {}
    yield held
    for page, _ in held.values():
        page.context.close()


@pytest.fixture
def seat(site, chromium, seats):
    def sit(role):
        if role not in seats:
            context = chromium.new_context(base_url=site.address, viewport=DESKTOP, locale="en-GB")
            context.set_default_timeout(15_000)
            page, faults = context.new_page(), Faults()
            faults.listen(page)
            if role:
                sign_in(page, role)
            seats[role] = page, faults
        page, faults = seats[role]
        page.set_viewport_size(DESKTOP)
        faults.said.clear()
        return page, faults

    return sit


def told(violations) -> str:
    return "\n".join(
        f"{fault['id']}: {fault['help']}\n" + "\n".join(f"   {node['html'][:300]}" for node in fault["nodes"][:5])
        for fault in violations
    )


def can_be_used(page) -> None:
    """As wide as a desk, and as narrow as a hand. The page is not fetched anew for each: the one script that asks how wide the
    screen is folds filters away, which are opened here."""
    for width, size in WIDTHS.items():
        page.set_viewport_size(size)
        violations = Axe().run(page).response["violations"]
        assert not violations, f"{width}: {told(violations)}"
        assert page.evaluate(TOO_WIDE) <= 0, f"{width}: the page is wider than the screen"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_can_be_used_by_everyone(site, seat, name):
    (line,) = [line for line in site.told["walk"] if line["name"] == name]
    page, faults = seat("" if name == "access:sign-in" else line["role"])
    answer = say_why(page, line["path"])
    assert answer.status == 200
    assert name == "access:purpose" or "/purpose/" not in page.url
    page.evaluate(OPEN_EVERYTHING)
    can_be_used(page)
    assert faults.said == []


def test_a_form_with_errors_can_be_used_by_everyone(site, seat):
    page, _ = seat("sergeant")
    page.goto(f"/missing/{site.told['episode']}/enquiries/set/")
    page.get_by_role("button", name="Set", exact=True).click()
    page.get_by_role("alert").first.wait_for()
    can_be_used(page)


@pytest.mark.parametrize(("path", "status"), [("/nowhere/", 404), ("/missing/999999999/", 404)])
def test_a_page_that_is_not_there_can_be_read_by_everyone(seat, path, status):
    page, _ = seat("sergeant")
    assert page.goto(path).status == status
    can_be_used(page)


def test_the_policy_of_the_browser_is_strict(site, seat):
    page, _ = seat("sergeant")
    policy = page.goto("/").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
