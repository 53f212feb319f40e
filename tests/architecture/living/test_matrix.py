"""Who may do what, whole: every address × every role, held against a table that people review.

After a change that is meant: PLUMBLINE_RENEW_MATRIX=1 python -m pytest tests/architecture/living/test_matrix.py -n 0
Then read the difference: each cell that changed is a door that someone opened or closed.
"""

import os
from functools import cache

import pytest
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.utils.safestring import SafeString

from plumbline.access.roles import PURPOSES, ROLES
from tests.architecture.code import HERE
from tests.architecture.living.addresses import listed

pytestmark = pytest.mark.one_database  # each page and act is tried on both by the walk and by the room
TABLE = HERE / "matrix.csv"
RENEW = "PLUMBLINE_RENEW_MATRIX"
LEGEND = """\
# Every address × every role of plumbline/access/roles.py, as the force of tests/world.py answers it. Made by
#   PLUMBLINE_RENEW_MATRIX=1 python -m pytest tests/architecture/living/test_matrix.py -n 0
# and held against the product by the same test. Read a change of it as a change of who gets in.
#
#   ok     the page is shown, or the form is drawn again because it was sent empty
#   done   carried out or led on
#   ?ok    asked for a purpose first; then as above
#   no     refused: the role does not allow it
#   -      told that there is nothing there
#   shut   told that the record is restricted
#   in     sent to sign in
#   post   only a form may be sent here; get: the address is only looked at
#
# Each role is granted over the district in which the records lie. `nobody` has an account and no grant, `lapsed` a grant that
# ended yesterday, `early` one that begins tomorrow, `leaver` a closed account, `anyone` has not signed in. A restricted
# record is tried in test_restricted.py, another district and another team in test_objects.py.
#
"""
WITHOUT = ("nobody", "lapsed", "early", "leaver", "anyone")
COLUMNS = (*ROLES, *WITHOUT)
CODES = {c: "".join(w[0] for w in c.split("-")).upper() if "-" in c else c[:2].upper() for c in COLUMNS}
ANSWERS = {200: "ok", 204: "ok", 302: "done", 403: "no", 404: "-", 405: "", 400: "bad", 409: "stale"}
EVERY = [
    pytest.param(address, method, id=f"{address.name}-{method}") for address in listed() for method in ("get", "post")
]
_clients: dict[str, tuple[Client, dict[str, str]]] = {}


def client_of(world, column, purpose=""):
    """Signed in once for all. Each request begins with the same cookies: the one before may have signed out."""
    key = f"{column}{purpose}"
    if key not in _clients:
        made = Client() if column == "anyone" else world.client(column, purpose)
        _clients[key] = made, {name: morsel.value for name, morsel in made.cookies.items()}
    client, cookies = _clients[key]
    client.cookies.clear()
    for name, value in cookies.items():
        client.cookies[name] = value
    return client


def answer(world, address, method, column):
    """One cell. Whatever the request did is rolled back."""
    response = _asked(world, address, method, column)
    if response.status_code == 302 and response.url.startswith("/sign-in/"):
        return "in"
    if response.status_code == 302 and response.url.startswith("/purpose/"):
        again = _asked(world, address, method, column, purpose=PURPOSES[0][0])
        return f"?{said(again, method)}"
    return said(response, method)


def said(response, method):
    if response.status_code == 405:
        return "post" if method == "get" else "get"
    if response.status_code == 403 and response.content == b"access/restricted.html":
        return "shut"
    return ANSWERS[response.status_code]


def _asked(world, address, method, column, purpose=""):
    path = address.path(world)
    path = path if method == "get" else path.split("?")[0]
    with transaction.atomic():
        response = getattr(client_of(world, column, purpose), method)(path)
        transaction.set_rollback(True)
    return response


@pytest.fixture(scope="module")
def _sketched():
    """Pages that one is shown are drawn, for each role its own. Refusals, and forms drawn again, are the same for everyone and
    drawn by other tests: here the name of the page is enough, and of twenty thousand requests most end so."""
    drawn = Template.render

    def sketched(page, context=None, request=None):
        name = page.template.name
        if name.startswith(("web/error", "access/restricted")) or (request is not None and request.method == "POST"):
            return SafeString(name)
        return drawn(page, context, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", sketched)
        yield


@pytest.fixture(scope="module")
def signed_in(built, _sketched):
    """Sessions that outlive the roll-back of a single test."""
    for column in COLUMNS:
        client_of(built, column)
        if column in ROLES and ROLES[column].states_purpose:
            client_of(built, column, PURPOSES[0][0])
    yield
    _clients.clear()


@cache
def held() -> dict[str, dict[str, str]]:
    rows = [line.split(",") for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    role = {code: column for column, code in CODES.items()}
    header = [role.get(cell.strip(), cell.strip()) for cell in rows[0]]
    return {row[0].strip(): dict(zip(header[1:], map(str.strip, row[1:]), strict=True)) for row in rows[1:]}


def write(rows: dict[str, dict[str, str]]) -> None:
    """Padded, so that a column can be followed with the eye."""
    widths = {column: max(len(CODES[column]), *(len(row[column]) for row in rows.values())) for column in COLUMNS}
    first = max(map(len, rows))
    lines = [", ".join(["address".ljust(first), *(CODES[column].ljust(widths[column]) for column in COLUMNS)])]
    for name, row in rows.items():
        lines.append(", ".join([name.ljust(first), *(row[column].ljust(widths[column]) for column in COLUMNS)]))
    columns = "".join(f"#   {code:<5}{column}\n" for column, code in CODES.items())
    TABLE.write_text(LEGEND + columns + "\n".join(line.rstrip() for line in lines) + "\n")


@pytest.mark.parametrize(("address", "method"), EVERY)
def test_every_role_is_answered_as_the_table_says(world, signed_in, address, method):
    if os.environ.get(RENEW) == "1":
        pytest.skip("the table is being renewed")
    row = held().get(f"{address.name} {method}")
    assert row is not None, f"a new address has no row yet: run with {RENEW}=1, and read the row"
    found = {column: answer(world, address, method, column) for column in COLUMNS}
    assert found == row


@pytest.mark.skipif(os.environ.get(RENEW) != "1", reason="only where the table is renewed")
def test_renew(world, signed_in):
    rows = {}
    for address in listed():
        for method in ("get", "post"):
            rows[f"{address.name} {method}"] = {c: answer(world, address, method, c) for c in COLUMNS}
    write(rows)


def test_the_table_has_every_address_and_every_role():
    rows = held()
    assert set(rows) == {f"{address.name} {method}" for address in listed() for method in ("get", "post")}
    assert {column for row in rows.values() for column in row} == set(COLUMNS), "a new role needs a column"
    assert len(set(CODES.values())) == len(CODES), "two columns have one code"


def test_nobody_without_a_grant_gets_further_than_a_page_that_shows_nothing():
    """Read off the table itself: an account whose grant is not current sees no more than one that never had any."""
    open_to_all = {address.name for address in listed() if address.is_open} | {"access:sign-out"}
    for name, row in held().items():
        let_in = {row[column] for column in ("nobody", "lapsed", "early")} - {"no", "-", "post", "get"}
        assert not let_in or name.split(" ")[0] in open_to_all, (name, let_in)
        assert row["lapsed"] == row["early"] == row["nobody"], name


READERS = {"auditor": "inspections.audit", "inspector-of-constabulary": "", "chief-officer": "inspections.close"}


@pytest.mark.parametrize("role", READERS)
def test_those_who_read_are_let_into_no_form_but_their_own(role):
    """The table's own word on it: what an auditor sends leads nowhere, but for the marking of a case."""
    own = ("access:", "missing:keep-view", "missing:drop-view")
    rows = held()
    for address in listed():
        row = rows[f"{address.name} post"]
        leads_on = rows[f"{address.name} get"]["sergeant"] == "done"  # an address that only points to another
        if not (address.name.startswith(own) or leads_on or address.does == READERS[role]):
            assert not row[role].endswith("done"), address.name


def test_who_runs_the_system_reads_no_case():
    for name, row in held().items():
        if name.startswith(("people:", "missing:")):
            assert {row["administrator"], row["information-security"]} <= {"no", "-", "post", "get"}, name
