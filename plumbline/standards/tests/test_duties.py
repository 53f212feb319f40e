"""Duties as people meet them: their state at any moment, whose they are, waiving, and the two commands over them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connections, models

from plumbline.config import command
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.kernel.errors import Invalid, Missing, Refused
from plumbline.ledger.models import Entry
from plumbline.missing import actions as missing
from plumbline.missing.facts import EpisodeFacts
from plumbline.missing.models import Episode
from plumbline.standards import access, actions, queries
from plumbline.standards.facts import Facts
from plumbline.standards.models import Duty, Waiver
from plumbline.standards.standard import Standard
from plumbline.standards.tests import probes
from plumbline.standards.tests.probes import declared, in_force
from plumbline.workforce import actions as workforce

pytestmark = pytest.mark.django_db
TEST = system("test")
AT = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
KEY = "test.acknowledged"


@pytest.fixture(autouse=True)
def _acknowledged_in_an_hour() -> Iterator[None]:
    """One standard alone: history read within the hour, owed by the officer of the episode."""

    def declare() -> None:
        due = probes.SecondsAfter(models.F("reported_at"), models.Value(3600))
        said = {"facts": EpisodeFacts, "starts": "reported_at", "due": due, "done": "history_acknowledged_at"}
        declared(KEY, owed_by="response-officer", **said)

    with in_force(declare, only=True), clock.frozen(AT):
        yield


@pytest.fixture
def episode(child: Any, team: Any) -> Callable[..., Episode]:
    def make(at: datetime = AT, **told: Any) -> Episode:
        told = {"team": team} | told
        with clock.frozen(max(at, AT)):
            return missing.report_missing(child(), by=TEST, reported_at=at, **told)

    return make


@pytest.fixture
def south(team: Any) -> Any:
    district = workforce.open_district(by=TEST, code="S", name="Southfield")
    return workforce.open_team(district, by=TEST, code="SR1", name="Response 1", kind="response")


@pytest.fixture
def read_at(officer: Any) -> Callable[[Episode, datetime], None]:
    """Do the duty at a moment."""
    reader = officer("call-handler")

    def read(episode: Episode, at: datetime) -> None:
        with clock.frozen(at):
            missing.acknowledge_history(episode, by=reader)

    return read


def duty_of(episode: Episode) -> Duty:
    return Duty.objects.get(subject_id=episode.pk, standard=KEY)


def state_of(episode: Episode, at: datetime) -> str:
    found: str = Duty.objects.annotate(state=queries.state_at(at)).get(subject_id=episode.pk, standard=KEY).state
    return found


def counts_at(at: datetime) -> queries.Counts:
    (standing,) = queries.standings(Duty.objects.all(), at)
    return standing.counts


# State


def test_a_state_follows_from_the_dates_for_any_moment(read_at: Any, episode: Any) -> None:
    in_time, late, never = episode(), episode(), episode()
    read_at(in_time, AT + HOUR)
    read_at(late, AT + 2 * HOUR)
    seen = {
        AT: ("pending", "pending", "pending"),
        AT + HOUR - SECOND: ("pending", "pending", "pending"),
        AT + HOUR: ("met", "pending", "pending"),
        AT + HOUR + SECOND: ("met", "overdue", "overdue"),
        AT + 2 * HOUR - SECOND: ("met", "overdue", "overdue"),
        AT + 2 * HOUR: ("met", "late", "overdue"),
        AT + 900 * DAY: ("met", "late", "overdue"),
    }
    for at, states in seen.items():
        assert tuple(state_of(each, at) for each in (in_time, late, never)) == states, at


def test_what_had_not_begun_is_not_counted(episode: Any) -> None:
    episode(), episode(AT + DAY)
    assert counts_at(AT - SECOND).applies == 0
    assert counts_at(AT).applies == 1
    assert counts_at(AT + DAY - SECOND).applies == 1
    assert counts_at(AT + DAY).applies == 2


def test_the_rate_leaves_out_what_is_shown_beside_it(read_at: Any, episode: Any, officer: Any) -> None:
    for after in (0 * HOUR, HOUR, HOUR, 3 * HOUR):  # three met, one late
        read_at(episode(), AT + after)
    episode()  # overdue
    episode(AT + 5 * HOUR)  # pending
    actions.waive(duty_of(episode()), by=officer("duty-inspector"), reason="child known to be safe")
    unknown = duty_of(episode())
    Duty.objects.filter(pk=unknown.pk).update(unknown="history_acknowledged_at", starts_at=None, due_at=None)
    counts = counts_at(AT + 5 * HOUR)
    expected = queries.Counts(met=3, late=1, overdue=1, pending=1, waived=1, cannot_tell=1)
    assert counts == expected
    assert (counts.applies, counts.judged, counts.rate) == (8, 5, 0.6)


def test_no_rate_where_nothing_has_come_due(episode: Any) -> None:
    episode()
    assert counts_at(AT).rate is None
    assert queries.Counts().rate is None


def test_a_standard_without_a_duty_is_listed_all_the_same() -> None:
    assert [(s.standard.key, s.counts) for s in queries.standings(Duty.objects.all(), AT)] == [(KEY, queries.Counts())]


def test_what_cannot_be_told_is_dated_by_its_month(episode: Any) -> None:
    made = duty_of(episode())
    Duty.objects.filter(pk=made.pk).update(unknown="x", starts_at=None, due_at=None)
    assert counts_at(datetime(2026, 5, 31, 22, 59, 59, tzinfo=UTC)).applies == 0
    assert counts_at(datetime(2026, 5, 31, 23, 0, tzinfo=UTC)).cannot_tell == 1  # 1 June on the wall


# Whose


def owed(user: Any) -> set[int]:
    return set(queries.owed_by(user).values_list("subject_id", flat=True))


def below(user: Any, at: datetime = AT + 2 * HOUR) -> set[int]:
    return set(queries.overdue_below(user, at).values_list("subject_id", flat=True))


def test_mine_are_those_in_my_name_wherever_they_lie(episode: Any, officer: Any, south: Any, team: Any) -> None:
    me = officer("response-officer", scope="team", scope_id=team.pk)
    there = episode(team=south, officer=me)
    someone_elses = episode(officer=officer("response-officer"))
    assert owed(me) == {there.pk}
    assert someone_elses.pk not in owed(me)


@pytest.mark.parametrize("scope", ["force", "district", "team"])
def test_a_roles_duties_without_a_name_are_those_in_reach(
    scope: str, episode: Any, officer: Any, south: Any, team: Any
) -> None:
    here, there = episode(), episode(team=south)
    reach = {"force": None, "district": team.district_id, "team": team.pk}[scope]
    me = officer("response-officer", scope=scope, scope_id=reach)
    assert owed(me) == ({here.pk, there.pk} if scope == "force" else {here.pk})


def test_a_role_owes_nothing_of_another_role(episode: Any, officer: Any) -> None:
    episode()
    assert owed(officer("sergeant")) == owed(officer(None)) == set()


def test_a_grant_that_is_over_gives_no_duties(episode: Any, officer: Any) -> None:
    episode()
    me = officer("response-officer")
    assert owed(me)
    with clock.frozen(AT + DAY):
        from plumbline.access.actions import end_grant

        end_grant(me.grants.get(), by=TEST, on=clock.today() - DAY)
        assert owed(type(me).objects.get(pk=me.pk)) == set()


def test_what_is_done_ended_waived_or_unknown_is_nobodys_to_do(read_at: Any, episode: Any, officer: Any) -> None:
    me, at = officer("response-officer"), AT + 3 * HOUR
    done, ended, waived, unknown, open_ = (episode(officer=me) for _ in range(5))
    read_at(done, at)
    with clock.frozen(at):
        missing.locate_child(ended, by=TEST, located_at=at, located_where="x")
    actions.waive(duty_of(waived), by=officer("duty-inspector"), reason="child known to be safe")
    Duty.objects.filter(pk=duty_of(unknown).pk).update(unknown="x")
    with clock.frozen(at):
        assert owed(me) == {open_.pk}
    assert below(officer("sergeant"), AT + DAY) == {open_.pk}


def test_what_ends_on_a_day_to_come_is_still_to_do(episode: Any, officer: Any) -> None:
    me, boss = officer("response-officer"), officer("sergeant")
    made = episode(officer=me)
    Duty.objects.filter(pk=duty_of(made).pk).update(ended_at=AT + DAY)  # as of a child who turns 18 tomorrow
    for at, expected in ((AT + DAY - SECOND, {made.pk}), (AT + DAY, set())):
        with clock.frozen(at):
            assert owed(me) == expected
            assert below(boss, at) == expected
            assert bool(queries.open_duties_about([made.person_id], at)) is bool(expected)
            (held,) = queries.duties_of([("missing.episode", [made.pk])], at)
            assert queries.has_ended(held, at) is not bool(expected)


def test_mine_come_by_when_they_are_due(episode: Any, officer: Any) -> None:
    me = officer("response-officer")
    made = [episode(AT + hours * HOUR, officer=me) for hours in (3, 1, 2)]
    assert [duty.subject_id for duty in queries.owed_by(me)] == [made[1].pk, made[2].pk, made[0].pk]


def test_overdue_below_me_is_in_my_reach_and_not_my_own(episode: Any, officer: Any, south: Any, team: Any) -> None:
    constable = officer("response-officer")
    sergeant = officer("sergeant", scope="district", scope_id=team.district_id)
    theirs, unnamed, mine = episode(officer=constable), episode(), episode(officer=sergeant)
    elsewhere, pending = episode(team=south), episode(AT + 2 * HOUR)
    assert below(sergeant) == {theirs.pk, unnamed.pk}
    assert mine.pk in owed(sergeant)
    assert below(constable) == set(), "who supervises nobody has nothing below"
    assert below(officer("superintendent")) == {theirs.pk, unnamed.pk, mine.pk, elsewhere.pk}
    assert pending.pk not in below(officer("superintendent"))
    assert below(sergeant, AT + HOUR) == set(), "due at that very second is not overdue"


def test_what_a_supervisor_owes_by_role_is_not_also_below_them(episode: Any, officer: Any) -> None:
    """One who both supervises and owes: nothing stands in both lists."""
    from plumbline.access.actions import give_grant

    both = officer("sergeant")
    give_grant(both, by=TEST, role="response-officer", scope="force", reason="acting down")
    episode()
    assert len(owed(both)) == 1
    assert below(both) == set()


def test_who_may_not_see_duties_sees_none(episode: Any, officer: Any, south: Any, team: Any) -> None:
    """Also none of those that lie in no district, a trigger plan's say."""
    here, there, nowhere = (duty_of(episode()), duty_of(episode(team=south)), duty_of(episode()))
    Duty.objects.filter(pk=nowhere.pk).update(district_id=None, team_id=None)
    local = officer("sergeant", scope="team", scope_id=team.pk)
    seen = {user: set(queries.duties_seen(user).values_list("pk", flat=True)) for user in (local, officer(None))}
    assert seen[local] == {here.pk, nowhere.pk}
    assert [pks for user, pks in seen.items() if user is not local] == [set()]
    assert queries.duties_seen(officer("chief-officer")).count() == 3
    with pytest.raises(Missing):
        access.duty_for(_actor(local), there.pk, to="standards.see")


def _actor(user: Any) -> Any:
    from plumbline.kernel.actors import actor_of

    return actor_of(user)


# Waiving

WHY = "The child was in hospital with her mother."


def test_a_waived_duty_is_beside_the_rate_with_its_reason(episode: Any, officer: Any) -> None:
    made, inspector = episode(), officer("duty-inspector")
    waiver = actions.waive(duty_of(made), by=inspector, reason=WHY)
    assert state_of(made, AT + DAY) == "waived"
    assert (waiver.reason, waiver.waived_by, waiver.waived_at) == (WHY, inspector, AT)
    assert access.waiver_of(duty_of(made)) == waiver
    assert Entry.objects.get(event="standards.duty.waived").sentence == f"Duty waived: {KEY}. {WHY}"
    assert not differing()


def test_nobody_waives_their_own_duty(episode: Any, officer: Any) -> None:
    inspector = officer("duty-inspector")
    with pytest.raises(Invalid, match="someone who does not owe it"):
        actions.waive(duty_of(episode(officer=inspector)), by=inspector, reason=WHY)
    with pytest.raises(Invalid, match="someone who does not owe it"):
        actions.waive(duty_of(episode()), by=TEST, reason=WHY)
    assert not Waiver.objects.exists()


def test_nobody_waives_what_their_role_owes(episode: Any, officer: Any) -> None:
    """A duty in nobody's name is each one's who holds the role there: it stands on their page as theirs."""
    from plumbline.access.actions import give_grant

    made, both, other = duty_of(episode()), officer("duty-inspector"), officer("duty-inspector")
    give_grant(both, by=TEST, role="response-officer", scope="force", reason="acting down")
    with pytest.raises(Invalid, match="someone who does not owe it"):
        actions.waive(made, by=both, reason=WHY)
    assert actions.waive(made, by=other, reason=WHY)


def test_what_was_done_is_not_waived(read_at: Any, episode: Any, officer: Any) -> None:
    made = episode()
    drawn = duty_of(made)  # the page was drawn before it was done
    read_at(made, AT)
    with pytest.raises(Invalid, match="was done"):
        actions.waive(drawn, by=officer("duty-inspector"), reason=WHY)


def test_what_fell_away_is_not_waived(episode: Any, officer: Any) -> None:
    made = episode()
    drawn = duty_of(made)
    missing.locate_child(made, by=TEST, located_at=AT, located_where="x")
    with pytest.raises(Invalid, match="fallen away"):
        actions.waive(drawn, by=officer("duty-inspector"), reason=WHY)


@pytest.mark.parametrize("role", ["response-officer", "sergeant", "missing-coordinator", "chief-officer", None])
def test_waiving_needs_the_permission(role: str | None, episode: Any, officer: Any) -> None:
    with pytest.raises(Refused):
        actions.waive(duty_of(episode()), by=officer(role), reason=WHY)


def test_waiving_is_refused_out_of_reach(episode: Any, officer: Any, south: Any, team: Any) -> None:
    local = officer("duty-inspector", scope="team", scope_id=team.pk)
    drawn = duty_of(episode(team=south))
    with pytest.raises(Refused):
        actions.waive(drawn, by=local, reason=WHY)
    assert not Waiver.objects.exists()
    assert not Duty.objects.filter(is_waived=True).exists()


def test_a_duty_is_waived_once(episode: Any, officer: Any) -> None:
    made, inspector = episode(), officer("duty-inspector")
    actions.waive(duty_of(made), by=inspector, reason=WHY)
    with pytest.raises(Invalid, match="waived already"):
        actions.waive(duty_of(made), by=inspector, reason=WHY)


def test_a_waiver_outlives_a_duty_that_falls_away_and_comes_back(episode: Any, officer: Any) -> None:
    made = episode()
    actions.waive(duty_of(made), by=officer("duty-inspector"), reason=WHY)
    missing.locate_child(made, by=TEST, located_at=AT, located_where="x")
    assert not Duty.objects.exists()
    missing.lose_again(made, by=officer("response-officer"))
    assert state_of(made, AT) == "waived"
    assert not differing()


def test_a_waiver_withdrawn_lets_the_duty_stand_again(episode: Any, officer: Any) -> None:
    made, inspector = episode(), officer("duty-inspector")
    waiver = actions.waive(duty_of(made), by=inspector, reason=WHY)
    actions.withdraw_waiver(waiver, by=inspector)
    assert state_of(made, AT + DAY) == "overdue"
    with pytest.raises(Invalid, match="withdrawn already"):
        actions.withdraw_waiver(waiver, by=inspector)
    again = actions.waive(duty_of(made), by=inspector, reason=WHY)
    assert (state_of(made, AT), again.pk != waiver.pk) == ("waived", True)
    assert not differing()


def test_a_waiver_withdrawn_while_the_duty_was_away(episode: Any, officer: Any) -> None:
    made, inspector = episode(), officer("duty-inspector")
    waiver = actions.waive(duty_of(made), by=inspector, reason=WHY)
    missing.locate_child(made, by=TEST, located_at=AT, located_where="x")
    actions.withdraw_waiver(waiver, by=inspector)
    missing.lose_again(made, by=officer("response-officer"))
    assert state_of(made, AT) == "pending"


def test_a_waived_duty_that_is_done_stays_waived(read_at: Any, episode: Any, officer: Any) -> None:
    """It never comes to count for the rate again by being done after all."""
    made = episode()
    actions.waive(duty_of(made), by=officer("duty-inspector"), reason=WHY)
    read_at(made, AT + HOUR)
    assert state_of(made, AT + DAY) == "waived"
    assert duty_of(made).done_at == AT + HOUR


# Reconciling


def differing() -> list[Any]:
    found = [difference for facts in Facts.register.values() for difference in actions.differences(facts)]
    return [*found, *actions.strays()]


def run(*said: str, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str]:
    """`plumbline …` as from a shell: exit code, what it printed, what it complained."""
    monkeypatch.setattr("sys.argv", ["plumbline", *said])
    monkeypatch.setattr(connections, "close_all", lambda: None)  # a command's last deed; the test still needs its own
    capsys.readouterr()
    code = 0
    try:
        command.main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def plumbline(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    return lambda *said: run(*said, capsys=capsys, monkeypatch=monkeypatch)


def test_nothing_differs_and_it_says_so(episode: Any, plumbline: Any) -> None:
    episode()
    assert plumbline("reconcile") == (0, "0 differences\n", "")


def tamper(made: Duty, **columns: Any) -> None:
    Duty.objects.filter(pk=made.pk).update(**columns)


TAMPERED: dict[str, Callable[[Duty], Any]] = {
    "due": lambda duty: tamper(duty, due_at=AT),
    "done": lambda duty: tamper(duty, done_at=AT),
    "start": lambda duty: tamper(duty, starts_at=AT - SECOND),
    "ended": lambda duty: tamper(duty, ended_at=AT),
    "month": lambda duty: tamper(duty, month=date(2026, 5, 1)),
    "owner": lambda duty: tamper(duty, owner_id=None),
    "person": lambda duty: tamper(duty, person_id=None),
    "place": lambda duty: tamper(duty, district_id=None, team_id=99),
    "unknown": lambda duty: tamper(duty, unknown="x"),
    "unknown and undated": lambda duty: tamper(duty, unknown="x", starts_at=None, due_at=None),
    "waived": lambda duty: tamper(duty, is_waived=True),
    "taken away": lambda duty: duty.delete(),
    "of a standard that is gone": lambda duty: tamper(duty, standard="test.gone"),
    "of a record that is gone": lambda duty: _copy(duty, subject_id=999_999),
    "of a kind that is gone": lambda duty: _copy(duty, kind="gardens.tree"),
    "one too many": lambda duty: _copy(duty, standard="test.other"),
}


def _copy(duty: Duty, **columns: Any) -> None:
    duty.pk = None
    for name, value in columns.items():
        setattr(duty, name, value)
    duty.save()


@pytest.mark.parametrize("how", TAMPERED)
def test_whatever_was_tampered_with_is_found_and_mended(how: str, episode: Any, officer: Any, plumbline: Any) -> None:
    made, untouched = episode(officer=officer("response-officer")), episode()
    before = (duty_of(untouched).pk, list(Duty.objects.filter(pk=duty_of(made).pk).values(*columns())))
    TAMPERED[how](duty_of(made))
    code, out, _ = plumbline("reconcile")
    assert code == 1
    assert "differences\n" in out
    assert "stored:" in out
    code, out, err = plumbline("reconcile", "--mend")
    assert (code, "Mended" in out, err) == (0, True, "")
    assert plumbline("reconcile") == (0, "0 differences\n", "")
    after = (duty_of(untouched).pk, list(Duty.objects.filter(pk=duty_of(made).pk).values(*columns())))
    assert after == before
    assert Duty.objects.count() == 2
    assert Entry.objects.filter(event="standards.duties.mended", actor="reconcile").count() == 1


def columns() -> list[str]:
    return [field.attname for field in Duty._meta.concrete_fields if field.name != "id"]


def test_a_waiver_not_shown_on_its_duty_is_found_and_mended(episode: Any, officer: Any, plumbline: Any) -> None:
    made = episode()
    actions.waive(duty_of(made), by=officer("duty-inspector"), reason=WHY)
    tamper(duty_of(made), is_waived=False)
    assert plumbline("reconcile")[0] == 1
    plumbline("reconcile", "--mend")
    assert duty_of(made).is_waived
    assert plumbline("reconcile")[0] == 0


def test_a_mended_duty_that_is_waived_stays_waived(episode: Any, officer: Any, plumbline: Any) -> None:
    made = episode()
    actions.waive(duty_of(made), by=officer("duty-inspector"), reason=WHY)
    tamper(duty_of(made), due_at=AT)
    plumbline("reconcile", "--mend")
    assert (duty_of(made).is_waived, duty_of(made).due_at) == (True, AT + HOUR)


def test_many_differences_are_counted_and_some_shown(episode: Any, plumbline: Any) -> None:
    for _ in range(3):
        episode()
    Duty.objects.all().delete()
    from plumbline.standards.management.commands import reconcile

    reconcile.SHOWN = 2
    try:
        code, out, _ = plumbline("reconcile")
    finally:
        reconcile.SHOWN = 50
    assert code == 1
    assert out.count("reckoned:") == 2
    assert "… and 1 more" in out
    assert "3 differences" in out


def test_a_duty_that_cannot_be_told_reconciles(episode: Any, plumbline: Any) -> None:
    """Its dates are none, and its month is that of its record."""
    from plumbline.standards import sources

    sources.supplies("sparse", EpisodeFacts, {"reported_at"})
    try:
        probes.forget()
        made = episode()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("plumbline.kernel.records.Record.save", models.Model.save)
            models.QuerySet(Episode).filter(pk=made.pk).update(source="sparse", source_key="1")
        assert plumbline("reconcile")[0] == 1
        assert plumbline("reconcile", "--mend")[0] == 0
        held = duty_of(made)
        assert (held.unknown, held.starts_at, held.month) == (
            "history_acknowledged_at, located_at",
            None,
            date(2026, 6, 1),
        )
        assert plumbline("reconcile") == (0, "0 differences\n", "")
        assert plumbline("inspect")[1].count("never supplied: history_acknowledged_at") == 1
    finally:
        sources.forget("sparse", EpisodeFacts)


# Inspecting


FIELDS = ["standard", "room", "title", "applies", "met", "late", "pending", "overdue", "cannot_tell", "waived", "rate"]


def test_inspect_as_json_is_as_the_design_says(read_at: Any, episode: Any, plumbline: Any) -> None:
    read_at(episode(), AT + HOUR)
    read_at(episode(), AT + 2 * HOUR)
    episode()
    code, out, err = plumbline("inspect", "--format", "json", "--as-of", "2026-06-01T14:00")
    assert (code, err) == (0, "")
    (row,) = json.loads(out)
    assert list(row) == FIELDS
    numbers = [3, 1, 1, 0, 1, 0, 0, 0.3333]
    assert list(row.values()) == [KEY, "test", KEY, *numbers]


@pytest.mark.parametrize(
    ("as_of", "met", "pending", "overdue"),
    [
        ("2026-06-01T10:59", 0, 0, 0),  # local time: the report came at 11:00 on the wall
        ("2026-06-01T11:00", 0, 1, 0),
        ("2026-06-01T10:00+00:00", 0, 1, 0),
        ("2026-06-01T13:00", 0, 0, 1),
        ("2026-06-01", 1, 0, 0),  # its last second
        ("2026-05-31", 0, 0, 0),
        ("2030-01-01", 1, 0, 0),
    ],
)
def test_inspect_as_things_stood(
    as_of: str, met: int, pending: int, overdue: int, episode: Any, plumbline: Any
) -> None:
    made = episode()
    tamper(duty_of(made), done_at=AT + 5 * HOUR, due_at=AT + 5 * HOUR if met else AT + HOUR)
    (row,) = json.loads(plumbline("inspect", "--format", "json", "--as-of", as_of)[1])
    assert (row["met"], row["pending"], row["overdue"]) == (met, pending, overdue)


def test_no_rate_is_null_in_json_and_a_dash_in_the_table(episode: Any, plumbline: Any) -> None:
    episode()
    assert json.loads(plumbline("inspect", "--format", "json")[1])[0]["rate"] is None
    assert "–" in plumbline("inspect")[1]


def test_inspect_as_csv(episode: Any, plumbline: Any) -> None:
    episode()
    code, out, _ = plumbline("inspect", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert list(rows[0]) == FIELDS
    assert (rows[0]["standard"], rows[0]["pending"], rows[0]["rate"]) == (KEY, "1", "")


def test_inspect_one_room_or_one_standard(plumbline: Any) -> None:
    with in_force(
        lambda: declared("other.thing", facts=EpisodeFacts, starts="reported_at", due="reported_at", done="closed_at")
    ):
        assert len(json.loads(plumbline("inspect", "--format", "json")[1])) == 2
        for said in (("--room", "other"), ("--standard", "other.thing")):
            rows = json.loads(plumbline("inspect", "--format", "json", *said)[1])
            assert [row["standard"] for row in rows] == ["other.thing"]


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        (("inspect", "--standard", "test.none"), "there is no standard 'test.none'"),
        (("inspect", "--room", "garden"), "no room 'garden' has standards; there is test"),
        (("inspect", "--as-of", "yesterday"), "'yesterday' is not a date"),
        (("inspect", "--as-of", "2026-02-30"), "is not a date"),
    ],
    ids=str,
)
def test_what_cannot_be_run_is_said_in_one_line_with_2(said: Any, complaint: str, plumbline: Any) -> None:
    code, out, err = plumbline(*said)
    assert (code, out) == (2, "")
    assert complaint in err
    assert err.count("\n") == 1


def test_every_standard_in_the_catalogue_is_inspected(plumbline: Any) -> None:
    """The real catalogue, over an empty database: each standard is there, with noughts and no rate."""
    catalogue = [held for held in _below(Standard) if held.__module__.startswith("plumbline.missing.standards.")]
    with in_force(lambda: [Standard.register.setdefault(held.key, held) for held in catalogue], only=True):
        rows = json.loads(plumbline("inspect", "--format", "json")[1])
        assert [row["standard"] for row in rows] == [held.key for held in catalogue]
        assert len(rows) > 10
        assert {row["applies"] for row in rows} == {0}


def _below(cls: type[Any]) -> list[type[Any]]:
    return [found for below in cls.__subclasses__() for found in (below, *_below(below))]
