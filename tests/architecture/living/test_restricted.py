"""Restricted records: closed at every address, for reading and for writing, to whoever has no special access."""

import re
from datetime import timedelta

import pytest

from plumbline.access import actions as access
from plumbline.access.roles import ROLES
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.ledger.models import Entry, Operation
from plumbline.people.models import Person
from plumbline.standards.models import Duty
from tests.architecture.living.addresses import OF_NOBODY, entries_of_what_was_done, listed
from tests.architecture.living.test_objects import told_nothing

pytestmark = pytest.mark.one_database  # whom a mark closes a record to does not hang on the engine; the walk asks both
EVERY = [pytest.param(a, id=a.name) for a in listed() if a.record and a.record not in OF_NOBODY and not a.is_oversight]
WHY = "Related to an officer of this force."
ADMIN = system("test")


def about(world, address):
    """The people whose record it is."""
    record = getattr(world, address.record)
    return [record.person_id] if isinstance(record, Duty) else record.whose()


def restrict(world, people, *, is_told, allow="response-officer", by="superintendent"):
    users, day = world.users, clock.today() + timedelta(days=30)
    told = {"reason": WHY, "is_told": is_told, "review_on": day, "allow": [users[allow]]}
    for person in people:
        access.restrict(person, by=users[by], **told)


def closed_role(address):
    """The right role, unless it is told of every restriction."""
    role = address.right_role()
    others = [r.key for r in ROLES.values() if address.permission in r.permissions and not r.states_purpose]
    return (
        role
        if "access.restrict" not in ROLES[role].permissions
        else next((r for r in others if "access.restrict" not in ROLES[r].permissions), "")
    )


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", EVERY)
def test_one_that_is_not_told_does_not_exist(world, address, method):
    restrict(world, about(world, address), is_told=False)
    role = closed_role(address)
    if not role:
        pytest.skip("every role with this permission is told of every restriction")
    purpose = "audit" if ROLES[role].states_purpose else ""
    told_nothing(world.client(role, purpose), world, address, method)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", EVERY)
def test_one_that_is_told_says_so_and_no_more(world, address, method):
    people = about(world, address)
    names = [each.given_name for each in Person.objects.filter(pk__in=people) if each.given_name]
    restrict(world, people, is_told=True)
    before = entries_of_what_was_done()
    response = getattr(address.right(world), method)(address.path(world))
    if response.status_code == 405:
        return
    # A duty is met by its list, which leaves it out; a partner outside the force is not told of restrictions.
    assert response.status_code == (404 if address.name.startswith(("standards:", "referrals:shared")) else 403)
    page = response.content.decode()
    assert [name for name in names if re.search(rf"\b{name}\b", page)] == []
    assert entries_of_what_was_done() == before


@pytest.mark.parametrize("address", EVERY)
def test_special_access_opens_it(world, address):
    role = address.right_role()
    by = "duty-inspector" if role == "superintendent" else "superintendent"  # nobody keeps access for themselves
    restrict(world, about(world, address), is_told=False, allow=role, by=by)
    assert address.ask(address.right(world), world).status_code == address.answers


class TestLists:
    """Ada, who is missing now, is restricted; the sergeant has no special access."""

    PAGES = (
        "/",
        "/below/",
        "/people/?q=ada+marsh",
        "/missing/",
        "/missing/?q=ada",
        "/missing/live/",
        "/missing/report/?q=ada+marsh",
        "/standards/missing.first-review/duties/",
    )

    def page(self, world, path, role="sergeant"):
        return world.client(role).get(path).content.decode()

    @pytest.mark.parametrize("path", PAGES)
    @pytest.mark.parametrize("is_told", [True, False])
    def test_no_list_names_her(self, world, path, is_told):
        restrict(world, [world.ada.pk], is_told=is_told)
        page = self.page(world, path).replace("ada marsh", "").replace("ada+marsh", "").replace('value="ada"', "")
        for said in ("Ada", "Addie", world.episode.reference):
            assert said not in page
        # Not told: the list does not even say that there is a record. A duty in her own name stays on the sergeant's.
        assert is_told or path == "/" or "Restricted record" not in page

    @pytest.mark.parametrize("path", ["/people/?q=ada+marsh", "/missing/live/", "/missing/report/?q=ada+marsh"])
    def test_where_others_are_told_the_list_says_that_there_is_a_record(self, world, path):
        restrict(world, [world.ada.pk], is_told=True)
        assert "Restricted record" in self.page(world, path)

    def test_the_live_board_shows_a_restricted_child_with_risk_and_clocks(self, world):
        restrict(world, [world.ada.pk], is_told=True)
        page = self.page(world, "/missing/live/", "control-room-supervisor")
        assert "Restricted record" in page
        assert "High" in page
        assert "Northfield" in page
        assert "3 h" in page

    def test_no_restricted_child_is_missing_out_of_everybodys_sight(self, world):
        """Not told: not on a sergeant's board, and on the board of whoever may restrict, who can give access."""
        restrict(world, [world.ada.pk], is_told=False)
        assert "Restricted record" not in self.page(world, "/missing/live/")
        assert "Restricted record" in self.page(world, "/missing/live/", "duty-inspector")

    def test_the_announcement_of_a_new_child_names_no_restricted_one(self, world):
        restrict(world, [world.ada.pk], is_told=True)
        headers = {"HX-Request": "true"}
        response = world.client("sergeant").get("/missing/live/?seen=1-1-1~", headers=headers)
        said = response.headers["HX-Trigger"]
        assert "restricted record" in said
        assert "Ada" not in said

    def test_a_duty_stays_with_who_owes_it_and_names_no_child(self, world):
        """The officer in the case was forgotten when she was restricted: what they owe is still on their list."""
        restrict(world, [world.ada.pk], is_told=False, allow="other_sergeant")
        owed = Duty.objects.filter(owner=world.users["sergeant"], person_id=world.ada.pk, done_at=None, unknown="")
        assert owed.exists()
        page = self.page(world, "/")
        assert "Restricted record" in page
        assert "Ada" not in page
        assert "grandmother" not in page

    def test_rates_count_her(self, world):
        from plumbline.standards.queries import duties_counted, duties_seen

        user = world.users["sergeant"]
        before = duties_counted(user).count()
        assert duties_seen(user).count() == before
        restrict(world, [world.ada.pk], is_told=False)
        assert duties_counted(user).count() == before
        assert not duties_seen(user).filter(person_id=world.ada.pk).exists()

    def test_a_file_leaves_her_out(self, world):
        restrict(world, [world.ada.pk], is_told=False)
        client = world.client("auditor", "audit")
        for path in ("/missing/?format=csv", "/standards/missing.first-review/duties/?format=csv"):
            response = client.get(path)
            assert b"Ada" not in b"".join(response.streaming_content if response.streaming else [response.content])
        left = Entry.objects.filter(operation=Operation.DISCLOSURE, actor_id=world.users["auditor"].pk)
        assert left.exists()
        assert not left.filter(people__person_id=world.ada.pk).exists()

    def test_the_pages_of_others_leave_her_out(self, world):
        """Her mother's page, her friend's page, an enquiry that is hers."""
        restrict(world, [world.ada.pk], is_told=True)
        for path in (f"/people/{world.mother.pk}/", f"/people/{world.ben.pk}/"):
            assert "Ada" not in self.page(world, path)

    def test_a_child_is_shown_without_a_mother_who_is_restricted(self, world):
        baby = Person.objects.get(pk=world.born.pk)
        for is_told, said in ((True, True), (False, False)):
            restrict(world, [world.mother.pk], is_told=is_told)
            page = self.page(world, f"/people/{baby.pk}/")
            assert "Rose" not in page
            assert ("Restricted record" in page) is said
            assert "Rose" not in self.page(world, "/people/?q=unborn+child")
            assert world.client("sergeant").get(f"/people/{world.unborn.pk}/").status_code == (403 if is_told else 404)
            access.lift_restriction(
                type(world.restriction).objects.get(person=world.mother.pk, lifted_at=None),
                by=world.users["superintendent"],
            )

    def test_a_reference_finds_none_that_is_not_told(self, world):
        restrict(world, [world.ada.pk], is_told=False)
        assert "Nobody found" in self.page(world, f"/people/?q={world.ada.reference}")


class TestActs:
    """The page is one way in; the act refuses by itself."""

    def test_an_act_about_a_closed_person_is_refused(self, world):
        from plumbline.kernel.errors import Missing, Restricted
        from plumbline.missing import actions as missing
        from plumbline.people import actions as people

        user = world.users["sergeant"]
        for is_told, fault in ((True, Restricted), (False, Missing)):
            restrict(world, [world.cat.pk], is_told=is_told)
            for attempt in (
                lambda: people.add_alias(world.cat, by=user, kind="nickname", given_name="Kit"),
                lambda: people.relate(world.cat, by=user, other=world.ben, kind="friend"),
                lambda: missing.lose_again(world.located, by=user, says="Gone."),
            ):
                with pytest.raises(fault):
                    attempt()
            standing = type(world.restriction).objects.get(person=world.cat.pk, lifted_at=None)
            access.lift_restriction(standing, by=world.users["superintendent"])

    def test_nobody_is_related_to_someone_closed(self, world):
        from plumbline.kernel.errors import Restricted
        from plumbline.people import actions as people

        restrict(world, [world.cat.pk], is_told=True)
        with pytest.raises(Restricted):
            people.relate(world.ben, by=world.users["sergeant"], other=world.cat, kind="friend")
