"""Case audits: programmes, rounds with their samples, markings, moderation, and the child who is still at risk."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from plumbline.inspections.models import (
    AREAS,
    Answered,
    AuditProgramme,
    AuditRound,
    AuditStratum,
    Grade,
    Marking,
    MarkingAnswer,
    Place,
    Safeguarding,
    SampledCase,
    question_sets,
)
from plumbline.inspections.queries.frame import Frame, Wanted, frame_of
from plumbline.inspections.queries.independence import why_not_independent
from plumbline.inspections.queries.sample import ALGORITHM, Drawn, digest, draw
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.kernel.workdays import midnight

AUDIT, MANAGE = "inspections.audit", "inspections.manage"
LARGEST_SEED = 10**9
LONGEST_FRAME = 800  # days


# -- programmes and rounds --------------------------------------------------------------------------------------------


@act("inspections.programme.made", permission=MANAGE, says="Audit programme made: {0.name}")
def make_programme(
    *, by: Any, name: str, area: str, question_set: str, months: int, minimum_sample: int, is_marked_twice: bool = False
) -> AuditProgramme:
    """Say what is audited again and again. An area can be audited only where a room holds its records."""
    if area not in AREAS or not AREAS[area].frame:
        raise Invalid(area="No room holds records of this area, so there is nothing to draw a sample from.")
    if question_set not in question_sets():
        raise Invalid(question_set="There is no such question set.")
    told = {"months": months, "minimum_sample": minimum_sample, "is_marked_twice": is_marked_twice}
    programme = AuditProgramme(name=name, area=area, question_set=question_set, **told)
    programme.made_at, programme.made_by = current().at, actor_of(by).user
    programme.save()
    return programme


@act("inspections.round.opened", permission=MANAGE, says="{0}: {0.size} cases drawn of {0.frame_size}, seed {0.seed}")
def open_round(
    programme: AuditProgramme,
    *,
    by: Any,
    reported_from: date,
    reported_to: date,
    size: int,
    marking_due_on: date,
    strata: Any = (),
    district: Any = None,
    seed: int | None = None,
) -> AuditRound:
    """Draw the sample of a new round and keep all that is needed to draw it again. Its cases are then owed by auditors."""
    wanted = Wanted(reported_from, reported_to, district.pk if district else None, tuple(strata))
    _refuse_dates(reported_from, reported_to, marking_due_on)
    frame = frame_of(wanted, actor_of(by).user)
    if size > len(frame.rows) or size < 1:
        raise Invalid(size=_too_large(size, len(frame.rows)))
    made = AuditRound(programme=programme, number=programme.rounds.count() + 1, size=size)
    made.seed = secrets.randbelow(LARGEST_SEED) if seed is None else seed
    made.reported_from, made.reported_to, made.district = reported_from, reported_to, district
    made.strata, made.query, made.algorithm = " ".join(wanted.strata), wanted.words, ALGORITHM
    made.frame_size, made.frame_digest = len(frame.rows), digest(frame.rows)
    made.question_set, made.question_digest = programme.question_set, programme.questions.digest
    made.is_marked_twice = programme.is_marked_twice
    made.marking_due_at = midnight(marking_due_on + timedelta(days=1)) - timedelta(seconds=1)
    made.opened_at, made.opened_by = current().at, actor_of(by).user
    made.save()
    _keep_sample(made, frame)
    return made


def _refuse_dates(first: date, last: date, due: date) -> None:
    today = clock.local(current().at).date()
    if last < first:
        raise Invalid(reported_to="The last day of the frame is not before the first.")
    if last > today:
        raise Invalid(reported_to="The frame ends today at the latest: what has not happened cannot be audited.")
    if (last - first).days > LONGEST_FRAME:
        raise Invalid(reported_from=f"A frame covers at most {LONGEST_FRAME} days.")
    if due < today:
        raise Invalid(marking_due_on="The day by which the cases are to be marked must lie ahead.")


def _too_large(size: int, there: int) -> str:
    if not there:
        return (
            "The frame is empty: no closed case of that time and place is in your reach. Choose another time or place."
        )
    if size < 1:
        return "Draw at least one case."
    return f"The frame holds {there} case{'s' if there > 1 else ''}; a sample of {size} cannot be drawn from it."


def _keep_sample(made: AuditRound, frame: Frame) -> None:
    sample = draw(frame.strata, made.size, made.seed)
    drawn = [case.stratum for case in sample]
    parts = [
        AuditStratum(round=made, label=label, ids=" ".join(map(str, ids)), in_frame=len(ids), drawn=drawn.count(label))
        for label, ids in frame.strata.items()
    ]
    current().bulk_create(AuditStratum, parts)
    for order, case in enumerate(sample, 1):
        _sampled(made, order, case, frame).save()


def _sampled(made: AuditRound, order: int, case: Drawn, frame: Frame) -> SampledCase:
    row = frame.rows[case.id]
    sampled = SampledCase(
        round=made, order=order, stratum=case.stratum, room="missing", kind="episode", case_id=case.id
    )
    sampled.reference, sampled.person_id = row.reference, row.person_id
    sampled.district_id, sampled.team_id = row.district_id, row.team_id
    sampled.drawn_at, sampled.due_at = made.opened_at, made.marking_due_at
    return sampled


@act("inspections.round.closed", permission=MANAGE, says="{0} closed")
def close_round(made: AuditRound, *, by: Any, closing_note: str = "") -> AuditRound:
    """No more is marked in it. Cases that are not settled stay counted as such, and the note says why."""
    if made.closed_at:
        raise Invalid("This round is closed already.")
    waiting = made.cases.filter(grade="", set_aside_at=None).count()
    if waiting and not closing_note.strip():
        raise Invalid(
            closing_note=f"{_cases(waiting)} not marked, or not settled. Say why the round is closed all the same."
        )
    made.closed_at, made.closed_by, made.closing_note = current().at, actor_of(by).user, closing_note
    made.save()
    return made


def _cases(number: int) -> str:
    return "1 case is" if number == 1 else f"{number} cases are"


@act("inspections.case.set-aside", permission=MANAGE, says="{0} set aside")
def set_case_aside(sample: SampledCase, *, by: Any, reason: str) -> SampledCase:
    """Take a case out of the sample, with the reason; it stays in the count of what was drawn."""
    _refuse_closed(sample.round)
    if sample.is_whole:
        raise Invalid("This case has been marked; a grade that one does not like is not set aside.")
    if not reason.strip():
        raise Invalid(reason="Say why this case cannot be marked.")
    sample.set_aside_at, sample.set_aside_by, sample.set_aside_reason = current().at, actor_of(by).user, reason
    sample.save()
    return sample


# -- markings ---------------------------------------------------------------------------------------------------------


@act("inspections.marking.begun", permission=AUDIT, says="{0} begun")
def begin_marking(sample: SampledCase, *, by: Any) -> Marking:
    """Take the next marking of a case: the first, or where the round is marked twice the second. Whoever had a part in the
    case is refused; whoever has it already gets their draft."""
    user = actor_of(by).user
    own = sample.markings.filter(auditor=user).first()
    if own is not None:
        return own
    _refuse_closed(sample.round)
    _refuse_set_aside(sample)
    _refuse_involved(user, sample)
    place = _free_place(sample)
    at = current().at
    marking = Marking(sample=sample, place_taken=place, auditor=user, begun_at=at, saved_at=at)
    marking.save()
    if place == Place.FIRST:
        sample.auditor = user
        sample.save()
    for question in sample.round.questions.questions:
        MarkingAnswer(marking=marking, question=question.key, asks=question.asks).save()
    return marking


def _free_place(sample: SampledCase) -> Place:
    taken = set(sample.markings.values_list("place_taken", flat=True))
    places = [Place.FIRST, Place.SECOND] if sample.round.is_marked_twice else [Place.FIRST]
    free = [place for place in places if place not in taken]
    if not free:
        raise Invalid("Someone else has taken this case. Choose another.")
    return free[0]


def _refuse_involved(user: Any, sample: SampledCase) -> None:
    if user is not None and (why := why_not_independent(user, sample)):
        raise Invalid(why)


def _refuse_closed(made: AuditRound) -> None:
    if made.closed_at:
        raise Invalid("This round is closed; nothing more is marked in it.")


def _refuse_set_aside(sample: SampledCase) -> None:
    if sample.set_aside_at:
        raise Invalid("This case was set aside; it is not marked any more.")


@act("inspections.marking.saved", permission=AUDIT, says="{0}: draft kept")
def save_draft(marking: Marking, *, by: Any, answers: Mapping[str, Mapping[str, str]], **told: Any) -> Marking:
    """Keep what has been typed so far, whole or not. `answers` are by question: answer, text."""
    _own_draft(marking, by)
    _write(marking, answers, told)
    return marking


@act("inspections.marking.submitted", permission=AUDIT, says="{0} handed in")
def submit_marking(marking: Marking, *, by: Any, answers: Mapping[str, Mapping[str, str]], **told: Any) -> Marking:
    """Hand a marking in, for good. The last one that was wanted settles the case's grade, or shows that two auditors differ;
    one that finds inadequate work and a child still at risk raises a safeguarding act, due the same day."""
    _own_draft(marking, by)
    _refuse_involved(actor_of(by).user, marking.sample)
    _write(marking, answers, told)
    _refuse_unfinished(marking)
    marking.submitted_at = current().at
    marking.save()
    _raise_if_at_risk(marking)
    _settle(marking.sample)
    return marking


def _own_draft(marking: Marking, by: Any) -> None:
    if marking.auditor != actor_of(by).user:
        raise Invalid("This is another auditor’s marking.")
    if marking.submitted_at:
        raise Invalid("This marking was handed in. It cannot be changed any more.")
    _refuse_closed(marking.sample.round)
    _refuse_set_aside(marking.sample)


def _write(marking: Marking, answers: Mapping[str, Mapping[str, str]], told: dict[str, Any]) -> None:
    for name in ("grade", "is_still_at_risk", "told", "why"):
        if name in told:
            setattr(marking, name, told[name])
    _known(marking.grade, Grade, "grade")
    marking.saved_at = current().at
    marking.save()
    for held in marking.answers.order_by("pk"):
        given = answers.get(held.question, {})
        held.answer, held.text = given.get("answer", held.answer), given.get("text", held.text)
        _known(held.answer, Answered, held.question)
        held.save()


def _known(value: str, choices: Any, name: str) -> None:
    if value and value not in choices.values:
        raise Invalid(**{name: f"{value!r} is none of {', '.join(choices.labels)}."})


def _refuse_unfinished(marking: Marking) -> None:
    faults = {}
    answers = list(marking.answers.order_by("pk"))
    for held in answers:
        if not held.answer:
            faults[f"{held.question}-answer"] = f"Answer “{held.asks}”"
        elif held.answer == Answered.INADEQUATE and not held.text.strip():
            faults[f"{held.question}-text"] = f"Say what was inadequate: “{held.asks}”"
    faults |= _faults_of_grade(marking, {held.answer for held in answers})
    if faults:
        raise Invalid(**faults)


def _faults_of_grade(marking: Marking, answered: set[str]) -> dict[str, str]:
    """A grade that does not go together with the answers needs its reason; none is ever worked out from them."""
    faults = {}
    if not marking.grade:
        faults["grade"] = "Choose the grade of the case as a whole"
    if marking.is_still_at_risk is None:
        faults["is_still_at_risk"] = "Say whether the child is still at risk"
    at_odds = _at_odds(marking.grade, answered - {"", Answered.DOES_NOT_ARISE})
    if not marking.why.strip() and (marking.grade != Grade.GOOD or at_odds):
        faults["why"] = at_odds or "Say what the grade rests on"
    if _is_at_risk(marking) and not marking.told.strip():
        faults["told"] = "The child is still at risk: tell someone who can act now, and enter whom you told"
    return faults


def _at_odds(grade: str, answered: set[str]) -> str:
    if grade == Grade.GOOD and Answered.INADEQUATE in answered:
        return "You graded the case good, though one answer is inadequate. Say why"
    if grade == Grade.INADEQUATE and answered == {Answered.GOOD}:
        return "You graded the case inadequate, though every answer is good. Say why"
    return ""


def _is_at_risk(marking: Marking) -> bool:
    return marking.grade == Grade.INADEQUATE and marking.is_still_at_risk is True


def _raise_if_at_risk(marking: Marking) -> None:
    """Each auditor who finds it raises it: the second does not know of the first."""
    if not _is_at_risk(marking):
        return
    at = current().at
    ends = midnight(clock.local(at).date() + timedelta(days=1)) - timedelta(seconds=1)
    raised = Safeguarding(marking=marking, raised_at=at, raised_by=marking.auditor, day_ends_at=ends, told=marking.told)
    raised.save()


def _settle(sample: SampledCase) -> None:
    grades = list(sample.markings.exclude(submitted_at=None).order_by("pk").values_list("grade", flat=True))
    if len(grades) < (2 if sample.round.is_marked_twice else 1):
        return
    sample.marked_at = current().at
    if len(set(grades)) == 1:
        sample.grade = grades[0]
    else:
        sample.disagreed_at = current().at
    sample.save()


@act("inspections.case.moderated", permission=MANAGE, says="{0} moderated")
def moderate_case(
    sample: SampledCase, *, by: Any, grade: str, why: str, is_still_at_risk: bool, told: str = ""
) -> SampledCase:
    """A third person, who had no part in the case and marked it neither time, settles what two auditors graded differently."""
    user = actor_of(by).user
    if not sample.awaits_moderation:
        raise Invalid("There is nothing to settle: the markings of this case agree, or it was settled.")
    _refuse_closed(sample.round)
    if sample.markings.filter(auditor=user).exists():
        raise Invalid("You marked this case yourself. A third person must settle it.")
    _refuse_involved(user, sample)
    at = current().at
    marking = Marking(
        sample=sample, place_taken=Place.MODERATED, auditor=user, begun_at=at, saved_at=at, submitted_at=at
    )
    marking.grade, marking.why, marking.is_still_at_risk, marking.told = grade, why, is_still_at_risk, told
    faults = _faults_of_grade(marking, set()) | ({} if why.strip() else {"why": "Say why this grade and not the other"})
    if faults:
        raise Invalid(**faults)
    _known(grade, Grade, "grade")
    marking.save()
    if not Safeguarding.objects.filter(marking__sample=sample).exists():
        _raise_if_at_risk(marking)
    sample.grade, sample.moderated_at, sample.moderated_by = grade, at, user
    sample.save()
    return sample


@act("inspections.safeguarding.recorded", permission=MANAGE, says="{0}: child made safe")
def record_safeguarding(raised: Safeguarding, *, by: Any, done: str, safeguarded_at: datetime) -> Safeguarding:
    """Say what was done to make the child safe, and when. It may have been done as soon as the auditor saw the risk."""
    if raised.safeguarded_at:
        raise Invalid("What was done is recorded already.")
    if safeguarded_at > current().at:
        raise Invalid(safeguarded_at="The time must not be in the future.")
    if safeguarded_at < raised.marking.begun_at:
        raise Invalid(
            safeguarded_at="That is before the auditor opened the case: what was done then did not answer this."
        )
    if not done.strip():
        raise Invalid(done="Say what was done to make the child safe.")
    raised.done, raised.safeguarded_at, raised.safeguarded_by = done, safeguarded_at, actor_of(by).user
    raised.save()
    return raised
