"""Direct object reference: a record out of reach is answered as if it did not exist, looked at or posted to."""

import re
from datetime import timedelta

import pytest

from plumbline.access import actions as access
from plumbline.access.roles import ROLES
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.people.models import Person
from tests.architecture.living.addresses import OF_NOBODY, entries_of_what_was_done, listed

pytestmark = pytest.mark.one_database  # each page and act is tried on both by the walk and by the room

EVERY = [pytest.param(a, id=a.name) for a in listed() if a.record and a.record not in OF_NOBODY and not a.is_oversight]
PLACED = [pytest.param(a, id=a.name) for a in listed() if a.elsewhere]
ADMIN = system("test")
NOWHERE = 999_999_999


def someone(world, role, name="stranger", **reach):
    """Someone of that role with that reach, who owns nothing here."""
    user = access.open_account(by=ADMIN, username=name, display_name=name.title())
    access.give_grant(user, by=ADMIN, role=role, reason="test", ends_on=clock.today(), **reach)
    world.users[name] = user
    return world.client(name, purpose="audit" if ROLES[role].states_purpose else "")


def words(response):
    """What the page says, without its tokens and numbers."""
    text = re.sub(r'value="[^"]*"', "", response.content.decode())
    return re.sub(r"\d+", "0", text)


def told_nothing(client, world, address, method):
    """Answered exactly as for a number that names nothing, and nothing of it written down."""
    before = entries_of_what_was_done()
    path = address.path(world)
    there = getattr(client, method)(path)
    nowhere = getattr(client, method)(re.sub(r"/\d+/", f"/{NOWHERE}/", path))
    assert (there.status_code, nowhere.status_code) in ((404, 404), (405, 405))
    assert words(there) == words(nowhere)
    assert entries_of_what_was_done() == before


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", PLACED)
def test_another_district(world, address, method):
    told_nothing(address.right(world, "south_"), world, address, method)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", PLACED)
def test_another_team_of_the_district(world, address, method):
    if not address.name.startswith("missing:"):
        pytest.skip("a duty that no team has is the district's")
    client = someone(world, address.right_role(), scope="team", scope_id=world.unit.pk)
    told_nothing(client, world, address, method)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", EVERY)
def test_own_cases_alone_and_this_is_none(world, address, method):
    told_nothing(someone(world, address.right_role(), scope="own"), world, address, method)


def test_whose_grant_has_ended_is_shown_no_duty_even_in_their_own_name(world):
    user = world.users["response-officer"]
    client = world.client("response-officer")
    assert "Ada Marsh" in client.get("/").content.decode()
    with clock.frozen(clock.now() - timedelta(days=2)):
        access.end_grant(user.grants.get(), by=ADMIN, on=clock.today())
    page = client.get("/")
    assert page.status_code == 403, "an account without a current grant sees nothing but whom to ask"
    assert "Ada" not in page.content.decode()


def test_own_cases_are_reached_whole(world):
    """The officer in the case, by a grant over own cases: the episode, its enquiries, the child, the plan; no other child."""
    user = world.users["response-officer"]
    access.end_grant(user.grants.get(), by=ADMIN, on=user.grants.get().starts_on)
    access.give_grant(user, by=ADMIN, role="response-officer", scope="own", reason="test")
    client = world.client("response-officer")
    theirs = [f"/missing/{world.episode.pk}/", f"/missing/enquiries/{world.enquiry.pk}/", f"/people/{world.ada.pk}/"]
    assert [client.get(path).status_code for path in theirs] == [200, 200, 200]
    nell = Person.objects.get(
        given_name="Nell"
    )  # in whose cases they have no part; with Cat they have, in another room
    others = (f"/missing/{world.located.pk}/", f"/people/{nell.pk}/")
    assert [client.get(path).status_code for path in others] == [404, 404]
    listed_names = client.get("/missing/").content.decode()
    assert "Ada Marsh" in listed_names
    assert "Cat Marsh" not in listed_names
    assert "Nell Marsh" not in client.get("/people/?q=marsh").content.decode()
