"""What the custody room puts on other pages, and the story of one detention as a time line."""

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
from plumbline.custody.access import SEE, detentions_of_child, people_of_own_cases
from plumbline.custody.models import AccommodationRequest, Healthcare, Review, Step, StepKind, Visit
from plumbline.custody.queries import detained_between, names_of_steps, open_cases, referred_as
from plumbline.kernel import caserefs
from plumbline.kernel.caserefs import CaseRef
from plumbline.people.panels import TimelineItem, timeline
from plumbline.people.queries import tells_open_cases
from plumbline.referrals.queries import child_to_notice
from plumbline.standards.panels import acts_need, subjects_of_case
from plumbline.web import slots

LATE = timedelta(hours=1)  # recorded so much later than it happened that the page says so
WORK = "custody.work"
PAGES = {
    "detention": "detention",
    "step": "step-read",
    "review": "reviewed",
    "visit": "visited",
    "healthcare": "healthcare-read",
    "accommodationrequest": "request-read",
}
CAME_FROM = ("missing", "incidents", "referrals")  # rooms whose records a detention may come of

# Pages on which duties are done, by the permission that they take.
ACTS = {
    WORK: (
        "adult-ask", "adults", "healthcare-seen", "hear", "inform", "referral", "request", "request-answer",
        "request-escalate", "settle", "step", "visit", "visit-next",
    ),
    "custody.review": ("review", "review-next"),
    "custody.extend": ("extend",),
}  # fmt: skip


def register() -> None:
    slots.navigation("Custody", "custody:live", order=48, permission=SEE)
    for kind, url in PAGES.items():
        caserefs.pages("custody", kind, lambda pk, url=url: reverse(f"custody:{url}", args=[pk]))  # type: ignore[misc]
    slots.panel("child", order=50)(detentions_panel)
    slots.panel("case.opens", order=50)(detain_link)
    slots.panel("my-duties.actions", order=50)(authorise_button)
    timeline("custody")(_told)
    own_people_by("custody", people_of_own_cases)
    tells_open_cases("custody", open_cases)
    child_to_notice("custody.detention", detained_between)
    subjects_of_case("custody.detention", subjects_of)
    acts_need({f"custody:{page}": permission for permission, pages in ACTS.items() for page in pages})
    for model in (Step, Review, Visit, Healthcare, AccommodationRequest):
        slots.names(str(model._meta.label_lower), names_of_steps(model))


def subjects_of(detention: Any) -> list[tuple[str, list[int]]]:
    """Whose duties belong on a detention's page: its own, and those of its steps, reviews, visits and requests."""
    return [
        ("custody.detention", [detention.pk]),
        ("custody.step", [each.pk for each in detention.steps.all()]),
        ("custody.review", [each.pk for each in detention.reviews.all()]),
        ("custody.visit", [each.pk for each in detention.visits.all()]),
        ("custody.healthcare", [each.pk for each in detention.healthcare.all()]),
        ("custody.accommodationrequest", [each.pk for each in detention.requests.all()]),
    ]


def authorise_button(request: HttpRequest, _user: Any) -> SafeString | str:
    """The way in from My duties, for custody sergeants."""
    if not may_do(request.user, WORK):
        return ""
    return render_to_string("custody/authorise_button.html", {}, request)


def detain_link(request: HttpRequest, record: Any) -> SafeString | str:
    """From a case of another room: the child it is about was brought into custody because of it."""
    label = record._meta.app_label
    if label not in CAME_FROM or not may_do(request.user, WORK) or not record.person_ids():
        return ""
    origin = f"{label}.{record._meta.model_name}.{record.pk}"
    return render_to_string("custody/detain_link.html", {"origin": origin}, request)


# On the child's page


def _known(request: HttpRequest, person_id: int) -> list[Any]:
    """Every detention of the child, asked for once a page: the panel and the time line both tell of them."""
    held = getattr(request, "detentions_met", None)
    if held is None or held[0] != person_id:
        held = request.detentions_met = (person_id, detentions_of_child(acting(request), person_id))  # type: ignore[attr-defined]
    return list(held[1])


def detentions_panel(request: HttpRequest, person: Any) -> SafeString | str:
    """Each time the child was in custody, and the way to record that they are."""
    if not may_do(request.user, SEE) or person.is_unborn:
        return ""
    known = _known(request, person.pk)
    may_work = may_do(request.user, WORK) and person.is_child
    if not known and not may_work:
        return ""
    here = next((each for each in known if each.is_open), None)
    told = {"person": person, "detentions": known, "here": here, "may_work": may_work and here is None}
    return render_to_string("custody/child_panel.html", told, request)


def _told(request: HttpRequest, person: Any) -> Iterator[TimelineItem]:
    """Each detention on the child's time line: authorised, and how it ended."""
    if not may_do(request.user, SEE):
        return
    for detention in _known(request, person.pk):
        url = reverse("custody:detention", args=[detention.pk]) if detention.in_reach else ""
        body = detention.offence if url else ""
        yield TimelineItem(
            detention.authorised_at, f"Detained: {detention.reference}", body=body, url=url, tone="warning"
        )
        if detention.ended_at:
            yield TimelineItem(
                detention.ended_at, f"Left custody: {detention.reference}", body=detention.get_ending_display(), url=url
            )


# The story of a detention


def story_of(detention: Any) -> list[TimelineItem]:
    """All that happened, newest first, whoever recorded it and whenever."""
    told = [
        *_life(detention),
        *_adults(detention),
        *_cared_for(detention),
        *_reviewed(detention),
        *_charged(detention),
        *_settled(detention),
    ]
    return sorted(told, key=attrgetter("at"), reverse=True)


def _item(at: datetime, title: str, by: Any = "", body: str = "", *, late: Any = None, **more: Any) -> TimelineItem:
    """`late` is the record whose recording may have come much later than the deed."""
    recorded = late.recorded_at if late is not None and late.recorded_at - at >= LATE else None
    return TimelineItem(at, title, by=str(by or ""), body=body, recorded_at=recorded, **more)


def _life(detention: Any) -> Iterator[TimelineItem]:
    yield _item(detention.arrested_at, f"Arrested: {detention.offence}", detention.officer, detention.arrested_where)
    yield _item(detention.arrived_at, "Arrived at the station")
    body = f"Why: {detention.necessity}\nConsidered: {detention.alternatives}"
    yield _item(detention.authorised_at, "Detention authorised", detention.authorised_by, body, late=detention)
    if detention.referral_made_at:
        title = f"Safeguarding referral made elsewhere: {detention.referral_reference}"
        yield _item(detention.referral_made_at, title, detention.referral_made_by)
    if detention.referred_id:
        url = CaseRef("referrals", "referral", detention.referred_id).page() or ""
        yield _item(detention.referred_at, f"Child referred: {referred_as(detention)}", detention.referred_by, url=url)
    if detention.ended_at:
        body = ". ".join(
            filter(None, [f"With {detention.handed_to}", detention.safe_release, detention.neither_because])
        )
        yield _item(
            detention.ended_at, f"Left custody: {detention.get_ending_display().lower()}", detention.ended_by, body
        )


def _adults(detention: Any) -> Iterator[TimelineItem]:
    for each in detention.adults.all():
        yield _item(
            each.requested_at, f"Appropriate adult asked: {each}", each.requested_by, each.why_not_nearer, late=each
        )
        if each.arrived_at:
            yield _item(each.arrived_at, f"Appropriate adult arrived: {each.name}", each.arrived_by)
        if each.left_at:
            yield _item(each.left_at, f"Appropriate adult gone: {each.name}", each.left_by, each.left_because)
    for each in detention.steps.all():
        there = f"With {each.adult}." if each.adult else f"No appropriate adult: {each.without_adult_because}"
        tag = (
            {} if each.adult or each.kind == StepKind.RIGHTS else {"tag": "Without appropriate adult", "tone": "danger"}
        )
        yield _item(
            each.happened_at, str(each), each.done_by, f"{there} {each.note}", late=each, url=f"#step-{each.pk}", **tag
        )


def _cared_for(detention: Any) -> Iterator[TimelineItem]:
    for each in detention.informings.all():
        title = f"{'Told' if each.is_reached else 'Tried to reach'}: {each.name}, {each.relationship}"
        yield _item(each.happened_at, title, each.informed_by, each.note, late=each)
    for each in detention.visits.all():
        body = " ".join(filter(None, [each.observed, each.needs]))
        yield _item(each.happened_at, "Visit", each.visited_by, body, late=each, url=f"#visit-{each.pk}")
    for each in detention.healthcare.all():
        url = f"#healthcare-{each.pk}"
        yield _item(each.requested_at, "Healthcare asked for", each.requested_by, each.reason, late=each, url=url)
        if each.seen_at:
            yield _item(each.seen_at, f"Seen by {each.professional}", each.seen_by, each.outcome)
    for each in detention.hearings.all():
        said = f"“{each.voice.words}”" if each.voice.words else each.voice.get_reason_not_spoken_to_display()
        yield _item(each.happened_at, "Voice of the child", each.voice.by, said, late=each, tag=each.voice.state.label)


def _reviewed(detention: Any) -> Iterator[TimelineItem]:
    for each in detention.reviews.all():
        title = f"Reviewed: detention {'goes on' if each.is_continued else 'is to end'}"
        body = ". ".join(filter(None, [each.grounds, each.representations]))
        yield _item(each.happened_at, title, each.reviewed_by, body, late=each, url=f"#review-{each.pk}")
    for each in detention.extensions.all():
        yield _item(each.happened_at, str(each), each.extended_by, each.grounds, late=each)


def _charged(detention: Any) -> Iterator[TimelineItem]:
    charge = getattr(detention, "charge", None)
    if charge is None:
        return
    yield _item(charge.charged_at, f"Charged: {charge.offence}", charge.charged_by, late=charge)
    body = ". ".join(filter(None, [charge.get_ground_display(), charge.reasons, charge.conditions]))
    yield _item(charge.bail_decided_at, charge.get_bail_display(), charge.bail_decided_by, body)


def _settled(detention: Any) -> Iterator[TimelineItem]:
    for each in detention.requests.all():
        yield _item(
            each.requested_at, str(each), each.requested_by, each.serious_harm, late=each, url=f"#request-{each.pk}"
        )
        if each.answer:
            body = ". ".join(filter(None, [each.get_refusal_display(), each.offered_where, each.answer_in_words]))
            yield _item(
                each.answered_at, f"{each.authority}: {each.get_answer_display().lower()}", each.answer_from, body
            )
        if each.escalated_at:
            yield _item(each.escalated_at, f"Refusal escalated to {each.escalated_to}", each.escalated_by)
    for each in detention.accommodations.all():
        url = reverse("custody:certificate", args=[each.pk]) if each.ground else ""
        body = f"{each.moved_to}, {each.authority}" if each.moved_to else each.explanation
        yield _item(each.happened_at, str(each), each.settled_by, body, late=each, url=url)
        if each.withdrawn_at:
            yield _item(each.withdrawn_at, "No longer stands", each.withdrawn_by, each.withdrawn_because)
