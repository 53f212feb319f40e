"""What the referrals room puts on other pages, and the story of one referral as a time line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from operator import attrgetter
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from plumbline.access.access import acting, may_do, own_people_by
from plumbline.kernel import caserefs
from plumbline.people.panels import TimelineItem, timeline
from plumbline.people.queries import tells_open_cases
from plumbline.referrals.access import (
    ANSWER,
    SEE,
    authority_referrals_of_child,
    people_of_own_cases,
    referrals_of_child,
)
from plumbline.referrals.models import Referral
from plumbline.referrals.queries import child_to_notice, grade_words
from plumbline.referrals.queries.naming import names_of_practitioners, names_of_sharings, names_of_victims, open_cases
from plumbline.referrals.queries.notice import involved_between, victims_between
from plumbline.standards.panels import acts_need, subjects_of_case
from plumbline.web import slots

MAKE = "referrals.make"
LATE = timedelta(hours=1)  # recorded so much later than it happened that the page says so
PAGES = {
    "referral": "referral",
    "decision": "decision",
    "sharing": "sharing",
    "strategydiscussion": "strategy",
    "disagreement": "disagreement",
    "domesticincident": "incident",
    "childvictim": "victim",
    "practitioner": "practitioner",
    "overtime": "overtime",
    "authorityreferral": "authority-referral",
    "authorityenquiry": "authority-enquiry",
    "authorityassessment": "authority-assessment",
}
# Pages on which duties are done, by the permission that they take; the others are read by all who see the referral.
ACTS = {
    "referrals.make": ("complete", "victim-setting"),
    "referrals.triage": ("decide", "pattern"),
    "referrals.finish": (
        "sign-off",
        "share",
        "sharing-acknowledged",
        "sharing-answered",
        "strategy-held",
        "conference",
        "home-accepted",
        "notify",
    ),
    "referrals.approve": ("practitioner-trained", "practitioner-mentor"),
}


def register() -> None:
    slots.navigation("Referrals", "referrals:list", order=42, permission=SEE)
    slots.navigation("Shared with you", "referrals:shared", order=43, permission=ANSWER)
    for kind, url in PAGES.items():
        caserefs.pages("referrals", kind, lambda pk, url=url: reverse(f"referrals:{url}", args=[pk]))  # type: ignore[misc]
    slots.panel("child", order=30)(referrals_panel)
    slots.panel("child", order=31)(authority_panel)
    slots.panel("case.opens", order=30)(make_button)
    slots.panel("my-duties.actions", order=30)(ways_in)
    timeline("referrals")(_told)
    own_people_by("referrals", people_of_own_cases)
    tells_open_cases("referrals", open_cases)
    subjects_of_case("referrals.referral", subjects_of)
    acts_need({f"referrals:{page}": permission for permission, pages in ACTS.items() for page in pages})
    subjects_of_case("referrals.domesticincident", victims_of)
    subjects_of_case("referrals.authorityreferral", of_authority)
    slots.names("referrals.sharing", names_of_sharings)
    slots.names("referrals.childvictim", names_of_victims)
    subjects_of_case("referrals.practitioner", lambda each: [("referrals.practitioner", [each.pk])])
    slots.names("referrals.practitioner", names_of_practitioners)
    child_to_notice("referrals.childvictim", victims_between)
    child_to_notice("incidents.incident", involved_between)


def subjects_of(referral: Any) -> list[tuple[str, list[int]]]:
    """Whose duties belong on a referral's page: its own, and those of all that belongs to it."""
    return [
        ("referrals.referral", [referral.pk]),
        ("referrals.decision", [each.pk for each in referral.decisions.all()]),
        ("referrals.sharing", [each.pk for each in referral.sharings.all()]),
        ("referrals.strategydiscussion", [each.pk for each in referral.strategies.all()]),
        ("referrals.disagreement", [each.pk for each in referral.disagreements.all()]),
    ]


def victims_of(incident: Any) -> list[tuple[str, list[int]]]:
    """Whose duties belong on an incident's page: those to each of its children whom the page shows."""
    return [("referrals.childvictim", [victim.pk for victim in incident.shown_victims])]


def of_authority(found: Any) -> list[tuple[str, list[int]]]:
    """What is measured of one referral to an authority: itself, and what belongs to it."""
    return [
        ("referrals.authorityreferral", [found.pk]),
        ("referrals.authorityenquiry", [each.pk for each in found.enquiries.all()]),
        ("referrals.authorityassessment", [each.pk for each in found.assessments.all()]),
    ]


# On other pages


def make_button(request: HttpRequest, record: Any) -> SafeString | str:
    """From any case about a child: the way to refer that child, with the case it comes from."""
    if not may_do(request.user, MAKE) or isinstance(record, Referral):
        return ""
    people = record.person_ids()
    if not people:
        return ""
    case = record.ref()
    told = {"child": people[0] if len(people) == 1 else None, "origin": f"{case.room}.{case.kind}.{case.id}"}
    return render_to_string("referrals/make_button.html", told, request)


def ways_in(request: HttpRequest, _user: Any) -> SafeString | str:
    """From My duties: making a referral, the queue of the unit, and what is shared with a partner."""
    may = {name: may_do(request.user, f"referrals.{name}") for name in ("make", "triage", "answer")}
    return render_to_string("referrals/ways_in.html", {"may": may}, request) if any(may.values()) else ""


def _known(request: HttpRequest, person: Any) -> list[Any]:
    """The child's referrals, read once for the panel and the time line of one page."""
    held: dict[int, list[Any]] = request.__dict__.setdefault("referrals_of_children", {})
    if person.pk not in held:
        held[person.pk] = referrals_of_child(acting(request), person.pk)
    return held[person.pk]


def referrals_panel(request: HttpRequest, person: Any) -> SafeString | str:
    """Every referral of the child, and the way to make one."""
    if not may_do(request.user, SEE):
        return ""
    known = _known(request, person)
    may_make = may_do(request.user, MAKE) and (person.is_child or person.is_unborn)
    if not known and not may_make:
        return ""
    told = {"person": person, "referrals": known, "may_make": may_make}
    return render_to_string("referrals/child_panel.html", told, request)


def _known_to_authorities(request: HttpRequest, person: Any) -> list[Any]:
    """As `_known`, of what authorities' returns tell."""
    held: dict[int, list[Any]] = request.__dict__.setdefault("authority_referrals_of_children", {})
    if person.pk not in held:
        held[person.pk] = authority_referrals_of_child(acting(request), person.pk)
    return held[person.pk]


def authority_panel(request: HttpRequest, person: Any) -> SafeString | str:
    """What authorities' returns tell of the child; nothing where none does."""
    if not may_do(request.user, SEE) or not (known := _known_to_authorities(request, person)):
        return ""
    return render_to_string("referrals/authority_panel.html", {"person": person, "referrals": known}, request)


def _told(request: HttpRequest, person: Any) -> Iterator[TimelineItem]:
    """Each referral on the child's time line, and what authorities' returns tell."""
    if not may_do(request.user, SEE):
        return
    for found in _known_to_authorities(request, person):
        url = reverse("referrals:authority-referral", args=[found.pk])
        body = f"By: {found.get_referrer_display().lower() or 'not told'}."
        title = f"Referred to social care of {found.authority}"
        yield TimelineItem(found.referred_at, title, body=body, url=url, is_day=True)
    for referral in _known(request, person):
        url = reverse("referrals:referral", args=[referral.pk]) if referral.in_reach else ""  # type: ignore[attr-defined]
        yield TimelineItem(
            referral.submitted_at,
            f"Referred: {referral.reference}",
            body=referral.circumstances if url else "",
            url=url,
            tag=grade_words(referral.grade),
            tone=referral.grade,
        )


# The story of a referral


def story_of(referral: Any) -> list[TimelineItem]:
    """All that happened, newest first."""
    told = [*_made(referral), *_decided(referral), *_shared(referral), *_met(referral), *_differed(referral)]
    told += _taken_on(referral)
    return sorted(told, key=attrgetter("at"), reverse=True)


def _item(at: Any, title: str, by: Any = "", body: str = "", *, late: Any = None, **more: Any) -> TimelineItem:
    """`late` is the record whose recording may have come much later than the deed."""
    recorded = late.recorded_at if late is not None and late.recorded_at - at >= LATE else None
    return TimelineItem(at, title, by=str(by or ""), body=body, recorded_at=recorded, **more)


def _made(referral: Any) -> Iterator[TimelineItem]:
    tag = {"tag": grade_words(referral.first_grade), "tone": referral.first_grade}
    yield _item(referral.submitted_at, "Referred", referral.submitted_by, f"{referral.score}% complete.", **tag)
    if referral.noticed_at != referral.submitted_at:
        yield _item(referral.noticed_at, "Risk noticed")
    if referral.pattern_read_at:
        yield _item(
            referral.pattern_read_at, "Low referrals read together", referral.pattern_read_by, referral.pattern_note
        )
    if referral.closed_at:
        yield _item(referral.closed_at, "Closed", referral.closed_by, referral.closing_note)


def _decided(referral: Any) -> Iterator[TimelineItem]:
    for each in referral.decisions.all():
        url = reverse("referrals:decision", args=[each.pk])
        title = f"{'Proposed in training' if each.is_in_training else 'Decided'}: {each}"
        yield _item(each.made_at, title, each.made_by, f"{each.get_threshold_display()}. {each.rationale}", url=url)
        if each.signed_at:
            said = "sent back" if each.is_sent_back else "signed off"
            yield _item(each.signed_at, f"Decision {said}: {each}", each.signed_by, each.signed_note, url=url)


def _shared(referral: Any) -> Iterator[TimelineItem]:
    for each in referral.sharings.all():
        url = reverse("referrals:sharing", args=[each.pk])
        yield _item(each.shared_at, str(each), each.shared_by, each.get_way_display(), url=url, late=each)
        if each.acknowledged_at:
            yield _item(each.acknowledged_at, f"{each.recipient} has it", each.acknowledged_name, url=url)
        for answer in each.answers.all():
            body = ". ".join(filter(None, [answer.says, answer.why_changed]))
            yield _item(answer.answered_at, f"{each.recipient}: {answer}", answer.answered_name, body, url=url)


def _met(referral: Any) -> Iterator[TimelineItem]:
    for each in referral.strategies.all():
        url = reverse("referrals:strategy", args=[each.pk])
        yield _item(each.requested_at, "Strategy discussion asked for", each.requested_by, url=url)
        if each.held_at:
            body = f"{each.took_part.capitalize()}. {each.decisions}"
            yield _item(each.held_at, "Strategy discussion held", each.held_by, body, url=url)
        conference = getattr(each, "conference", None)
        if conference is not None:
            title = f"Child protection conference: {'plan' if conference.is_plan_made else 'no plan'}"
            yield _item(conference.held_at, title, conference.held_by, conference.decisions, url=url)


def _differed(referral: Any) -> Iterator[TimelineItem]:
    for each in referral.disagreements.all():
        url = reverse("referrals:disagreement", args=[each.pk])
        yield _item(each.raised_at, str(each), each.raised_by, each.about, url=url)
        if each.ended_at:
            said = "settled" if each.is_settled else "goes a stage up"
            yield _item(each.ended_at, f"{each}: {said}", each.ended_by, each.result, url=url)


def _taken_on(referral: Any) -> Iterator[TimelineItem]:
    each = getattr(referral, "acceptance", None)
    if each is None:
        return
    yield _item(
        each.informed_at, f"{referral.home_authority} informed", each.informed_by, each.informed_name, late=each
    )
    if each.accepted_at:
        body = f"{each.accepted_name}: {each.accepted_writing}"
        yield _item(each.accepted_at, f"{referral.home_authority} accepted in writing", each.accepted_by, body)
