"""What a measure says at a moment: counted from duties, over whole local months, never typed and never nought for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from django.db.models import Count, QuerySet
from django.utils.safestring import SafeString

from plumbline.inspections.models import Measure, Recommendation, Status
from plumbline.kernel import clock
from plumbline.standards import limits
from plumbline.standards.models import Duty
from plumbline.standards.policy import value_now
from plumbline.standards.queries import Counts, started_by, state_at
from plumbline.standards.standard import Standard
from plumbline.web.charts import Band, Point, run_chart

POLICY = Path(__file__).parent.parent / "standards" / "policy.yaml"
SHOWN_MONTHS = 13


def month_after(month: date, number: int) -> date:
    """The first day of the month so many on; back, if the number is negative."""
    whole = month.year * 12 + month.month - 1 + number
    return date(whole // 12, whole % 12 + 1, 1)


def months_before(day: date) -> tuple[date, date]:
    """First and last of the whole months over which a measure is counted, all before the month of this day."""
    this = day.replace(day=1)
    return month_after(this, -value_now(POLICY, "measure_months")), month_after(this, -1)


def rows_of(standard: str, district_id: int | None) -> QuerySet[Duty]:
    """The duties that a measure counts."""
    found = Duty.objects.filter(standard=standard)
    return found.filter(district_id=district_id) if district_id else found


def count_between(standard: str, district_id: int | None, first: date, last: date, *, as_of: datetime) -> Counts:
    """Duties that started in these months, as they stood at that moment."""
    duties = rows_of(standard, district_id).filter(month__gte=first, month__lte=last)
    return sum(by_month(duties, as_of).values(), Counts())


def by_month(duties: QuerySet[Duty], as_of: datetime) -> dict[date, Counts]:
    """Counts for each month, as the duties stood at that moment, which may be long past: evidence is read as it was then."""
    found: dict[date, Counts] = {}
    rows = duties.filter(started_by(as_of)).annotate(state=state_at(as_of)).order_by()
    for month, state, number in rows.values_list("month", "state").annotate(number=Count("pk")):
        found.setdefault(month, Counts()).add(state, number)
    return found


@dataclass(frozen=True)
class Reading:
    """A measure as it stands at a moment."""

    measure: Measure
    months: dict[date, Counts]
    now: Counts
    first: date
    last: date

    @property
    def standard(self) -> type[Standard] | None:
        """None where the standard has been taken out of the product since."""
        return Standard.register.get(self.measure.standard)

    @property
    def title(self) -> str:
        return self.standard.title if self.standard else self.measure.standard

    @property
    def place(self) -> str:
        return str(self.measure.district) if self.measure.district else "the force"

    @property
    def has_reached(self) -> bool | None:
        """Whether the target is met; None where there is nothing to tell it by."""
        return None if self.now.rate is None else self.now.rate >= self.measure.target / 100

    @property
    def words(self) -> str:
        return {None: "no figure", True: "target met", False: "below target"}[self.has_reached]

    @property
    def tone(self) -> str:
        return {None: "neutral", True: "success", False: "warning"}[self.has_reached]


def read(measure: Measure, as_of: datetime, *, months: int = SHOWN_MONTHS) -> Reading:
    """The measure month by month, a month without duties standing as a gap, and over the months that count now."""
    day = clock.local(as_of).date()
    first, last = months_before(day)
    since = min(month_after(day.replace(day=1), -months), first)
    duties = rows_of(measure.standard, measure.district_id).filter(month__gte=since, month__lte=last)
    found = by_month(duties, as_of)
    every = {month: found.get(month, Counts()) for month in _months(since, last)}
    now = sum((counts for month, counts in every.items() if month >= first), Counts())
    return Reading(measure, every, now, first, last)


def charted(reading: Reading, number: int | None = None) -> SafeString:
    """The measure month by month, with control limits where there are months enough."""
    shares = [None if counts.rate is None else counts.rate * 100 for counts in reading.months.values()]
    drawn = limits.xmr(shares)
    points = [Point(f"{month:%b %Y}", share) for month, share in zip(reading.months, shares, strict=True)]
    bands = [Band(0, len(points), drawn.mean, drawn.lower, drawn.upper)]
    title = f"{reading.title}, {reading.place}: share met, by month"
    uid = f"measure-{reading.measure.pk if number is None else number}"
    return run_chart(points, title=title, bands=bands, unit="%", ceiling=100, uid=uid)


def _months(first: date, last: date) -> list[date]:
    found = []
    while first <= last:
        found.append(first)
        first = month_after(first, 1)
    return found


# -- the watch over closed recommendations


@dataclass(frozen=True)
class Fall:
    """A measure that fell month after month since its recommendation was closed."""

    title: str
    place: str
    months: tuple[tuple[date, Counts], ...]

    def __str__(self) -> str:
        told = ", ".join(f"{m:%B %Y} {c.rate:.1%} ({c.met} of {c.judged})" for m, c in self.months)
        falls = len(self.months) - 1
        return f"{self.title}, {self.place}, fell {falls} months in a row since this was closed: {told}."


def fall_of(recommendation: Recommendation, as_of: datetime) -> Fall | None:
    """The first run of falls after closing, of any measure. Each fall lies in a whole month after the month of closing; a month
    without duties breaks the run, since what was not measured did not fall, and so does one that fell by less than a force
    takes for a fall."""
    if recommendation.status != Status.COMPLETE or recommendation.closed_at is None:
        return None
    closed, falls = clock.local_month(recommendation.closed_at), value_now(POLICY, "watch_falls")
    this = clock.local_month(as_of)
    since = (this.year - closed.year) * 12 + this.month - closed.month + falls
    for measure in sorted(recommendation.measures.all(), key=lambda each: each.pk):
        reading = read(measure, as_of, months=max(since, 1))
        if run := _falling(sorted(reading.months.items()), closed, falls):
            return Fall(reading.title, reading.place, tuple(run))
    return None


def _falling(months: Sequence[tuple[date, Counts]], closed: date, falls: int) -> Sequence[tuple[date, Counts]] | None:
    least = value_now(POLICY, "watch_points")
    for start in range(len(months) - falls):
        run = months[start : start + falls + 1]
        rates = [counts.rate for _, counts in run]
        falling = all(a is not None and b is not None and b < a and (a - b) * 100 >= least for a, b in pairwise(rates))
        if falling and run[1][0] > closed:
            return run
    return None


def closed_recommendations() -> list[Recommendation]:
    """Those whose measures go on being watched."""
    found = QuerySet(Recommendation).filter(status=Status.COMPLETE, inspection__is_reference=False)
    return list(
        found.select_related("inspection", "owner", "closed_by").prefetch_related("measures__district").order_by("pk")
    )
