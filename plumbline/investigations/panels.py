"""What the room puts on other pages, and the story of one investigation as a time line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from plumbline.access.access import acting, may_do, own_people_by
from plumbline.investigations.access import (
    OPEN,
    SEE,
    SUPERVISE,
    WORK,
    CameOf,
    came_of,
    investigations_of_child,
    people_of_own_cases,
)
from plumbline.investigations.queries import open_cases
from plumbline.kernel import caserefs
from plumbline.people.panels import TimelineItem, timeline
from plumbline.people.queries import tells_open_cases
from plumbline.standards.panels import acts_need, subjects_of_case
from plumbline.web import slots

LATE = timedelta(hours=1)  # recorded so much later than it happened that the page says so
OPENS_FROM = ("incidents.incident", "missing.episode", "referrals.referral")
PAGES = {"investigation": "investigation", "investigatedchild": "child", "supervisorreview": "reviewed"}
# Pages on which duties are done, by the permission that they take.
ACTS = {OPEN: ("crime",), WORK: ("hear",), SUPERVISE: ("allocate", "review", "review-next")}


def register() -> None:
    slots.navigation("Investigations", "investigations:list", order=55, permission=SEE)
    for kind, url in PAGES.items():
        caserefs.pages("investigations", kind, lambda pk, url=url: reverse(f"investigations:{url}", args=[pk]))  # type: ignore[misc]
    slots.panel("child", order=45)(investigations_panel)
    slots.panel("case.opens", order=45)(from_case)
    timeline("investigations")(_told)
    own_people_by("investigations", people_of_own_cases)
    tells_open_cases("investigations", open_cases)
    subjects_of_case("investigations.investigation", subjects_of)
    acts_need({f"investigations:{page}": permission for permission, pages in ACTS.items() for page in pages})


def subjects_of(investigation: Any) -> list[tuple[str, list[int]]]:
    """Whose duties belong on its page: its own, those of each child in it, and those of each review."""
    return [
        ("investigations.investigation", [investigation.pk]),
        ("investigations.investigatedchild", [each.pk for each in investigation.children.all()]),
        ("investigations.supervisorreview", [each.pk for each in investigation.reviews.all()]),
    ]


def from_case(request: HttpRequest, record: Any) -> SafeString | str:
    """From an incident, an episode or a referral: the way to open an investigation. An incident shows what came of it as well;
    of the others the child's page and the form do, so that their pages ask nothing more for it."""
    kind = record._meta.label_lower
    if kind not in OPENS_FROM or not may_do(request.user, SEE):
        return ""
    came = came_of(acting(request), record) if kind == "incidents.incident" else CameOf()
    left = [pk for pk in record.person_ids() if pk not in came.people] if may_do(request.user, OPEN) else []
    query = {"from": f"{kind}.{record.pk}"} | ({"child": left[0]} if len(left) == 1 else {})
    told = {"investigations": came.investigations, "may_open": bool(left), "query": urlencode(query)}
    return render_to_string("investigations/from_case.html", told, request)


# On the child's page


def _known(request: HttpRequest, person: Any) -> list[Any]:
    """Read once for each page: the panel and the time line both tell of them."""
    held = request.__dict__.setdefault("investigations_of_children", {})
    if person.pk not in held:
        held[person.pk] = investigations_of_child(acting(request), person.pk)
    return list(held[person.pk])


def investigations_panel(request: HttpRequest, person: Any) -> SafeString | str:
    """Each investigation that the child is in, and the way to open one."""
    if not may_do(request.user, SEE):
        return ""
    known, may_open = _known(request, person), may_do(request.user, OPEN) and (person.is_child or person.is_unborn)
    if not known and not may_open:
        return ""
    told = {"person": person, "investigations": known, "may_open": may_open}
    return render_to_string("investigations/child_panel.html", told, request)


def _told(request: HttpRequest, person: Any) -> Iterator[TimelineItem]:
    if not may_do(request.user, SEE):
        return
    for each in _known(request, person):
        url = reverse("investigations:investigation", args=[each.pk]) if each.in_reach else ""
        tag = {"tag": "Open", "tone": "information"} if each.is_open else {}
        title = f"Investigation: {each.get_kind_display().lower()}, {each.reference}"
        yield TimelineItem(each.opened_at, title, url=url, **tag)
        if each.closed_at:
            ended = f"Investigation closed: {each.reference}"
            yield TimelineItem(each.closed_at, ended, body=each.get_outcome_display(), url=url)


# What to do next


@dataclass(frozen=True)
class Step:
    """A button, shown where `now` holds and the permission is held; those that are pressing stand first."""

    label: str
    url: str
    permission: str
    now: Callable[[Any], bool]
    pressing: Callable[[Any], bool]
    by_another: bool = False  # not for the officer in the case


def _open(investigation: Any) -> bool:
    return bool(investigation.is_open)


def _ready(investigation: Any) -> bool:
    """May be closed: a crime is recorded or ruled out, and somebody answers for what was done."""
    return investigation.is_open and investigation.is_crime_settled and investigation.officer_id is not None


def _unsettled(investigation: Any) -> bool:
    return investigation.is_open and not investigation.is_crime_settled


def _never(_: Any) -> bool:
    return False


STEPS = (
    Step("Record the crime", "crime", OPEN, lambda i: i.is_open and not i.crime_recorded_at, _unsettled),
    Step("Allocate it", "allocate", SUPERVISE, lambda i: i.is_open and not i.officer_id, _open),
    Step("Review it", "review", SUPERVISE, _open, lambda i: i.is_open and i.officer_id is not None, by_another=True),
    Step("Decide that there was no crime", "no-crime", SUPERVISE, _unsettled, _never, by_another=True),
    Step("Pass it to another officer", "allocate", SUPERVISE, lambda i: i.is_open and bool(i.officer_id), _never),
    Step("Name another child", "name-child", WORK, _open, _never),
    Step("Close it", "close", SUPERVISE, _ready, _never, by_another=True),
    Step("Open it again", "reopen", SUPERVISE, lambda i: not i.is_open, _never, by_another=True),
    Step("Sheet to print", "sheet", SEE, lambda _: True, _never),
)


def steps_for(user: Any, investigation: Any) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """What presses, and what else may be done. The officer in the case does not judge their own work."""
    held = {permission: may_do(user, permission, investigation) for permission in (SEE, OPEN, WORK, SUPERVISE)}
    is_own = investigation.officer_id == user.pk
    able = [s for s in STEPS if held[s.permission] and s.now(investigation) and not (s.by_another and is_own)]
    drawn = [
        (step, {"label": step.label, "href": reverse(f"investigations:{step.url}", args=[investigation.pk])})
        for step in able
    ]
    first = [told for step, told in drawn if step.pressing(investigation)]
    return first, [told for step, told in drawn if not step.pressing(investigation)]


# The story


def story_of(investigation: Any) -> list[TimelineItem]:
    """All that happened, newest first, whoever recorded it and whenever."""
    told = [*_life(investigation), *_parts(investigation)]
    return sorted(told, key=attrgetter("at"), reverse=True)


def _item(at: datetime, title: str, by: Any = "", body: str = "", *, late: Any = None, **more: Any) -> TimelineItem:
    recorded = late.recorded_at if late is not None and late.recorded_at - at >= LATE else None
    return TimelineItem(at, title, by=str(by or ""), body=body, recorded_at=recorded, **more)


def _life(investigation: Any) -> Iterator[TimelineItem]:
    yield _item(investigation.reported_at, "The force was told")
    yield _item(investigation.opened_at, "Investigation opened", investigation.opened_by)
    if investigation.no_crime_at:
        yield _item(investigation.no_crime_at, "No crime", investigation.no_crime_by, investigation.no_crime_reason)
    if investigation.crime_recorded_at:
        number = f"Number {investigation.crime_number}"
        yield _item(investigation.crime_recorded_at, "Crime recorded", investigation.crime_recorded_by, number)
    if investigation.closed_at:
        title = f"Closed: {investigation.get_outcome_display()}"
        yield _item(investigation.closed_at, title, investigation.closed_by, investigation.closing_summary)


def _parts(investigation: Any) -> Iterator[TimelineItem]:
    for each in investigation.allocations.all():
        body = ". ".join(filter(None, [each.team.name, each.because]))
        yield _item(each.happened_at, str(each), each.allocated_by, body, late=each)
    for each in investigation.reviews.all():
        tag = {} if each.direction else {"tag": "No direction given", "tone": "warning"}
        body = f"{each.found}\nDirection: {each.direction}" if each.direction else each.found
        url = f"#review-{each.pk}"
        yield _item(each.happened_at, "Supervisor’s review", each.reviewed_by, body, late=each, url=url, **tag)
    for child in investigation.children.all():
        if child.recorded_at > investigation.opened_at + LATE:
            yield _item(child.recorded_at, f"Named: {child.person.name}", child.named_by)
        yield from _heard(child)


def _heard(child: Any) -> Iterator[TimelineItem]:
    for each in child.hearings.all():
        voice = each.voice
        words = f"“{voice.words}”" if voice.words else voice.get_reason_not_spoken_to_display()
        body = ". ".join(filter(None, [words, voice.wishes_and_feelings, voice.demeanour]))
        yield _item(each.happened_at, f"{child.person.name}: {str(each).lower()}", each.heard_by, body, late=each)
