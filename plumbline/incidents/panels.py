"""What the incidents room puts on other pages, and the story of one incident as a time line."""

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
from plumbline.incidents.access import SEE, incidents_of_person, people_of_own_cases
from plumbline.incidents.queries import names_of_incidents, open_cases
from plumbline.kernel import caserefs
from plumbline.people.panels import TimelineItem, timeline
from plumbline.people.queries import tells_open_cases
from plumbline.standards.panels import acts_need, subjects_of_case
from plumbline.web import slots

LATE = timedelta(hours=1)  # recorded so much later than it happened that the page says so
PAGES = {
    "incident": "incident",
    "thrive": "thrived",
    "involvement": "person",
    "incidentreview": "reviewed",
    "escalation": "escalated",
    "appointment": "appointment",
    "checkmonth": "check-month",
    "callcheck": "call-check",
}
# Pages on which duties are done, by the permission that they take; the others are read by all who see the incident.
ACTS = {
    "incidents.take": ("flags", "thrive", "grade", "send", "escalate", "settle"),
    "incidents.supervise": ("review", "review-next", "review-by-thrive", "answer"),
    "incidents.attend": ("met",),
    "incidents.check": ("check-month", "feed-back"),
}


def register() -> None:
    slots.navigation("Incidents", "incidents:open", order=30, permission=SEE)
    for kind, url in PAGES.items():
        caserefs.pages("incidents", kind, lambda pk, url=url: reverse(f"incidents:{url}", args=[pk]))  # type: ignore[misc]
    slots.panel("child", order=10)(incidents_panel)
    slots.panel("my-duties.actions", order=5)(take_button)
    timeline("incidents")(_told)
    own_people_by("incidents", people_of_own_cases)
    tells_open_cases("incidents", open_cases)
    subjects_of_case("incidents.incident", subjects_of)
    acts_need({f"incidents:{page}": permission for permission, pages in ACTS.items() for page in pages})
    slots.names("incidents.incident", names_of_incidents)


def subjects_of(incident: Any) -> list[tuple[str, list[int]]]:
    """Whose duties belong on an incident's page: its own, and those of all that belongs to it."""
    parts = {
        "thrive": incident.thrives,
        "involvement": incident.involved,
        "incidentreview": incident.reviews,
        "escalation": incident.escalations,
        "appointment": incident.appointments,
    }
    own = [(f"incidents.{kind}", [each.pk for each in rows.all()]) for kind, rows in parts.items()]
    return [("incidents.incident", [incident.pk]), *own]


def take_button(request: HttpRequest, _user: Any) -> SafeString | str:
    """The way in from My duties, for those who take calls."""
    if not may_do(request.user, "incidents.take"):
        return ""
    return render_to_string("incidents/take_button.html", {}, request)


# On the child's page


def incidents_panel(request: HttpRequest, person: Any) -> SafeString | str:
    """Each incident in which the person was, newest first."""
    if not may_do(request.user, SEE):
        return ""
    known = _known(request, person)
    return (
        render_to_string("incidents/child_panel.html", {"person": person, "incidents": known}, request) if known else ""
    )


def _known(request: HttpRequest, person: Any) -> list[Any]:
    """Read once for a page, which tells them twice: in the panel and on the time line."""
    held: dict[int, list[Any]] = request.__dict__.setdefault("incidents_known", {})
    if person.pk not in held:
        held[person.pk] = incidents_of_person(acting(request), person.pk)
    return held[person.pk]


def _told(request: HttpRequest, person: Any) -> Iterator[TimelineItem]:
    """Each incident on the child's time line."""
    if not may_do(request.user, SEE):
        return
    for incident in _known(request, person):
        url = reverse("incidents:incident", args=[incident.pk]) if incident.in_reach else ""  # type: ignore[attr-defined]
        title = f"Incident: {incident.get_kind_display().lower()}, {incident.reference}"
        yield TimelineItem(incident.reported_at, title, url=url, tag=incident.grade_words, tone="neutral")


# The story of an incident


def story_of(incident: Any) -> list[TimelineItem]:
    """All that happened, newest first, whoever recorded it and whenever."""
    told = [*_call(incident), *_judged(incident), *_sent(incident), *_watched(incident), *_in_the_diary(incident)]
    return sorted(told, key=attrgetter("at"), reverse=True)


def _item(at: datetime, title: str, by: Any = "", body: str = "", *, late: Any = None, **more: Any) -> TimelineItem:
    """`late` is the record whose recording may have come much later than the deed."""
    recorded = late.recorded_at if late is not None and late.recorded_at - at >= LATE else None
    return TimelineItem(at, title, by=str(by or ""), body=body, recorded_at=recorded, **more)


def _call(incident: Any) -> Iterator[TimelineItem]:
    caller = ", ".join(filter(None, [incident.caller_name, incident.caller_relationship]))
    body = f"From {caller}." if caller else ""
    yield _item(
        incident.reported_at, f"Call: {incident.get_channel_display()}", incident.call_taker, body, late=incident
    )
    for each in incident.flag_checks.all():
        yield _item(each.acknowledged_at, str(each), each.acknowledged_by, each.shown)
    for each in incident.updates.all():
        body = each.says + (f" (from {each.told_by})" if each.told_by else "")
        yield _item(each.happened_at, each.get_kind_display(), each.taken_by, body, late=each)
    for each in incident.involved.all():
        yield _item(each.recorded_at, f"Named: {each.called}, {each.get_part_display().lower()}", "", each.said_of_them)
        if each.identified_at:
            yield _item(each.identified_at, f"“{each.described}” is {each.called}")
        if each.met_at and each.voice:
            words = f"“{each.voice.words}”" if each.voice.words else each.voice.get_reason_not_spoken_to_display()
            yield _item(
                each.voice.happened_at, f"Met {each.called}: {each.voice.state.label.lower()}", each.met_by, words
            )


def _judged(incident: Any) -> Iterator[TimelineItem]:
    for each in incident.thrives.all():
        words = "\n".join(f"{name}: {text}" for name, text in each.parts)
        said = {"tag": each.get_level_display(), "tone": each.level, "url": f"#thrive-{each.pk}", "late": each}
        title = f"THRIVE: {each.get_trigger_display().lower()}"
        yield _item(each.happened_at, title, each.assessed_by, words, **said)
        if each.stale_at:
            yield _item(each.stale_at, f"THRIVE overtaken: {each.why_stale.lower()}")
    for each in incident.gradings.all():
        title = f"Grade lowered: {each.get_grade_display().lower()}" if each.is_downgrade else str(each)
        yield _item(each.happened_at, title, each.graded_by, each.rationale)


def _sent(incident: Any) -> Iterator[TimelineItem]:
    for each in incident.deployments.all():
        yield _item(each.sent_at, f"{each.unit} sent", each.sent_by)
        if each.arrived_at:
            yield _item(each.arrived_at, f"{each.unit} there", each.arrived_by)
        if each.stood_down_at:
            yield _item(each.stood_down_at, f"{each.unit} stood down", each.stood_down_by)
    if incident.closed_at:
        title = f"Closed: {incident.get_result_display().lower()}"
        yield _item(incident.closed_at, title, incident.closed_by, incident.closing_summary)


def _watched(incident: Any) -> Iterator[TimelineItem]:
    for each in incident.reviews.all():
        right = "" if each.grade_is_right else "The grade is not right. "
        yield _item(
            each.happened_at, str(each), each.reviewed_by, right + each.direction, late=each, url=f"#review-{each.pk}"
        )
    for each in incident.escalations.all():
        yield _item(each.escalated_at, str(each), each.escalated_by, each.reason)
        if each.acknowledged_at:
            yield _item(each.acknowledged_at, "Answered", each.acknowledged_by, each.decision)


def _in_the_diary(incident: Any) -> Iterator[TimelineItem]:
    for each in incident.appointments.all():
        yield _item(each.booked_at, "Appointment booked", each.booked_by, f"Until then: {each.interim}")
        if each.settled_at:
            yield _item(each.settled_at, str(each), each.settled_by, each.note)
        if each.barred_at:
            yield _item(each.barred_at, "Barred from the diary", "", each.barred_because)
