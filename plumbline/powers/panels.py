"""What the room puts on other pages, and the story of one protection as a time line."""

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
from plumbline.kernel import caserefs, clock
from plumbline.people.panels import TimelineItem, timeline
from plumbline.people.queries import tells_open_cases
from plumbline.powers.access import DECIDE, SEE, USE, people_of_own_cases, protections_of_child
from plumbline.powers.models import Judgement
from plumbline.powers.queries import open_cases, place_now
from plumbline.standards.panels import acts_need, subjects_of_case
from plumbline.web import slots

LATE = timedelta(hours=1)  # recorded so much later than it happened that the page says so
OPENS_FROM = ("incidents.incident", "missing.episode", "referrals.referral")


def register() -> None:
    slots.navigation("Police protection", "powers:list", order=50, permission=SEE)
    caserefs.pages("powers", "protection", lambda pk: reverse("powers:protection", args=[pk]))
    caserefs.pages("powers", "stay", lambda pk: reverse("powers:stay", args=[pk]))
    slots.panel("child", order=40)(protections_panel)
    slots.panel("case.opens", order=40)(take_link)
    timeline("powers")(_told)
    own_people_by("powers", people_of_own_cases)
    tells_open_cases("powers", open_cases)
    subjects_of_case("powers.protection", subjects_of)
    acts_need({f"powers:{page}": permission for permission, pages in ACTS.items() for page in pages})


# Pages on which duties are done, by the permission that they take.
ACTS = {USE: ("accommodate", "designate", "hand-over", "hear", "tell"), DECIDE: ("decide", "end")}


def subjects_of(protection: Any) -> list[tuple[str, list[int]]]:
    """Whose duties belong on its page: its own, and those of each place where the child was."""
    stays = [each.pk for each in protection.places.all()]
    return [("powers.protection", [protection.pk]), ("powers.stay", stays)]


def take_link(request: HttpRequest, record: Any) -> SafeString | str:
    """From an incident, an episode or a referral: the way to record that the child was taken into police protection."""
    kind = record._meta.label_lower
    if kind not in OPENS_FROM or not may_do(request.user, USE):
        return ""
    people = record.person_ids()
    query = {"from": f"{kind}.{record.pk}"} | ({"child": people[0]} if len(people) == 1 else {})
    return render_to_string("powers/take_link.html", {"query": urlencode(query)}, request)


# On the child's page


def _known(request: HttpRequest, person: Any) -> list[Any]:
    """Read once for each page: the panel and the time line both tell of them."""
    held = request.__dict__.setdefault("_protections", {})
    if person.pk not in held:
        held[person.pk] = protections_of_child(acting(request), person.pk)
    return list(held[person.pk])


def protections_panel(request: HttpRequest, person: Any) -> SafeString | str:
    """Each time the child was in police protection, and whether they are now."""
    if not may_do(request.user, SEE) or person.is_unborn:
        return ""
    known = _known(request, person)
    if not known and not person.is_child:
        return ""
    told = {
        "person": person,
        "protections": known,
        "now": next((each for each in known if each.is_live), None),
        "may_use": may_do(request.user, USE) and person.is_child,
    }
    return render_to_string("powers/child_panel.html", told, request)


def _told(request: HttpRequest, person: Any) -> Iterator[TimelineItem]:
    if not may_do(request.user, SEE):
        return
    for each in _known(request, person):
        url = reverse("powers:protection", args=[each.pk]) if each.in_reach else ""
        title, body = f"Police protection: {each.reference}", each.get_limb_display()
        tag = {"tag": "In police protection", "tone": "danger"} if each.is_live else {}
        yield TimelineItem(each.taken_at, title, body=body, url=url, **tag)
        if each.ended_at:
            ended = f"Police protection ended: {each.reference}"
            yield TimelineItem(each.ended_at, ended, body=each.get_ending_display(), url=url)


# What to do next


@dataclass(frozen=True)
class Step:
    """A button, shown where `now` holds and the permission is held; those that are pressing stand first."""

    label: str
    url: str
    permission: str
    now: Callable[[Any], bool]
    pressing: Callable[[Any], bool]


def _live(protection: Any) -> bool:
    return bool(protection.is_live)


def _always(_: Any) -> bool:
    return True


def _untold(protection: Any) -> bool:
    """Somebody who is owed it was neither told nor recorded as not told."""
    owed = {"found-authority", "child", "family"} | (set() if protection.is_home_same else {"home-authority"})
    family = ("parent", "responsible", "carer")
    named = {"family" if e.audience in family else e.audience for e in protection.tellings.all()}
    return bool(owed - named)


def _must_end(protection: Any) -> bool:
    """Decided on, or so near to the 72 hours that nothing else presses more."""
    near = clock.now() >= protection.latest_end_at - timedelta(hours=12)
    return near or any(each.kind == Judgement.RELEASE for each in protection.decisions.all())


STEPS = (
    Step(
        "Appoint or change the designated officer", "designate", USE, _live, lambda p: p.is_live and not p.designated_at
    ),
    Step("Record who was told", "tell", USE, _always, _untold),
    Step("Record what the child wishes", "hear", USE, _always, lambda p: not p.hearings.all()),
    Step("Record where the child is", "accommodate", USE, _live, lambda p: p.is_live and place_now(p) is None),
    Step("Decide", "decide", DECIDE, lambda p: p.is_live and bool(p.designated_at), lambda p: not p.decisions.all()),
    Step("End it", "end", DECIDE, _live, _must_end),
    Step("Hand the child over", "hand-over", USE, lambda p: not p.is_live and not p.handed_over_at, _always),
    Step("Amend what is known", "amend", USE, _always, lambda _: False),
    Step("Sheet to print", "sheet", SEE, _always, lambda _: False),
)


def steps_for(user: Any, protection: Any) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """What presses, and what else may be done. Only the designated officer decides; who used the power does not end it."""
    held = {permission: may_do(user, permission, protection) for permission in (SEE, USE, DECIDE)}
    hidden = set()
    if protection.designated_officer_id != user.pk:
        hidden.add("decide")
    if protection.initiating_officer_id == user.pk:
        hidden.add("end")
    able = [s for s in STEPS if held[s.permission] and s.now(protection) and s.url not in hidden]
    first = [step for step in able if step.pressing(protection)]
    drawn = [
        (step, {"label": step.label, "href": reverse(f"powers:{step.url}", args=[protection.pk])}) for step in able
    ]
    return [d for step, d in drawn if step in first], [d for step, d in drawn if step not in first]


# The story


def story_of(protection: Any) -> list[TimelineItem]:
    """All that happened, newest first, whoever recorded it and whenever."""
    told = [*_life(protection), *_parts(protection)]
    return sorted(told, key=attrgetter("at"), reverse=True)


def _item(at: datetime, title: str, by: Any = "", body: str = "", *, late: Any = None, **more: Any) -> TimelineItem:
    recorded = late.recorded_at if late is not None and late.recorded_at - at >= LATE else None
    return TimelineItem(at, title, by=str(by or ""), body=body, recorded_at=recorded, **more)


def _life(protection: Any) -> Iterator[TimelineItem]:
    where = f"{protection.get_limb_display()}: {protection.found_where}"
    yield _item(protection.taken_at, "Power used", protection.initiating_officer, where, late=protection)
    if protection.ended_at:
        body = ". ".join(filter(None, [protection.get_ending_display(), protection.ended_note]))
        tag = {"tag": "More than 72 hours", "tone": "overdue"} if protection.has_breached else {}
        yield _item(protection.ended_at, "Police protection ended", protection.ended_by, body, **tag)
    if protection.handed_over_at:
        yield _item(protection.handed_over_at, f"Handed over to {protection.handed_to}", protection.handed_over_by)


def _parts(protection: Any) -> Iterator[TimelineItem]:
    for each in protection.designations.all():
        yield _item(each.happened_at, str(each), each.appointed_by, each.because, late=each)
    for each in protection.tellings.all():
        body = f"{each.whom}. {each.said}" if each.whom else each.said
        tag = {} if each.is_told else {"tag": each.get_why_not_display(), "tone": "warning"}
        yield _item(each.happened_at, str(each), each.told_by, body, late=each, **tag)
    for each in protection.hearings.all():
        voice = each.voice
        words = f"“{voice.words}”" if voice.words else voice.get_reason_not_spoken_to_display()
        body = ". ".join(filter(None, [words, voice.wishes_and_feelings, voice.demeanour]))
        yield _item(each.happened_at, f"The child: {str(each).lower()}", each.heard_by, body, late=each)
    for each in protection.places.all():
        tag = {"tag": "Police station", "tone": "danger"} if each.kind == "station" else {}
        allowed = f"Allowed by {each.authorised_by}: {each.reason}" if each.authorised_by else ""
        yield _item(each.happened_at, str(each), each.placed_by, allowed, late=each, **tag)
    for each in protection.decisions.all():
        yield _item(each.happened_at, str(each), each.decided_by, each.because, late=each)
