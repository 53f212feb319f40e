"""Fixtures that every room's tests share: someone who acts, a child, and a browser's place at the door.

`officer("sergeant")` is a User with a grant over the force, posted as an officer; `child(given_name="Ada")` a person
made by the act as the system actor "test"; `client_for(user).get("/people/")` a page as that user sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client

from plumbline.access import actions as access
from plumbline.access.models import User
from plumbline.access.roles import ROLES
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.ledger import guards
from plumbline.people import actions as people
from plumbline.people.models import Person
from plumbline.workforce import actions as workforce
from plumbline.workforce.models import District, Rank, Team

RANKS = {
    "call-handler": Rank.POLICE_STAFF,
    "control-room-supervisor": Rank.POLICE_STAFF,
    "response-officer": Rank.CONSTABLE,
    "sergeant": Rank.SERGEANT,
    "duty-inspector": Rank.INSPECTOR,
    "superintendent": Rank.SUPERINTENDENT,
    "missing-coordinator": Rank.POLICE_STAFF,
    "referral-trainee": Rank.POLICE_STAFF,
    "referral-practitioner": Rank.POLICE_STAFF,
    "referral-supervisor": Rank.SERGEANT,
    "investigator": Rank.CONSTABLE,
    "detective-supervisor": Rank.SERGEANT,
    "offender-manager": Rank.CONSTABLE,
    "offender-supervisor": Rank.SERGEANT,
    "custody-sergeant": Rank.SERGEANT,
    "learning-development": Rank.POLICE_STAFF,
    "records-manager": Rank.POLICE_STAFF,
    "information-security": Rank.POLICE_STAFF,
    "protection-lead": Rank.CHIEF_SUPERINTENDENT,
    "chief-officer": Rank.ASSISTANT_CHIEF_CONSTABLE,
}
_number = count(1000)
TEST = system("test")


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_between_tests() -> Iterator[None]:
    """Tests that commit have every table emptied after them, which the ledger's own triggers refuse. In the product nothing
    empties a table, and nothing takes the triggers away."""
    plain = BaseDatabaseOperations.execute_sql_flush

    def emptied(operations: Any, statements: Any) -> None:
        with guards.down(operations.connection):
            plain(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", emptied)
        yield


@pytest.fixture
def team(db: None) -> Team:
    """A response team of a district called Northfield; the same one throughout a test."""
    district = District.objects.filter(code="N").first() or workforce.open_district(
        by=TEST, code="N", name="Northfield"
    )
    found = Team.objects.filter(code="NR1").first()
    return found or workforce.open_team(district, by=TEST, code="NR1", name="Response 1", kind="response")


@pytest.fixture
def officer(team: Team) -> Callable[..., User]:
    """Makes a user. `role=None` grants nothing; roles outside the force (auditors) are not posted as officers."""

    def make(
        role: str | None = "sergeant",
        *,
        scope: str = "force",
        scope_id: int | None = None,
        rank: Rank | None = None,
        team: Team = team,
        supervisor: Any = None,
        name: str = "",
    ) -> User:
        number = next(_number)
        title = rank.short if rank is not None else RANKS.get(role or "", Rank.CONSTABLE).short
        user = access.open_account(
            by=TEST, username=f"user{number}", display_name=name or f"{title} Tester {number}".strip()
        )
        if role:
            until = clock.today() + timedelta(days=most) if (most := ROLES[role].most_days) else None
            access.give_grant(user, by=TEST, role=role, scope=scope, scope_id=scope_id, reason="test", ends_on=until)
        if role is None or role in RANKS or rank is not None:
            held = rank if rank is not None else RANKS.get(role or "", Rank.CONSTABLE)
            workforce.post_officer(
                team, by=TEST, user=user, rank=held, collar_number=str(number), supervisor=supervisor
            )
        return user

    assert set(RANKS) <= set(ROLES)
    return make


@pytest.fixture
def child(db: None) -> Callable[..., Person]:
    """Makes a person by the act; without a word, a girl of twelve called Ada Marsh."""

    def make(**details: Any) -> Person:
        given = {"given_name": "Ada", "surname": "Marsh", "gender": "female"} | details
        if not {"date_of_birth", "estimated_birth_year", "is_unborn"} & set(given):
            given["date_of_birth"] = clock.today() - timedelta(
                days=12 * 365 + 180
            )  # twelve for months before and after
        return people.add_person(by=TEST, **given)

    return make


@pytest.fixture(autouse=True)
def nobody_proves_twice(settings: Any) -> None:
    """Tests that sign someone in by `force_login` are about other things than second factors; those that are about them
    set `settings.SECOND_FACTOR = "roles"`. No installation can be told this: `config.settings` takes two words only."""
    settings.SECOND_FACTOR = "nobody"


@pytest.fixture
def client_for(db: None) -> Callable[[User], Client]:
    """A browser in which this user is signed in. `purpose` is stated where the role asks for it."""

    def make(user: User, purpose: str = "") -> Client:
        client = Client()
        client.force_login(user)
        if purpose:
            session = client.session
            session["purpose"] = purpose
            session.save()
        return client

    return make
