"""What people read of the watch: their messages, how far a duty has climbed, and how the outbox stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum

from plumbline.standards.models import Duty
from plumbline.standards.queries import duties_seen, open_at
from plumbline.standards.standard import Standard
from plumbline.watch.models import Channel, Copy, Delivery, Mark, Message, Noted, Rung, Step
from plumbline.web.words import moment

LATELY = timedelta(days=14)


class Undeliverable(Exception):
    """The receiver did not take it; in words for whoever looks after the installation."""


def channels() -> list[Channel]:
    """By which messages leave here: none, unless the installation names them."""
    found = [Channel.MAIL] if settings.WATCH["mail_domain"] else []
    return [*found, Channel.WEBHOOK] if settings.WATCH["webhook"] else found


# -- telling -------------------------------------------------------------------------------------------------------------


def told_since(people: Iterable[int], since: datetime) -> dict[int, int]:
    """Account → messages told since then."""
    counted = Copy.objects.filter(user_id__in=list(people), told_at__gt=since).values_list("user_id")
    return dict(counted.annotate(number=Count("pk")).order_by())


def gathered_for(people: tuple[int, ...], role: str, since: datetime) -> Message | None:
    """What was gathered for exactly these people within the hour, and nobody has acknowledged yet."""
    found = Message.objects.filter(
        is_gathered=True, role=role, told_at__gt=since, acknowledged_at=None, settled_at=None, copies__user_id=people[0]
    ).order_by("-pk")
    for message in found.prefetch_related("copies")[:10]:
        if {copy.user_id for copy in message.copies.all()} == set(people):
            return message
    return None


def with_nothing_left(now: datetime) -> list[int]:
    """Open messages of which every duty is done, waived, ended or has another time by now."""
    left = Duty.objects.filter(open_at(now), pk=OuterRef("duty_id"), due_at=OuterRef("due_at"))
    open_rungs = Rung.objects.filter(Exists(left), message=OuterRef("pk"))
    found = Message.objects.filter(~Exists(open_rungs), acknowledged_at=None, settled_at=None)
    return list(found.order_by("pk").values_list("pk", flat=True))


# -- one person's messages -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bell:
    """What stands beside *Messages* on every page. `sign` is another as soon as anything was told, acknowledged or settled."""

    messages: int
    duties: int
    latest: int

    @property
    def sign(self) -> str:
        return f"{self.messages}.{self.duties}.{self.latest}"


def bell_of(user: Any) -> Bell:
    """One query, from the partial index of open copies."""
    held = Copy.objects.filter(user_id=user.pk, is_open=True)
    found = held.aggregate(n=Count("pk"), duties=Sum("message__number"), latest=Max("message_id"))
    return Bell(found["n"], found["duties"] or 0, found["latest"] or 0)


def open_messages(user: Any) -> QuerySet[Message]:
    return Message.objects.filter(copies__user_id=user.pk, copies__is_open=True)


def messages_to(user: Any) -> QuerySet[Message]:
    """Those first that wait for an answer; each part latest first."""
    mine = Message.objects.filter(copies__user_id=user.pk)
    ordered = mine.annotate(is_waiting=F("copies__is_open")).select_related("acknowledged_by")
    return ordered.order_by("-is_waiting", "-told_at", "-pk")


def rungs_of(messages: Iterable[Message], most: int = 3) -> dict[int, list[Rung]]:
    """The first few steps of each message."""
    found: dict[int, list[Rung]] = {}
    rows = Rung.objects.filter(message__in=[m.pk for m in messages if not m.is_gathered])
    for rung in rows.order_by("message_id", "-step", "due_at", "pk"):
        held = found.setdefault(rung.message_id or 0, [])
        if len(held) < most:
            held.append(rung)
    for message in messages:
        if message.is_gathered:
            found[message.pk] = list(message.rungs.order_by("-step", "due_at", "pk")[:most])
    return found


def duties_of_rungs(rungs: Iterable[Rung]) -> dict[int, Duty]:
    return Duty.objects.in_bulk([rung.duty_id for rung in rungs])


def title_of(rung: Rung) -> str:
    """A standard may have gone since."""
    known = Standard.register.get(rung.standard)
    return known.title if known else rung.standard


def names_of_messages(ids: Iterable[int]) -> dict[int, str]:
    return {message.pk: str(message) for message in Message.objects.filter(pk__in=list(ids))}


def is_left(rung: Rung, duty: Duty | None, now: datetime) -> bool:
    """Whether what was told is still to be done, by the same time."""
    if duty is None or duty.due_at != rung.due_at or duty.done_at or duty.is_waived or duty.unknown:
        return False
    return duty.ended_at is None or duty.ended_at > now


# -- what climbed ----------------------------------------------------------------------------------------------------------


def climbed(user: Any, now: datetime) -> QuerySet[Duty]:
    """Duties in reach, still to be done, that climbed beyond their owner in the last fortnight."""
    lately = Rung.objects.filter(step__gte=Step.SUPERVISOR, recorded_at__gte=now - LATELY)
    here = duties_seen(user).filter(open_at(now), pk__in=lately.values("duty_id"))
    return here.order_by("-due_at", "-pk")


@dataclass(frozen=True)
class Climb:
    """One step of one duty as *Escalations* shows it."""

    rung: Rung
    message: Message | None
    people: list[str]


def climbs_of(duties: Iterable[Duty]) -> dict[int, list[Climb]]:
    """Duty → the steps of it that were told, in order, with who was and who said so."""
    held = {duty.pk: duty.due_at for duty in duties}
    rows = Rung.objects.filter(duty_id__in=held).select_related("message__acknowledged_by").order_by("step", "pk")
    rungs = [rung for rung in rows if held[rung.duty_id] == rung.due_at]
    names: dict[int, list[str]] = {}
    copies = Copy.objects.filter(message__in={rung.message_id for rung in rungs if rung.message_id})
    for copy in copies.select_related("user").order_by("pk"):
        names.setdefault(copy.message_id, []).append(copy.user.display_name)
    found: dict[int, list[Climb]] = {}
    for rung in rungs:
        found.setdefault(rung.duty_id, []).append(Climb(rung, rung.message, names.get(rung.message_id or 0, [])))
    return found


def climb_in_words(ids: Iterable[int]) -> dict[int, str]:
    """Duty → how far it has climbed beyond its owner, for every list of duties. One query."""
    now_due = Duty.objects.filter(pk=OuterRef("duty_id"), due_at=OuterRef("due_at"))
    rungs = Rung.objects.filter(Exists(now_due), duty_id__in=list(ids), step__gte=Step.SUPERVISOR).order_by("step")
    return {r.duty_id: f"{Step(r.step).label.capitalize()}, {moment(r.recorded_at)}" for r in rungs}


# -- the outbox ------------------------------------------------------------------------------------------------------------


def waiting(channel: Channel, now: datetime) -> list[int]:
    free = Q(taken_until=None) | Q(taken_until__lt=now)
    found = Delivery.objects.filter(free, channel=channel, sent_at=None, given_up_at=None, due_at__lte=now)
    return list(found.order_by("due_at", "pk").values_list("pk", flat=True)[:1000])


@dataclass(frozen=True)
class Standing:
    """How the watch itself does: for `plumbline watch` and whoever monitors it."""

    looked_until: datetime | None
    noted: int
    open_messages: int
    channels: list[dict[str, Any]]


def standing() -> Standing:
    mark = Mark.objects.filter(pk=1).first()
    rows = [
        Delivery.objects.filter(channel=channel, sent_at=None).aggregate(
            waiting=Count("pk", filter=Q(given_up_at=None)),
            failing=Count("pk", filter=Q(given_up_at=None, attempts__gt=0)),
            given_up=Count("pk", filter=Q(given_up_at__isnull=False)),
            latest_fault=Max("fault"),
        )
        | {"channel": channel.label, "is_on": channel in channels()}
        for channel in Channel
    ]
    still = Message.objects.filter(acknowledged_at=None, settled_at=None).count()
    return Standing(mark.until if mark else None, Noted.objects.count(), still, rows)
