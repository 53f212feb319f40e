"""Districts, teams, officers: posted, moved, supervised, retired."""

from datetime import UTC, date, datetime, timedelta

import pytest

from plumbline.access import actions as access
from plumbline.access.access import grants_of
from plumbline.access.models import User
from plumbline.kernel import acts, clock
from plumbline.kernel.actors import system
from plumbline.kernel.acts import act
from plumbline.kernel.errors import Invalid, Refused
from plumbline.ledger.models import Entry
from plumbline.web import slots
from plumbline.workforce import actions, queries
from plumbline.workforce.models import Move, Officer, Rank, Team

TEST = system("test")


@pytest.fixture
def other_team(team) -> Team:
    district = actions.open_district(by=TEST, code="S", name="Southport")
    return actions.open_team(district, by=TEST, code="SE1", name="Exploitation", kind="exploitation")


@pytest.fixture
def posted(officer):
    def make(*args, **kwargs) -> Officer:
        return queries.officer_of(officer(*args, **kwargs))

    return make


def test_ranks_are_in_order_and_have_short_titles():
    assert Rank.SUPERINTENDENT > Rank.CHIEF_INSPECTOR > Rank.INSPECTOR > Rank.SERGEANT > Rank.CONSTABLE > Rank.PCSO
    assert [rank.short for rank in Rank] == [
        "",
        "PCSO",
        "PC",
        "PS",
        "Insp",
        "Ch Insp",
        "Supt",
        "Ch Supt",
        "ACC",
        "DCC",
        "CC",
    ]


def test_an_officer_lies_in_team_and_district(posted, team):
    assert posted().place() == (team.district_id, team.pk)


@pytest.mark.parametrize(
    ("role", "least", "holds"),
    [
        ("duty-inspector", Rank.INSPECTOR, True),
        ("superintendent", Rank.INSPECTOR, True),
        ("sergeant", Rank.INSPECTOR, False),
        ("call-handler", Rank.CONSTABLE, False),
        ("auditor", Rank.POLICE_STAFF, False),
    ],
)
def test_rank_decides(officer, role, least, holds):
    assert queries.is_at_least(officer(role), least) is holds


def test_one_who_is_no_officer_has_no_rank(officer):
    auditor = officer("auditor")
    assert queries.officer_of(auditor) is None
    assert queries.rank_of(auditor) is None


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda team, user: actions.open_district(by=TEST, code="N", name="Again"), "code"),
        (
            lambda team, user: actions.open_team(team.district, by=TEST, code="NR1", name="Again", kind="response"),
            "code",
        ),
        (lambda team, user: actions.post_officer(team, by=TEST, user=user, rank=2, collar_number="9"), "user"),
    ],
)
def test_codes_and_accounts_are_used_once(team, officer, make, field):
    with pytest.raises(Invalid) as refused:
        make(team, officer())
    assert field in refused.value.fields


def test_a_collar_number_names_one_officer(team, posted):
    taken = posted().collar_number
    user = access.open_account(by=TEST, username="new", display_name="PC New")
    with pytest.raises(Invalid, match="Another officer"):
        actions.post_officer(team, by=TEST, user=user, rank=Rank.CONSTABLE, collar_number=taken)


def test_a_move_keeps_its_reason_and_leaves_the_supervisor(posted, other_team):
    sergeant = posted("sergeant")
    constable = posted("response-officer", supervisor=sergeant)
    move = actions.move_officer(
        constable, by=TEST, team=other_team, reason="Asked for; replaced from Response 2", rank=3
    )
    constable.refresh_from_db()
    assert (move.from_team.code, move.to_team, constable.team, constable.supervisor) == (
        "NR1",
        other_team,
        other_team,
        None,
    )
    assert constable.rank == Rank.SERGEANT
    assert "Officer moved" in Entry.objects.latest("id").sentence


def test_a_move_needs_a_reason_and_another_team(posted, team, other_team):
    constable = posted("response-officer")
    with pytest.raises(Invalid):
        actions.move_officer(constable, by=TEST, team=other_team, reason="")
    with pytest.raises(Invalid, match="already"):
        actions.move_officer(constable, by=TEST, team=team, reason="x")
    assert not Move.objects.exists()


def test_supervision_goes_up_and_never_round(posted):
    inspector = posted("duty-inspector")
    sergeant = posted("sergeant", supervisor=inspector)
    constable = posted("response-officer", supervisor=sergeant)
    assert queries.supervised_by(inspector.user) == [sergeant]
    assert queries.everyone_below(inspector.user) == {sergeant.user_id, constable.user_id}
    for under in (inspector, sergeant, constable):
        with pytest.raises(Invalid, match="themselves"):
            actions.name_supervisor(inspector, by=TEST, supervisor=under)


def test_who_leaves_hands_on_those_they_supervised(posted):
    inspector = posted("duty-inspector")
    sergeant = posted("sergeant", supervisor=inspector)
    constable = posted("response-officer", supervisor=sergeant)
    actions.retire_officer(sergeant, by=TEST, on=clock.today())
    constable.refresh_from_db()
    assert constable.supervisor == inspector
    assert not sergeant.is_in_post
    assert sergeant not in queries.officers_in(sergeant.team_id)
    with pytest.raises(Invalid, match="has left"):
        actions.name_supervisor(constable, by=TEST, supervisor=sergeant)


def test_nobody_leaves_before_joining(posted):
    constable = posted("response-officer")
    with pytest.raises(Invalid, match="before they joined"):
        actions.retire_officer(constable, by=TEST, on=constable.joined_on - timedelta(1))


def test_choices_and_names(posted, team, other_team):
    sergeant, constable = posted("sergeant"), posted("response-officer")
    assert [label for _, label in queries.team_choices()] == ["Response 1, Northfield", "Exploitation, Southport"]
    assert [pk for pk, _ in queries.officer_choices([team.pk])] == [sergeant.user_id, constable.user_id]
    assert queries.teams_of_district(team.district_id) == [team]
    assert slots.name_of("team", [team.pk, 999]) == {team.pk: "Response 1"}
    assert slots.name_of("district", [team.district_id]) == {team.district_id: "Northfield"}
    assert slots.name_of("officer", [sergeant.user_id]) == {sergeant.user_id: str(sergeant)}


@pytest.mark.parametrize("role", ["chief-officer", "superintendent", "sergeant", None])
def test_administrators_alone_post_officers(officer, team, role):
    with pytest.raises(Refused):
        actions.open_district(by=officer(role), code="E", name="East")
    assert actions.open_district(by=officer("administrator"), code="E", name="East").pk


@act("workforce.test.written", permission="access.administer", says="")
def written(model, *, by, **values):
    return acts.current().bulk_create(model, [model(**values)])


acts.register.pop("workforce.test.written")  # known to this file alone


def test_the_database_refuses_what_no_act_writes(team, officer, posted):
    held = posted()
    user = access.open_account(by=TEST, username="new", display_name="PC New")
    values = {"user": user, "team": team, "collar_number": "77", "rank": 2, "joined_on": date(2020, 1, 2)}
    for broken, said in (
        ({"rank": 99}, "rank from the list"),
        ({"left_on": date(2020, 1, 1)}, "before they joined"),
    ):
        with pytest.raises(Invalid, match=said):
            written(Officer, by=TEST, **(values | broken))
    with pytest.raises(Invalid, match="in that team already"):
        written(Move, by=TEST, officer=held, from_team=team, to_team=team, happened_at=clock.now(), reason="x")
    with pytest.raises(Invalid, match="what the team is for"):
        written(Team, by=TEST, district=team.district, code="X", name="X", kind="x")


class TestMoversAndLeavers:
    """What a person may see follows them out of a team and out of the force, in the same act."""

    TODAY = date(2026, 6, 15)

    @pytest.fixture
    def on(self):
        def at(day):
            return clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))

        return at

    @pytest.fixture
    def held(self, posted, team, on):
        """An officer whose grant over their team began ten days ago."""
        with on(self.TODAY - timedelta(days=10)):
            return posted("response-officer", scope="team", scope_id=team.pk)

    def reach(self, post, on, day):
        with on(day):
            return {grant.scope_id for grant in grants_of(User.objects.get(pk=post.user_id))}

    def test_a_move_carries_the_grants_of_the_team(self, held, team, other_team, on):
        with on(self.TODAY):
            actions.move_officer(held, by=TEST, team=other_team, reason="Covers absence.")
        assert self.reach(held, on, self.TODAY) == {other_team.pk}
        assert self.reach(held, on, self.TODAY - timedelta(days=1)) == {team.pk}
        (entry,) = Entry.objects.filter(event="workforce.officer.moved")
        assert {change["record"].rsplit("/", 1)[0] for change in entry.changes} >= {"access/grant", "workforce/move"}

    def test_twice_on_one_day_leaves_one_grant(self, held, team, other_team, on):
        with on(self.TODAY):
            actions.move_officer(held, by=TEST, team=other_team, reason="Covers absence.")
            actions.move_officer(held, by=TEST, team=team, reason="Not needed after all.")
        assert self.reach(held, on, self.TODAY) == {team.pk}

    def test_a_grant_until_a_day_is_not_lengthened(self, held, other_team, on):
        last = self.TODAY + timedelta(days=5)
        with on(self.TODAY):
            access.end_grant(held.user.grants.get(), by=TEST, on=last)
            actions.move_officer(held, by=TEST, team=other_team, reason="Covers absence.")
        assert self.reach(held, on, last) == {other_team.pk}
        assert self.reach(held, on, last + timedelta(days=1)) == set()

    def test_one_that_has_ended_is_not_revived(self, held, other_team, on):
        with on(self.TODAY - timedelta(days=2)):
            access.end_grant(held.user.grants.get(), by=TEST, on=clock.today())
        with on(self.TODAY):
            actions.move_officer(held, by=TEST, team=other_team, reason="Covers absence.")
        assert self.reach(held, on, self.TODAY) == set()

    def test_grants_over_more_than_the_team_stay(self, posted, other_team, on):
        with on(self.TODAY):
            inspector = posted("duty-inspector")
            actions.move_officer(inspector, by=TEST, team=other_team, reason="Covers absence.")
        assert self.reach(inspector, on, self.TODAY) == {None}

    def test_a_move_that_is_refused_carries_nothing(self, held, team, other_team, on):
        with on(self.TODAY), pytest.raises(Invalid):
            actions.move_officer(held, by=TEST, team=other_team, reason="")
        assert self.reach(held, on, self.TODAY) == {team.pk}

    def test_a_leaver_sees_nothing_from_the_day_after_their_last(self, held, team, on):
        last = self.TODAY + timedelta(days=3)
        with on(self.TODAY):
            actions.retire_officer(held, by=TEST, on=last)
        assert self.reach(held, on, last) == {team.pk}
        assert self.reach(held, on, last + timedelta(days=1)) == set()

    def test_nor_what_was_to_begin_later(self, held, on):
        with on(self.TODAY):
            ahead = {
                "role": "auditor",
                "scope": "force",
                "reason": "Audit",
                "starts_on": self.TODAY + timedelta(days=30),
            }
            access.give_grant(held.user, by=TEST, **ahead)
            actions.retire_officer(held, by=TEST, on=self.TODAY)
        for days in (0, 1, 30, 31):
            assert None not in self.reach(held, on, self.TODAY + timedelta(days=days))

    def test_a_grant_that_ends_earlier_keeps_its_day(self, held, on):
        with on(self.TODAY):
            access.end_grant(held.user.grants.get(), by=TEST, on=self.TODAY)
            actions.retire_officer(held, by=TEST, on=self.TODAY + timedelta(days=9))
        assert self.reach(held, on, self.TODAY + timedelta(days=1)) == set()

    def test_what_they_recorded_keeps_their_name(self, held, on):
        with on(self.TODAY):
            actions.retire_officer(held, by=TEST, on=self.TODAY)
        assert User.objects.get(pk=held.user_id).display_name
