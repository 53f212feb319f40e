"""The walk: every address of the product, asked for by everyone who should and should not be let in."""

import re

import pytest

from plumbline.access.roles import ROLES
from plumbline.ledger.models import Entry, Operation
from tests.architecture.living.addresses import listed, names
from tests.architecture.living.test_matrix import held

EVERY = [pytest.param(address, id=address.name) for address in listed()]
GUARDED = [pytest.param(a, id=a.name) for a in listed() if a.permission]
ELSEWHERE = [pytest.param(a, id=a.name) for a in listed() if a.elsewhere]
PURPOSE = [pytest.param(a, id=a.name) for a in listed() if a.purpose]
FORMS = [pytest.param(a, id=a.name) for a in listed() if a.method == "get" and a.does != "missing.see" and a.permission]
REFUSED = (403, 404)


def test_every_address_is_in_the_table():
    """A new page needs a line in urls.yaml that says who may ask for it."""
    table = {address.name for address in listed()}
    assert names() == table, f"without a line, or a line without an address: {sorted(names() ^ table)}"


def test_every_address_has_a_name():
    assert [name for name in names() if name.endswith(("None", ":"))] == []


def answered(address):
    """The row of the matrix, each cell of which test_matrix.py holds against the product."""
    return held()[f"{address.name} {address.method}"]


@pytest.mark.parametrize("address", EVERY)
def test_nobody_gets_in_without_signing_in(address):
    for column in ("anyone", "leaver"):
        assert address.is_open or answered(address)[column] == "in"


@pytest.mark.parametrize("address", GUARDED)
def test_an_account_without_grants_opens_nothing(address):
    assert answered(address)["nobody"] in ("no", "-")


@pytest.mark.parametrize("address", GUARDED)
def test_a_role_without_the_permission_is_refused(address):
    assert answered(address)[address.wrong_role()] in ("no", "-")


@pytest.mark.parametrize("address", EVERY)
def test_the_right_role_is_let_in(world, address):
    response = address.ask(address.right(world), world)
    if not address.is_open:
        assert response.status_code == address.answers, response.content[:2000]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_in_another_district_there_is_no_such_record(world, address):
    """Not "refused": whether the number exists is not for them to learn."""
    assert address.ask(address.right(world, "south_"), world).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("address", PURPOSE)
def test_whoever_must_say_why_is_asked_before_anything_is_shown(world, address):
    response = address.ask(world.client("auditor"), world)
    assert (response.status_code, response.url.split("?")[0]) == (302, "/purpose/")
    assert not Entry.objects.filter(operation=Operation.CONSULTATION).exists()


@pytest.mark.parametrize("address", PURPOSE)
def test_whoever_said_why_is_let_in_and_it_is_written_down(world, address):
    response = address.ask(world.client("auditor", purpose="audit"), world)
    assert response.status_code == address.answers
    reads = Entry.objects.filter(operation=Operation.CONSULTATION)
    assert {entry.purpose for entry in reads} <= {"audit"}


@pytest.mark.one_database
@pytest.mark.parametrize("address", FORMS)
def test_a_form_sent_by_someone_who_may_not_is_refused(world, address):
    """The form's page may be theirs to read; to send it is not."""
    may_read = [r for r in ROLES.values() if address.needs in r.permissions and address.does not in r.permissions]
    role = next((r.key for r in may_read if not r.states_purpose), "nobody")
    acts = Entry.objects.exclude(operation=Operation.CONSULTATION).count()
    response = world.client(role).post(address.path(world), {"q": ""})
    assert response.status_code in (*REFUSED, 405, 200)
    assert Entry.objects.exclude(operation=Operation.CONSULTATION).count() == acts, "something was written"


@pytest.mark.parametrize("address", [p for p in EVERY if p.values[0].record])
@pytest.mark.parametrize("number", [pytest.param(999_999_999, marks=pytest.mark.one_database), 10**17])
def test_a_number_that_names_nothing_is_not_found(world, address, number):
    path = re.sub(r"/\d+/", f"/{number}/", address.path(world))
    response = getattr(address.right(world), address.method)(path)
    assert response.status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("address", [p for p in EVERY if p.values[0].purpose])
def test_what_is_shown_is_in_the_ledger(world, address):
    address.ask(address.right(world), world)
    assert Entry.objects.filter(operation=Operation.CONSULTATION).exists()


def test_only_signing_in_is_open():
    shown = [address.name for address in listed() if address.is_open and address.answers == 200]
    assert shown == ["access:sign-in", "account_login"]
    led_away = {address.name for address in listed() if address.is_open and address.answers != 200}
    assert led_away == {"access:provider", "openid_connect_callback", "mfa_authenticate", "mfa_login_webauthn"}
