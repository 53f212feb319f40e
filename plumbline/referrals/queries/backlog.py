"""What waits: referrals without a decision in effect, by age and risk (domain R19, finding K56)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, Min, OuterRef, Q, QuerySet, Value, When

from plumbline.kernel.finding import among
from plumbline.referrals.models import Decision, Grade, Referral, State

WAITING = (State.AWAITING, State.PROPOSED)
URGENCY = {Grade.HIGH: 0, Grade.MEDIUM: 1, Grade.LOW: 2}
URGENT_FIRST = Case(*(When(grade=grade, then=Value(rank)) for grade, rank in URGENCY.items()), default=Value(3))
# How long a referral has waited, in words, and from how long on.
BANDS = (
    ("Under 4 hours", timedelta(0)),
    ("4 to 24 hours", timedelta(hours=4)),
    ("1 to 3 days", timedelta(days=1)),
    ("3 to 7 days", timedelta(days=3)),
    ("Over 7 days", timedelta(days=7)),
)


def referral_backlog(as_of: datetime) -> QuerySet[Referral]:
    """Referrals that waited for a decision at that moment, gravest and then oldest first. The caller narrows to reach.

    Whatever waited then waits still, or was decided or closed since: these few are found by their indexes, not among all.
    """
    decided = QuerySet(Decision).filter(referral_id=OuterRef("pk"), effective_at__lte=as_of)
    since, every = QuerySet(Decision).filter(effective_at__gt=as_of).values("referral_id"), QuerySet(Referral)
    few = among(every.filter(state__in=WAITING), every.filter(closed_at__gt=as_of), every.filter(pk__in=since))
    waiting = every.filter(few, ~Exists(decided), submitted_at__lte=as_of, source="")
    still = waiting.filter(Q(closed_at=None) | Q(closed_at__gt=as_of))
    return still.select_related("person__mother", "district").order_by(URGENT_FIRST, "submitted_at", "pk")


def in_queue(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Those of these that wait now, gravest and then oldest first."""
    return referrals.filter(state__in=WAITING).order_by(URGENT_FIRST, "submitted_at", "pk")


@dataclass(frozen=True)
class Backlog:
    """Counts by grade and age."""

    counts: dict[tuple[str, int], int]
    oldest_at: datetime | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def rows(self) -> Iterator[tuple[str, str, list[tuple[int, str]], int]]:
        """Grade, its words, a count for each band with the band's words, their sum."""
        for grade, words in Grade.choices:
            counts = [(self.counts[grade, number], age) for number, (age, _) in enumerate(BANDS)]
            yield grade, words, counts, sum(count for count, _ in counts)


def backlog_of(referrals: QuerySet[Referral], now: datetime) -> Backlog:
    """One pass over what waits."""
    waiting = referrals.filter(state__in=WAITING).order_by()
    asked = {}
    for grade in Grade.values:
        for number, (_, since) in enumerate(BANDS):
            until = BANDS[number + 1][1] if number + 1 < len(BANDS) else None
            within = Q(grade=grade, submitted_at__lte=now - since)
            within &= Q(submitted_at__gt=now - until) if until else Q()
            asked[f"{grade}_{number}"] = Count("pk", filter=within)
    found = waiting.aggregate(oldest_at=Min("submitted_at"), **asked)
    oldest = found.pop("oldest_at")
    counts = {(name.split("_")[0], int(name.split("_")[1])): count for name, count in found.items()}
    return Backlog(counts, oldest)
