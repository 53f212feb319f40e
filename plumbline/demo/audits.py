"""Case audits of the demo force: two rounds a year apart, marked by invented auditors, and a third that has just begun.

Grades follow from how each case was conducted: the more of its duties were missed, and the more of those that auditors mind
most, the worse; with a little of the auditor's own eye in it, so that two of them do not always agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from plumbline.demo import actions
from plumbline.demo.dice import Dice
from plumbline.demo.force import Member, World
from plumbline.inspections import actions as audits
from plumbline.inspections.models import (
    Answered,
    AuditProgramme,
    AuditRound,
    Grade,
    Marking,
    MarkingAnswer,
    Place,
    Safeguarding,
    SampledCase,
)
from plumbline.inspections.queries.audit import states_of
from plumbline.kernel import clock
from plumbline.missing.queries import closed_reports

FEWEST, SIZE = 12, 30
# (days since the first report of the frame, since the last, since the sample was drawn)
ROUNDS = ((700, 580, 560), (335, 215, 195), (150, 60, 6))
MINDED = {
    "missing.enquiries-before-return": 0.30,
    "missing.child-heard": 0.20,
    "missing.first-review": 0.16,
    "missing.plan-opened": 0.12,
    "missing.first-trace": 0.14,
}
GOOD_UP_TO, INADEQUATE_FROM = 0.30, 0.56
QUESTION_OF = {
    "risk-at-report": ("missing.history-read", "missing.risk-sourced"),
    "first-response": ("missing.first-trace", "missing.first-assessment"),
    "enquiries-done": ("missing.enquiries-before-return", "missing.enquiry-resulted"),
    "plan-used": ("missing.plan-opened",),
    "supervised": ("missing.first-review", "missing.next-review"),
    "child-heard": ("missing.child-heard", "missing.prevention-interview"),
    "learnt": ("missing.return-interview-learnt",),
}
SAYS = {
    Answered.GOOD: ("Done in time, and it shows in the record.", "Clear from the first entry on.", "As it should be."),
    Answered.REQUIRES_IMPROVEMENT: (
        "Done, but late; nobody says why.",
        "Begun at once and then left for the next shift.",
        "The record shows that it was thought of, not that it was done.",
    ),
    Answered.INADEQUATE: (
        "Nothing on the record shows that it was done.",
        "Listed as an enquiry and never resulted.",
        "The child was back before anyone looked at this.",
    ),
    Answered.DOES_NOT_ARISE: ("",),
}
WHY = {
    Grade.GOOD: ("The child was at the centre of it throughout.", "Prompt, recorded, supervised."),
    Grade.REQUIRES_IMPROVEMENT: (
        "The child was found safe, but more by luck than by the search.",
        "Good work at the start; supervision then lost hold of it.",
    ),
    Grade.INADEQUATE: (
        "What was to be done to trace the child was written down and not done.",
        "Hours in which nobody looked for the child, and nobody noticed.",
    ),
}


@dataclass
class Made:
    """What a round adds, in the order in which it is written."""

    cases: list[SampledCase] = field(default_factory=list)
    markings: list[Marking] = field(default_factory=list)
    answers: list[MarkingAnswer] = field(default_factory=list)
    raised: list[Safeguarding] = field(default_factory=list)


def audit(world: World, by: Any) -> None:
    """The programme and its rounds; nothing where the force is too small to audit."""
    if not enough(world.now):
        return
    lead = world.force.named["pike"].user
    with clock.frozen(world.now - timedelta(days=ROUNDS[0][2] + 7)):
        programme = audits.make_programme(
            by=lead,
            name="Missing children: does the search reach the child?",
            area="missing",
            question_set="missing-force-1",
            months=12,
            minimum_sample=SIZE,
            is_marked_twice=True,
        )
    for place, days in enumerate(ROUNDS, 1):
        _round(world, programme, days, Dice(9000 + place), by)


def enough(now: datetime) -> bool:
    return all(
        closed_reports(now - timedelta(days=first), now - timedelta(days=last)).count() >= FEWEST
        for first, last, _ in ROUNDS
    )


def _round(world: World, programme: AuditProgramme, days: tuple[int, int, int], dice: Dice, by: Any) -> None:
    first, last, drawn = (clock.local(world.now - timedelta(days=number)) for number in days)
    there = closed_reports(first, last).count()
    with clock.frozen(drawn):
        made = audits.open_round(
            programme,
            by=world.force.named["pike"].user,
            reported_from=first.date(),
            reported_to=last.date(),
            size=min(SIZE, there - 2),
            strata=["district", "risk"],
            seed=26 + programme.rounds.count(),
            marking_due_on=(drawn + timedelta(days=28)).date(),
        )
    auditors = [member for member in world.force.members if member.role == "auditor"]
    if drawn + timedelta(days=40) < world.now:
        _mark(world, made, auditors, dice, by)
    else:
        _begin(made, auditors[1], dice, world.now)


def _mark(world: World, made: AuditRound, auditors: list[Member], dice: Dice, by: Any) -> None:
    """Every case of a round that lies behind, twice, and what two saw differently settled by the lead."""
    new, lead = Made(), world.force.named["pike"]
    cases = list(made.cases.order_by("order"))
    missed = missed_by_case([case.case_id for case in cases], world.now)
    for case in cases:
        first, second = (auditors[(case.order + turn) % len(auditors)] for turn in (0, 1))
        at = made.opened_at + timedelta(days=case.order * 0.8, hours=dice.randint(1, 5))
        later = at + timedelta(days=dice.randint(1, 6))
        for place, who, begun in ((Place.FIRST, first, at), (Place.SECOND, second, later)):
            draft = Marking(sample=case, place_taken=place, auditor=who.user, begun_at=clock.whole(begun))
            _mark_once(new, draft, missed[case.case_id], dice)
        _settle(new, case, lead, dice)
    with clock.frozen(made.opened_at + timedelta(days=45)):
        actions.add_audits(new, by=by)
        audits.close_round(made, by=lead.user)


def missed_by_case(cases: list[int], now: datetime) -> dict[int, dict[str, bool]]:
    """For each case the standards that were judged on it, and whether any of their duties was missed."""
    found: dict[int, dict[str, bool]] = {case: {} for case in cases}
    for key, case, state in states_of(cases, now):
        if state in ("met", "late", "overdue"):
            found[case][key] = found[case].get(key, False) or state != "met"
    return found


def _mark_once(new: Made, marking: Marking, missed: dict[str, bool], dice: Dice) -> None:
    grade, at = _grade(missed, dice), marking.begun_at
    at_risk = grade == Grade.INADEQUATE and marking.place_taken == Place.FIRST and dice.chance(0.12)
    marking.submitted_at = marking.saved_at = at + timedelta(minutes=dice.randint(35, 120))
    marking.grade, marking.why, marking.is_still_at_risk = grade, dice.pick(WHY[grade]), at_risk
    marking.told = "Duty inspector, by telephone" if at_risk else ""
    new.markings.append(marking)
    for question in marking.sample.round.questions.questions:
        answer = _answer(question.key, missed, dice)
        row = MarkingAnswer(marking=marking, question=question.key, asks=question.asks, answer=answer)
        row.text = dice.pick(SAYS[answer])
        new.answers.append(row)
    if at_risk:
        _made_safe(new, marking, dice)


def _grade(missed: dict[str, bool], dice: Dice) -> Grade:
    share = sum(missed.values()) / max(len(missed), 1)
    minded = sum(weight for key, weight in MINDED.items() if missed.get(key))
    seen = share + minded + dice.gauss(0, 0.06)
    if seen <= GOOD_UP_TO:
        return Grade.GOOD
    return Grade.INADEQUATE if seen >= INADEQUATE_FROM else Grade.REQUIRES_IMPROVEMENT


def _answer(key: str, missed: dict[str, bool], dice: Dice) -> Answered:
    judged = [missed[standard] for standard in QUESTION_OF.get(key, ()) if standard in missed]
    if not judged:
        return Answered.DOES_NOT_ARISE
    if not any(judged):
        return Answered.GOOD if dice.chance(0.85) else Answered.REQUIRES_IMPROVEMENT
    return Answered.INADEQUATE if all(judged) and dice.chance(0.6) else Answered.REQUIRES_IMPROVEMENT


def _made_safe(new: Made, marking: Marking, dice: Dice) -> None:
    """The same day but for one in six."""
    at = marking.submitted_at
    assert at is not None
    ends = clock.local(at).replace(hour=23, minute=59, second=59)
    raised = Safeguarding(marking=marking, raised_at=at, raised_by=marking.auditor, day_ends_at=ends, told=marking.told)
    raised.safeguarded_at = at + timedelta(minutes=dice.randint(30, 150)) + timedelta(days=int(dice.chance(1 / 6)))
    raised.done = "Officers saw the child at the placement; strategy discussion with the social worker the same day."
    new.raised.append(raised)


def _settle(new: Made, case: SampledCase, lead: Member, dice: Dice) -> None:
    first, second = new.markings[-2:]
    case.auditor, case.marked_at = first.auditor, second.submitted_at
    for raised in (raised for raised in new.raised if raised.marking is first):
        raised.safeguarded_by = lead.user
    new.cases.append(case)
    if first.grade == second.grade:
        case.grade = first.grade
        return
    assert second.submitted_at is not None
    at = second.submitted_at + timedelta(days=dice.randint(1, 4), hours=1)
    grade = dice.pick((first.grade, second.grade))
    why = "I read the record again; the one grade rests on what was done, the other on what was planned."
    case.disagreed_at, case.moderated_at, case.moderated_by, case.grade = second.submitted_at, at, lead.user, grade
    settled = Marking(
        sample=case, place_taken=Place.MODERATED, auditor=lead.user, begun_at=at, saved_at=at, submitted_at=at
    )
    settled.grade, settled.why, settled.is_still_at_risk = grade, why, False
    new.markings.append(settled)


def _begin(made: AuditRound, who: Member, dice: Dice, now: datetime) -> None:
    """In the round that has just begun one case is marked, and the child found still at risk this morning."""
    cases: Iterable[SampledCase] = made.cases.order_by("order")
    case = next(iter(cases))
    with clock.frozen(now - timedelta(hours=3)):
        marking = audits.begin_marking(case, by=who.user)
    answers = {
        question.key: {"answer": Answered.INADEQUATE, "text": dice.pick(SAYS[Answered.INADEQUATE])}
        for question in made.questions.questions
    }
    told = {"grade": Grade.INADEQUATE, "is_still_at_risk": True, "told": "Insp Lin, by telephone"}
    with clock.frozen(now - timedelta(hours=1)):
        why = "The same friends, the same address, and nobody has spoken to the child about either."
        audits.submit_marking(marking, by=who.user, answers=answers, why=why, **told)
