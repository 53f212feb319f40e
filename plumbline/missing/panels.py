"""What the missing room puts on other pages, and the story of one episode as a time line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from plumbline.access.access import acting, may_do, own_people_by
from plumbline.kernel import caserefs
from plumbline.missing.access import SEE, current_plan_of, episodes_of_child, people_of_own_cases, veiled
from plumbline.missing.queries import (
    counted,
    episodes_from,
    names_of_enquiries,
    open_cases,
    reported_between,
    risk_words,
)
from plumbline.people.panels import TimelineItem, timeline
from plumbline.people.queries import tells_open_cases
from plumbline.referrals.queries import child_to_notice
from plumbline.standards.panels import acts_need, subjects_of_case
from plumbline.web import slots

LATE = timedelta(hours=1)  # recorded so much later than it happened that the page says so
PAGES = {
    "episode": "episode",
    "enquiry": "enquiry",
    "review": "reviewed",
    "riskassessment": "assessment",
    "triggerplan": "plan",
}


def register() -> None:
    slots.navigation("Live board", "missing:live", order=20, permission=SEE)
    slots.navigation("Missing", "missing:list", order=40, permission=SEE)
    for kind, url in PAGES.items():
        caserefs.pages("missing", kind, lambda pk, url=url: reverse(f"missing:{url}", args=[pk]))  # type: ignore[misc]
    slots.panel("child", order=20)(episodes_panel)
    slots.panel("child.side", order=20)(plan_panel)
    timeline("missing")(_told)
    own_people_by("missing", people_of_own_cases)
    tells_open_cases("missing", open_cases)
    subjects_of_case("missing.episode", subjects_of)
    acts_need({f"missing:{page}": permission for permission, pages in ACTS.items() for page in pages})
    slots.names("missing.enquiry", names_of_enquiries)
    slots.panel("my-duties.actions", order=10)(report_button)
    child_to_notice("missing.episode", reported_between)
    slots.panel("case.opens", order=20)(from_incident)


# Pages on which duties are done, by the permission that they take; the others are read by all who see the episode.
ACTS = {
    "missing.assess": ("assess",),
    "missing.close": ("close",),
    "missing.endorse": ("endorse",),
    "missing.report": ("answers", "contact", "history", "philomena", "sources"),
    "missing.supervise": ("alert", "enquiry-allocate", "enquiry-check", "review", "review-next"),
    "missing.work": ("enquiry-result", "interview", "plan-open", "pnc", "strategy", "ukmpu", "wellbeing"),
}


def subjects_of(episode: Any) -> list[tuple[str, list[int]]]:
    """Whose duties belong on an episode's page: its own, and those of its enquiries, reviews, assessments and plan."""
    plan = getattr(episode, "current_plan", None)
    return [
        ("missing.episode", [episode.pk]),
        ("missing.enquiry", [each.pk for each in episode.enquiries.all()]),
        ("missing.review", [each.pk for each in episode.reviews.all()]),
        ("missing.riskassessment", [each.pk for each in episode.assessments.all()]),
        ("missing.triggerplan", [plan.pk] if plan else []),
    ]


def report_button(request: HttpRequest, _user: Any) -> SafeString | str:
    """The way in from My duties, for those who take reports."""
    if not may_do(request.user, "missing.report"):
        return ""
    return render_to_string("missing/report_button.html", {}, request)


def from_incident(request: HttpRequest, record: Any) -> SafeString | str:
    """On an incident's page: the episodes that came of it, and the way to report a child of it missing."""
    if record._meta.label_lower != "incidents.incident" or not may_do(request.user, SEE):
        return ""
    came = [each for each in episodes_from(record) if not veiled(acting(request), each)]
    children = [each.person for each in record.involved.all() if each.person and each.is_child and not each.is_unborn]
    told = {
        "incident": record,
        "episodes": came,
        "children": [child for child in children if child.pk not in {each.person_id for each in came}],
        "may_report": record.is_open and may_do(request.user, "missing.report"),
    }
    return render_to_string("missing/from_incident.html", told, request)


# On the child's page


def _known(request: HttpRequest, person: Any) -> list[Any]:
    """The child's episodes, read once for the panel and the time line of one page."""
    held: dict[int, list[Any]] = request.__dict__.setdefault("episodes_of_children", {})
    if person.pk not in held:
        held[person.pk] = episodes_of_child(acting(request), person.pk)
    return held[person.pk]


def episodes_panel(request: HttpRequest, person: Any) -> SafeString | str:
    """How often the child has been missing, each time, and the way to report it."""
    if not may_do(request.user, SEE) or person.is_unborn:
        return ""
    known = _known(request, person)
    if not known and not person.is_child:
        return ""
    told = {
        "person": person,
        "episodes": known,
        "counted": counted(known),
        "may_report": may_do(request.user, "missing.report") and person.is_child,
        "is_missing": any(each.state in ("missing", "located") for each in known),
    }
    return render_to_string("missing/child_panel.html", told, request)


def plan_panel(request: HttpRequest, person: Any) -> SafeString | str:
    """The child's trigger plan, and whether it directs anyone."""
    if not may_do(request.user, SEE) or person.is_unborn or not person.is_child:
        return ""
    told = {"person": person, "plan": current_plan_of(person.pk), "may_work": may_do(request.user, "missing.work")}
    return render_to_string("missing/plan_panel.html", told, request)


def _known(request: HttpRequest, person: Any) -> list[Any]:
    """Read once for a page, which tells them twice: in the panel and on the time line."""
    held: dict[int, list[Any]] = request.__dict__.setdefault("episodes_known", {})
    if person.pk not in held:
        held[person.pk] = episodes_of_child(acting(request), person.pk)
    return held[person.pk]


def _told(request: HttpRequest, person: Any) -> Iterator[TimelineItem]:
    """Each episode on the child's time line: reported, and what became of it."""
    if not may_do(request.user, SEE):
        return
    for episode in _known(request, person):
        url = reverse("missing:episode", args=[episode.pk]) if episode.in_reach else ""  # type: ignore[attr-defined]
        where = f"Last seen: {episode.last_seen_where}" if episode.last_seen_where else ""
        yield TimelineItem(
            episode.reported_at,
            f"Reported {episode.get_category_display().lower()}: {episode.reference}",
            body=where,
            url=url,
            tag=risk_words(episode.risk),
            tone=episode.risk or "warning",
        )
        if episode.located_at:
            body = ". ".join(filter(None, [episode.located_where, episode.get_condition_display()]))
            yield TimelineItem(episode.located_at, f"Located: {episode.reference}", body=body, url=url)


# The story of an episode


def story_of(episode: Any, interview: Any) -> list[TimelineItem]:
    """All that happened, newest first, whoever recorded it and whenever."""
    told = [
        *_life(episode),
        *_graded(episode),
        *_worked(episode),
        *_learnt(episode),
        *_planned(episode),
        *_after(episode, interview),
    ]
    return sorted(told, key=attrgetter("at"), reverse=True)


def _item(at: datetime, title: str, by: Any = "", body: str = "", *, late: Any = None, **more: Any) -> TimelineItem:
    """`late` is the record whose recording may have come much later than the deed."""
    recorded = late.recorded_at if late is not None and late.recorded_at - at >= LATE else None
    return TimelineItem(at, title, by=str(by or ""), body=body, recorded_at=recorded, **more)


def _life(episode: Any) -> Iterator[TimelineItem]:
    told = ", ".join(filter(None, [episode.informant_name, episode.informant_relationship]))
    body = f"By {told}." if told else ""
    yield _item(
        episode.reported_at,
        f"Reported {episode.get_category_display().lower()}",
        episode.call_taker,
        body,
        late=episode,
    )
    if episode.last_seen_at:
        yield _item(episode.last_seen_at, "Last seen", body=episode.last_seen_where)
    stamps = (
        ("history_acknowledged", "History read", ""),
        ("philomena_requested", "Philomena form asked for", ""),
        ("philomena_received", "Philomena form received", ""),
        ("pnc_circulated", "Circulated on PNC", episode.pnc_reference),
        ("ukmpu_notified", "UK Missing Persons Unit told", episode.ukmpu_reference),
        ("located", "Child located", ". ".join(filter(None, [episode.located_where, episode.located_how]))),
        ("wellbeing_confirmed", "Wellbeing confirmed", episode.get_condition_display()),
        ("closed", "Closed", episode.closing_summary),
    )
    for name, title, said in stamps:
        if at := getattr(episode, f"{name}_at"):
            yield _item(at, title, _name(episode, f"{name}_by"), said)
    if episode.returned_at:
        yield _item(episode.returned_at, "Back where they should be")


def _name(episode: Any, name: str) -> str:
    """Who did it, where the page has read that account already; naming it is not worth a query for each."""
    return str(getattr(episode, name)) if name in episode._state.fields_cache else ""


def _graded(episode: Any) -> Iterator[TimelineItem]:
    for each in episode.assessments.all():
        url = reverse("missing:assessment", args=[each.pk])
        said = {"tag": each.get_level_display(), "tone": each.level, "url": url, "late": each}
        yield _item(
            each.happened_at,
            f"Risk assessed: {each.get_stage_display().lower()}",
            each.assessed_by,
            each.rationale,
            **said,
        )
        if each.endorsed_at:
            yield _item(
                each.endorsed_at,
                f"Risk endorsed: {each.get_level_display().lower()}",
                each.endorsed_by,
                each.endorsement_note,
            )
    for each in episode.reviews.all():
        counts = f"{each.outstanding} to do, {each.outstanding_overdue} past their time, {each.unchecked} not checked. "
        yield _item(
            each.happened_at,
            each.get_kind_display(),
            each.reviewed_by,
            counts + each.direction,
            late=each,
            url=f"#review-{each.pk}",
        )
    for each in episode.alert_decisions.all():
        yield _item(each.decided_at, str(each), each.decided_by, each.rationale)


def _worked(episode: Any) -> Iterator[TimelineItem]:
    for each in episode.enquiries.all():
        url = reverse("missing:enquiry", args=[each.pk])
        yield _item(each.set_at, f"Enquiry set: {each.what}", each.set_by, each.where, url=url)
        if each.resulted_at:
            tag = each.get_outcome_display()
            yield _item(each.resulted_at, f"Enquiry done: {each.what}", each.resulted_by, each.result, url=url, tag=tag)
        if each.dropped_at:
            yield _item(each.dropped_at, f"Enquiry dropped: {each.what}", each.dropped_by, each.dropped_reason, url=url)


def _learnt(episode: Any) -> Iterator[TimelineItem]:
    for each in episode.information.all():
        body = f"{each.says} (from {each.told_by})"
        yield _item(each.happened_at, _at(each.get_kind_display(), each.where), each.taken_by, body, late=each)
    for each in episode.contacts.all():
        title = f"{each.get_kind_display()}: {'spoke to' if each.is_reached else 'tried to reach'} {each.with_whom}"
        yield _item(each.happened_at, title, each.contacted_by, each.says, late=each)
    for each in episode.hypotheses.all():
        yield _item(each.made_at, "Hypothesis", each.made_by, each.supposes)
        if each.settled_at:
            title = f"Hypothesis proved {'right' if each.held else 'wrong'}"
            yield _item(each.settled_at, title, each.settled_by, f"{each.supposes}: {each.because}")


def _at(title: str, where: str) -> str:
    return f"{title}: {where}" if where else title


def _planned(episode: Any) -> Iterator[TimelineItem]:
    for each in episode.openings.all():
        url = reverse("missing:plan", args=[each.plan_id])
        yield _item(each.opened_at, f"{each.plan} opened", each.opened_by, url=url)
    for each in episode.strategy_meetings.all():
        yield _item(each.requested_at, "Strategy meeting asked for", each.requested_by)
        if each.held_at:
            yield _item(each.held_at, "Strategy meeting held", each.held_by, f"{each.attended}. {each.outcome}")


def _after(episode: Any, interview: Any) -> Iterator[TimelineItem]:
    for each in episode.prevention_interviews.all():
        words = f"“{each.voice.words}” " if each.voice and each.voice.words else ""
        yield _item(each.happened_at, str(each), each.interviewed_by, words + each.reasons, late=each)
    if interview is None:
        return
    url = reverse("missing:return-interview", args=[episode.pk])
    stages = {
        "requested": f"asked for: {interview.authority}",
        "offered": "offered",
        "accepted": "accepted",
        "refused": f"refused. {interview.refused_reason}",
        "completed": f"held by {interview.completed_with}",
        "received": f"received. {interview.learnt}",
        "fed_back": "fed into the plan or intelligence",
    }
    for name, said in stages.items():
        if at := getattr(interview, f"{name}_at"):
            yield _item(at, "Return interview", body=said.capitalize(), url=url)
