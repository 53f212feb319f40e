"""Nobody approves, checks or waives their own work: tried for each act that another person must do."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from plumbline.access import actions as access
from plumbline.custody import actions as custody
from plumbline.incidents import actions as incidents
from plumbline.inspections import actions as inspections
from plumbline.investigations import actions as investigations
from plumbline.kernel import acts, clock
from plumbline.kernel.errors import Invalid
from plumbline.ledger.models import Entry
from plumbline.missing import actions as missing
from plumbline.powers import actions as powers
from plumbline.referrals import actions as referrals
from plumbline.retention import actions as retention
from plumbline.standards import actions as standards
from plumbline.standards.models import Duty
from tests.architecture.code import table

pytestmark = pytest.mark.one_database  # each page and act is tried on both by the walk and by the room

OWN_WORK = table("own_work.yaml")
# Verbs by which one person finds another's work good, excuses it, or opens a way for someone.
JUDGES = (
    "given", "reviewed", "checked", "endorsed", "confirmed", "approved", "waived", "closed", "decided", "lifted", "ended",
    "withdrawn", "broken",
)  # fmt: skip
WHY = "They have always done so here."
TRIES: dict[str, Callable[[Any], Any]] = {}


def tries(event: str) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """What the first person tries; one function for each line of `by_another`."""

    def register(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        TRIES[event] = function
        return function

    return register


def fresh(record: Any) -> Any:
    """As the database holds it: what another test changed was rolled back there, and not in hand."""
    return type(record).objects.get(pk=record.pk)


def officer_in_the_case(world: Any) -> Any:
    """The sergeant holds both permissions, and now the case."""
    missing.allocate_episode(fresh(world.episode), by=world.users["other_sergeant"], officer=world.users["sergeant"])
    return world.users["sergeant"]


@tries("access.grant.given")
def _grant(world):
    user = world.users["administrator"]
    return lambda: access.give_grant(user, by=user, role="superintendent", scope="force", reason=WHY)


@tries("access.grant.reviewed")
def _review_grant(world):
    user = world.users["protection-lead"]
    return lambda: access.review_grant(user.grants.get(), by=user, decision="keep")


@tries("access.restriction.set")
def _restrict(world):
    user, later = world.users["duty-inspector"], clock.today() + timedelta(days=30)
    told = {"reason": WHY, "is_told": True, "review_on": later, "allow": [user]}
    return lambda: access.restrict(world.ada, by=user, **told)


@tries("access.special-access.given")
def _open(world):
    user, later = world.users["duty-inspector"], clock.now() + timedelta(days=1)
    return lambda: access.give_special_access(user, by=user, person=world.kim, reason=WHY, ends_at=later)


@tries("access.special-access.reviewed")
def _review_access(world):
    """Once as its holder, once as its giver."""
    broken = access.break_glass(world.kim, by=world.users["superintendent"], reason=WHY)
    given = access.give_special_access(
        world.users["nobody"],
        by=world.users["protection-lead"],
        person=world.kim,
        reason=WHY,
        ends_at=clock.now() + timedelta(days=1),
    )
    held, gave = ((broken, "superintendent"), (given, "protection-lead"))

    def both() -> None:
        with pytest.raises(Invalid):
            access.review_special_access(held[0], by=world.users[held[1]], outcome="justified")
        access.review_special_access(gave[0], by=world.users[gave[1]], outcome="justified")

    return both


@tries("standards.duty.waived")
def _waive(world):
    user = world.users["duty-inspector"]
    owed = Duty.objects.filter(owner=world.users["response-officer"], done_at=None, unknown="").first()
    Duty.objects.filter(pk=owed.pk).update(owner=user)
    owed.refresh_from_db()
    return lambda: standards.waive(owed, by=user, reason=WHY)


@tries("missing.risk.endorsed")
def _endorse(world):
    graded = {"stage": "reviewing", "level": "high", "rationale": WHY}
    user = world.users["duty-inspector"]
    made = missing.assess_risk(fresh(world.episode), by=user, **graded)
    return lambda: missing.endorse_risk(made, by=user)


@tries("missing.enquiry.checked")
def _check(world):
    user = world.users["sergeant"]
    missing.result_enquiry(fresh(world.enquiry), by=user, outcome="nothing", result="Not there.")
    return lambda: missing.check_enquiry(fresh(world.enquiry), by=user)


@tries("missing.review.recorded")
def _review(world):
    user = officer_in_the_case(world)
    ahead = clock.now() + timedelta(hours=1)
    told = {"kind": "supervisor", "direction": "Go on.", "next_review_at": ahead, "ownership": "stays"}
    checks = ("risk_is_right", "quality_assured", "new_enquiries", "parameters_confirmed", "informant_updated")
    return lambda: missing.record_review(fresh(world.episode), by=user, **told, **dict.fromkeys(checks, True))


@tries("missing.episode.closed")
def _close(world):
    user = world.users["sergeant"]
    missing.reopen_episode(fresh(world.returned), by=user)
    missing.allocate_episode(fresh(world.returned), by=world.users["other_sergeant"], officer=user)
    return lambda: missing.close_episode(fresh(world.returned), by=user, closing_summary="Home.")


@tries("missing.plan.confirmed")
def _confirm(world):
    ahead = clock.now() + timedelta(days=30)
    return lambda: missing.confirm_plan(fresh(world.plan), by=world.users["sergeant"], review_due_at=ahead)


@tries("referrals.decision.signed-off")
def _sign_off(world):
    user = in_training_then_signed_off(world)
    return lambda: referrals.sign_off(fresh(world.unsigned), by=user)


@tries("referrals.decision.sent-back")
def _send_back(world):
    user = in_training_then_signed_off(world)
    return lambda: referrals.send_back(fresh(world.unsigned), by=user, note=WHY)


def in_training_then_signed_off(world: Any) -> Any:
    """Whoever decided in training has been signed off as competent since: their own decision still takes another."""
    user, place = world.users["referral-trainee"], {"scope": "district", "scope_id": world.north.pk}
    access.give_grant(user, by=world.users["administrator"], role="referral-practitioner", reason=WHY, **place)
    return type(user).objects.get(pk=user.pk)


@tries("referrals.practitioner.approved")
def _approve_practitioner(world):
    user, mine = world.users["referral-supervisor"], fresh(world.in_unit_referral_supervisor)
    return lambda: referrals.approve(mine, by=user, tasks=["share"])


@tries("referrals.overtime.recorded")
def _record_overtime(world):
    user, mine = world.users["referral-supervisor"], fresh(world.in_unit_referral_supervisor)
    return lambda: referrals.record_overtime(mine, by=user, worked_on=clock.today(), hours=Decimal(1), reason="peak")


@tries("referrals.overtime.corrected")
def _correct_overtime(world):
    made = overtime_of_supervisor(world)
    return lambda: referrals.correct_overtime(made, by=made.user, hours=Decimal(9), reason="peak")


@tries("referrals.overtime.removed")
def _remove_overtime(world):
    made = overtime_of_supervisor(world)
    return lambda: referrals.remove_overtime(made, by=made.user, removed_because=WHY)


def overtime_of_supervisor(world: Any) -> Any:
    lead, told = world.users["protection-lead"], {"hours": Decimal(1), "reason": "peak"}
    mine = fresh(world.in_unit_referral_supervisor)
    return referrals.record_overtime(mine, by=lead, worked_on=clock.today(), **told)


@tries("custody.review.recorded")
def _review_detention(world):
    """The inspector made the arrest."""
    user = world.users["duty-inspector"]
    made = detained_by(world, user)
    return lambda: custody.record_review(made, by=user, happened_at=clock.now(), is_continued=True, grounds=WHY)


@tries("custody.limit.extended")
def _extend_detention(world):
    user = world.users["superintendent"]
    made, until = detained_by(world, user), clock.now() + timedelta(hours=30)
    told = {"kind": "superintendent", "happened_at": clock.now(), "until_at": until, "grounds": WHY}
    return lambda: custody.extend_detention(made, by=user, **told)


def detained_by(world: Any, officer: Any) -> Any:
    """A child whom this officer has just arrested."""
    at = clock.now()
    told = {"arrested_at": at, "arrived_at": at, "authorised_at": at, "offence": "Theft", "officer": officer}
    told |= {"team": world.team, "necessity": WHY, "alternatives": WHY}
    return custody.authorise_detention(fresh(world.kay), by=world.users["custody-sergeant"], **told)


@tries("retention.disposal.approved")
def _approve_disposal(world):
    return lambda: retention.approve_disposal(fresh(world.to_approve), by=world.users["records-manager"])


@tries("inspections.recommendation.closed")
def _close_recommendation(world):
    chief = world.users["chief-officer"]
    inspections.hand_over(fresh(world.closed), by=world.users["protection-lead"], owner=chief)
    return lambda: inspections.close_recommendation(fresh(world.closed), by=chief, note=WHY)


def own_call(world: Any) -> tuple[Any, Any]:
    """The sergeant took the call, with all that is needed to close it."""
    user = world.users["sergeant"]
    told = {"kind": "other", "channel": "101", "where": "Here", "said": "A fox.", "children": "no"}
    made = incidents.take_call(by=user, team=world.team, reported_at=clock.now(), **told)
    letters = ("threat", "harm", "risk", "investigation", "vulnerability", "engagement")
    judged = {"trigger": "call", "level": "low", "child_at_risk": False} | dict.fromkeys(letters, "None.")
    incidents.do_thrive(made, by=user, **judged)
    return made, user


@tries("incidents.incident.closed")
def _close_own_call(world):
    made, user = own_call(world)
    return lambda: incidents.close_incident(made, by=user, result="advice", closing_summary=WHY)


@tries("incidents.review.recorded")
def _review_own_call(world):
    made, user = own_call(world)
    told = {"grade_is_right": True, "thrive_is_right": True, "next_review_at": clock.now() + timedelta(hours=1)}
    return lambda: incidents.review_incident(made, by=user, direction=WHY, **told)


@tries("incidents.call.checked")
def _check_own_call(world):
    user, marks = (
        world.users["control-room-supervisor"],
        ("vulnerability", "prevention", "preservation", "repeat_check"),
    )
    told = {"kind": "other", "channel": "101", "where": "Here", "said": "A fox.", "children": "no"}
    made = incidents.take_call(by=user, team=world.team, reported_at=clock.now(), **told)
    return lambda: incidents.check_call(made, by=user, note=WHY, **dict.fromkeys(marks, "good"))


@tries("incidents.escalation.acknowledged")
def _answer_own(world):
    user = world.users["duty-inspector"]
    made = incidents.escalate(fresh(world.incident), by=user, step=3, reason=WHY)
    return lambda: incidents.acknowledge_escalation(made, by=user, decision=WHY)


@tries("powers.protection.ended")
def _end_protection(world):
    user, now = world.users["duty-inspector"], clock.now()
    told = {"team": world.team, "taken_at": now, "limb": "prevent", "grounds": WHY, "found_where": "The ward"}
    made = powers.take_child(fresh(world.ben), by=user, **told)
    return lambda: powers.end_protection(made, by=user, ended_at=clock.now(), ending="other")


def own_investigation(world, name="uncertain"):
    """The sergeant allocates it to themselves: they are then its officer."""
    found, user = fresh(getattr(world, name)), world.users["sergeant"]
    given = {"officer": user, "team": world.team, "happened_at": clock.now(), "because": WHY}
    investigations.allocate(found, by=world.users["detective-supervisor"], **given)
    return found, user


@tries("investigations.crime.ruled-out")
def _rule_out_own(world):
    found, user = own_investigation(world)
    return lambda: investigations.decide_no_crime(found, by=user, no_crime_reason=WHY)


@tries("investigations.review.recorded")
def _review_own_investigation(world):
    found, user = own_investigation(world)
    return lambda: investigations.review_investigation(
        found, by=user, found=WHY, direction=WHY, happened_at=clock.now()
    )


@tries("investigations.investigation.closed")
def _close_own_investigation(world):
    found, user = own_investigation(world, "investigation")
    return lambda: investigations.close_investigation(found, by=user, outcome="evidence", closing_summary=WHY)


@tries("investigations.investigation.reopened")
def _reopen_own_investigation(world):
    found, user = own_investigation(world, "investigation")
    ended = {"outcome": "evidence", "closing_summary": WHY}
    investigations.close_investigation(found, by=world.users["detective-supervisor"], **ended)
    return lambda: investigations.reopen_investigation(found, by=user, found=WHY, direction=WHY)


def test_every_act_that_judges_is_sorted():
    """A new act by which work is approved, checked or excused says who may not do it, or why one person may."""
    judging = {event for event in acts.register if event.rsplit(".", 1)[-1] in JUDGES}
    listed = set(OWN_WORK["by_another"]) | set(OWN_WORK["alone"])
    assert judging - listed == set()
    assert listed <= set(acts.register)
    assert set(OWN_WORK["by_another"]) & set(OWN_WORK["alone"]) == set()


def test_each_is_tried():
    assert set(TRIES) == set(OWN_WORK["by_another"])


@pytest.mark.parametrize("event", sorted(OWN_WORK["by_another"]))
def test_the_first_person_is_refused_and_nothing_is_written(world, event):
    attempt = TRIES[event](world)
    before = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
    with pytest.raises(Invalid):
        attempt()
    assert Entry.objects.order_by("-pk").values_list("pk", flat=True).first() == before
