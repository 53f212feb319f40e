"""Questions about children in custody: who is here, what comes next, and what the quarterly return counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from plumbline.custody.actions.review import FIRST_REVIEW, hours_of
from plumbline.custody.models import (
    Accommodation,
    AccommodationKind,
    AccommodationRequest,
    Answer,
    Bail,
    CertificateGround,
    Charge,
    Detention,
    Outcome,
    Refusal,
    State,
)
from plumbline.kernel import clock
from plumbline.kernel.references import reference
from plumbline.kernel.workdays import midnight
from plumbline.referrals.queries import Notable
from plumbline.standards.queries import Next, open_duties_about
from plumbline.web.tables import Column
from plumbline.workforce.queries import officer_of

NOTHING_DUE = Next(None, "", 0)
STANDING = Q(withdrawn_at=None)


# For the briefing, and for other rooms


def live_detentions(as_of: datetime) -> QuerySet[Detention]:
    """Children in custody at that moment, those who came first at the top."""
    here = Q(authorised_at__lte=as_of) & (Q(ended_at=None) | Q(ended_at__gt=as_of))
    return _told(QuerySet(Detention).filter(here)).order_by("authorised_at", "pk")


def detained_within(hours: int, as_of: datetime) -> QuerySet[Detention]:
    """Children who were in custody at any time in so many hours up to that moment, those who came last at the top."""
    since = as_of - timedelta(hours=hours)
    met = Q(authorised_at__lte=as_of) & (Q(ended_at=None) | Q(ended_at__gte=since))
    return _told(QuerySet(Detention).filter(met)).order_by("-authorised_at", "-pk")


def _told(detentions: QuerySet[Detention]) -> QuerySet[Detention]:
    """With what a list says of each, in a number of queries that does not grow."""
    standing = Prefetch("accommodations", QuerySet(Accommodation).filter(STANDING))
    named = ("person__mother", "district", "team", "charge", "custody_officer")
    return detentions.select_related(*named).prefetch_related(standing)


def detained_between(since: datetime, until: datetime) -> list[Notable]:
    """Children detained in that time, for the page of children to notice; without those whose referral was written down by its
    reference, which is not a record here."""
    found = QuerySet(Detention).filter(
        source="", authorised_at__gte=since, authorised_at__lt=until, referral_made_at=None
    )
    return [
        Notable(each.ref(), each.person_id, each.authorised_at, f"Detained, {each.reference}", *each.place())
        for each in found.order_by("pk")
    ]


def referred_as(detention: Any) -> str:
    """The reference of the first referral that was made because of it, where the detention was read with it."""
    return reference("RF", detention.referred_at, detention.referred_id) if detention.referred_id else ""


def open_cases(person_ids: Sequence[int]) -> list[str]:
    """Detentions that have not ended, in words: nothing of these people may be erased while there is one."""
    going_on = QuerySet(Detention).filter(person_id__in=person_ids).exclude(state=State.ENDED).order_by("pk")
    return [f"detention {detention.reference} has not ended" for detention in going_on]


# One detention


def next_review_at(detention: Detention) -> datetime | None:
    """By when the next review is to be held: as the last one set it, or six hours after authorisation. Of a detention read
    with its reviews, the last first."""
    if not detention.is_open:
        return None
    last = next(iter(detention.reviews.all()), None)
    if last is None:
        return detention.authorised_at + hours_of(FIRST_REVIEW, detention.authorised_at)
    return last.next_review_at


def adult_words(detention: Detention) -> tuple[str, str]:
    """How it stands with the appropriate adult, and the tone of it. Of a detention read with its adults."""
    adults = list(detention.adults.all())
    if any(adult.is_here for adult in adults):
        return "Here", "success"
    if any(adult.is_awaited for adult in adults):
        return "Waiting", "warning"
    return ("Gone", "neutral") if any(adult.arrived_at for adult in adults) else ("Not asked", "danger")


def waiting_since(detention: Detention) -> datetime | None:
    """Since when an appropriate adult who was asked has been waited for, where none is here."""
    adults = list(detention.adults.all())
    if any(adult.is_here for adult in adults):
        return None
    return min((adult.requested_at for adult in adults if adult.is_awaited), default=None)


def accommodation_of(detention: Detention) -> Accommodation | None:
    """The transfer or certificate that stands. Of a detention read with those."""
    return next((each for each in detention.accommodations.all() if each.withdrawn_at is None), None)


def is_held_with_neither(detention: Detention) -> bool:
    """Refused bail, and neither transferred nor certified."""
    charge = getattr(detention, "charge", None)
    return charge is not None and charge.is_refused and accommodation_of(detention) is None


def usual_suite(user: Any) -> int | None:
    officer = officer_of(user)
    return officer.team_id if officer else None


def names_of_steps(model: type[Any]) -> Callable[[Iterable[int]], dict[int, str]]:
    """How records of that model are called in a list of duties: what they are, and when."""

    def names(ids: Iterable[int]) -> dict[int, str]:
        found = QuerySet(model).filter(pk__in=list(ids))
        return {each.pk: f"{each}, {clock.local(_when(each)):%d %b %H:%M}" for each in found}

    return names


def _when(record: Any) -> datetime:
    moment: datetime = getattr(record, "happened_at", None) or record.requested_at
    return moment


# The board


@dataclass(frozen=True)
class Veiled:
    """What the board tells of a restricted child: that a child is in custody, since when and where. It holds nothing else, so
    that nothing else can be shown by mistake."""

    pk: int
    person_id: int  # for the ledger and for the duties; never drawn
    state: str
    get_state_display: str
    authorised_at: datetime
    district: Any
    is_veiled: bool = True

    @classmethod
    def of(cls, detention: Detention) -> Veiled:
        words = detention.get_state_display()
        return cls(
            detention.pk, detention.person_id, detention.state, words, detention.authorised_at, detention.district
        )


@dataclass(frozen=True)
class Row:
    """One child on the board. What a custody sergeant asks at once: how long, the next review, the appropriate adult."""

    detention: Detention | Veiled
    duty: Next
    review_at: datetime | None
    adult: tuple[str, str]
    waiting_since: datetime | None
    with_neither: bool
    has_turned_18: bool
    settled: Accommodation | None


MOST_ON_BOARD = 200


def board_of(detentions: QuerySet[Detention], *, veiled: Callable[[Detention], bool]) -> list[Row]:
    """Those held after charge with neither transfer nor certificate first, then by how long they are here."""
    found = list(detentions.order_by("authorised_at", "pk")[:MOST_ON_BOARD])
    duties = open_duties_about([detention.person_id for detention in found], room="custody")
    rows = [_row(detention, duties.get(detention.person_id, NOTHING_DUE), veiled(detention)) for detention in found]
    return sorted(rows, key=lambda row: not row.with_neither)


def _row(detention: Detention, duty: Next, is_veiled: bool) -> Row:
    return Row(
        Veiled.of(detention) if is_veiled else detention,
        duty,
        next_review_at(detention),
        adult_words(detention),
        waiting_since(detention),
        is_held_with_neither(detention),
        detention.is_adult_at(clock.now()),
        accommodation_of(detention),
    )


# The list


COLUMNS = [
    Column("child", "Child", "person.name", order=("person__surname", "person__given_name")),
    Column("age", "Age", "age", order="age", numeric=True),
    Column("reference", "Reference", "reference", sortable=False),
    Column("state", "State", "get_state_display", order="state"),
    Column("authorised", "Detained", "authorised_at", order="authorised_at"),
    Column("left", "Left custody", "ended_at", order="ended_at"),
    Column("ending", "How it ended", "get_ending_display", order="ending"),
    Column("suite", "Suite", "team.name", order="team__name"),
]


def filtered(detentions: QuerySet[Detention], said: dict[str, Any]) -> QuerySet[Detention]:
    """The list as the filter asks."""
    wanted = Q()
    for name, column in (("state", "state__in"), ("district", "district_id"), ("bail", "charge__bail__in")):
        wanted &= Q(**{column: said[name]}) if name in said else Q()
    if "since" in said:
        wanted &= Q(authorised_at__gte=midnight(said["since"]))
    if "until" in said:
        wanted &= Q(authorised_at__lt=midnight(said["until"] + timedelta(days=1)))
    return detentions.filter(wanted)


# The quarterly return of the concordat


@dataclass(frozen=True)
class Quarter:
    """Three months of a calendar year, by the clock on the wall."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def read(cls, text: str) -> Quarter | None:
        """`2026-Q3`; None for anything else."""
        year, _, number = text.partition("-Q")
        if (
            len(year) == 4
            and year.isascii()
            and year.isdecimal()
            and number in ("1", "2", "3", "4")
            and int(year) >= 1990
        ):
            return cls(int(year), int(number))
        return None

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def words(self) -> str:
        first, last = self.first, self.after.first - timedelta(days=1)
        return f"{first:%B} to {last:%B %Y}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def after(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def covers(self, column: str) -> Q:
        return Q(**{f"{column}__gte": midnight(self.first), f"{column}__lt": midnight(self.after.first)})


@dataclass(frozen=True)
class Figure:
    """A line of the return: what was counted, over whom, and how many."""

    key: str
    says: str
    number: int
    group: str


RETURN_COLUMNS = [
    Column("quarter", "Quarter", lambda row: row["quarter"]),
    Column("measure", "Measure", lambda row: row["figure"].key),
    Column("says", "What is counted", lambda row: row["figure"].says),
    Column("number", "Number", lambda row: row["figure"].number, numeric=True),
]


def quarterly_return(detentions: QuerySet[Detention], quarter: Quarter) -> list[Figure]:
    """What the concordat asks the police to collect: of children charged in the quarter and refused bail, who was asked for
    which accommodation, what was answered, and what became of each. `detentions` are those that may be counted."""
    ids = detentions.order_by().values("pk")
    return [*_detained(detentions, quarter), *_asked(ids, quarter), *_became(ids, quarter)]


def _detained(detentions: QuerySet[Detention], quarter: Quarter) -> list[Figure]:
    came = detentions.filter(quarter.covers("authorised_at")).aggregate(
        every=Count("pk", distinct=True), children=Count("person", distinct=True)
    )
    charged = QuerySet(Charge).filter(quarter.covers("charged_at"), detention__in=detentions.order_by().values("pk"))
    told = charged.aggregate(every=Count("pk"), refused=Count("pk", filter=Q(bail=Bail.REFUSED)))
    group = "Detained and charged"
    return [
        Figure("detentions", "Detentions of children authorised", came["every"], group),
        Figure("children", "Different children among them", came["children"], group),
        Figure("charged", "Children charged", told["every"], group),
        Figure("refused-bail", "Of these, refused bail", told["refused"], group),
    ]


def _asked(ids: Any, quarter: Quarter) -> list[Figure]:
    """By the quarter of the charge, so that what was asked stands beside whom it was asked for."""
    asked = QuerySet(AccommodationRequest).filter(quarter.covers("detention__charge__charged_at"), detention__in=ids)
    figures = []
    for kind in AccommodationKind:
        counted = {
            row["answer"]: row["number"]
            for row in asked.filter(kind=kind).order_by().values("answer").annotate(number=Count("pk"))
        }
        group, name = "Accommodation asked for", kind.label.lower()
        figures.append(Figure(f"asked-{kind}", f"Requests for {name} accommodation", sum(counted.values()), group))
        for answer, words in (
            (Answer.OFFERED, "offered"),
            (Answer.REFUSED, "refused"),
            (Answer.NONE, "never answered"),
        ):
            figures.append(Figure(f"asked-{kind}-{answer}", f"Of these, {words}", counted.get(answer, 0), group))
    refused = asked.filter(answer=Answer.REFUSED).order_by().values("refusal").annotate(number=Count("pk"))
    why = {row["refusal"]: row["number"] for row in refused}
    figures += [
        Figure(
            f"refused-{refusal}", f"Refused because: {refusal.label.lower()}", why.get(refusal, 0), "Why it was refused"
        )
        for refusal in Refusal
    ]
    return figures


def _became(ids: Any, quarter: Quarter) -> list[Figure]:
    refused = QuerySet(Charge).filter(quarter.covers("charged_at"), bail=Bail.REFUSED, detention__in=ids)
    charges = list(refused.select_related("detention").prefetch_related(_standing()))
    settled = [(charge, accommodation_of(charge.detention)) for charge in charges]
    neither = [charge for charge, accommodation in settled if accommodation is None]

    def count(wanted: Callable[[Accommodation], bool]) -> int:
        return sum(accommodation is not None and wanted(accommodation) for _, accommodation in settled)

    group = "What became of those refused bail"
    return [
        Figure(
            "transferred-secure", "Transferred to secure accommodation", count(_moved(AccommodationKind.SECURE)), group
        ),
        Figure(
            "transferred-non-secure",
            "Transferred to non-secure accommodation",
            count(_moved(AccommodationKind.NON_SECURE)),
            group,
        ),
        Figure(
            "certified-impracticable",
            "Kept, certificate on ground (a)",
            count(_certified(CertificateGround.IMPRACTICABLE)),
            group,
        ),
        Figure(
            "certified-no-secure",
            "Kept, certificate on ground (b)",
            count(_certified(CertificateGround.NO_SECURE)),
            group,
        ),
        Figure("neither", "Kept with neither transfer nor certificate", len(neither), group),
        Figure("neither-overnight", "Of these, overnight", sum(map(_was_overnight, neither)), group),
        Figure("overnight", "Kept overnight after bail was refused, in all", sum(map(_was_overnight, charges)), group),
    ]


def _standing() -> Prefetch:
    return Prefetch("detention__accommodations", QuerySet(Accommodation).filter(STANDING))


def _moved(kind: str) -> Callable[[Accommodation], bool]:
    return lambda each: each.outcome == Outcome.TRANSFERRED and each.kind == kind


def _certified(ground: str) -> Callable[[Accommodation], bool]:
    return lambda each: each.outcome == Outcome.CERTIFIED and each.ground == ground


def _was_overnight(charge: Charge) -> bool:
    """Still at the station at the midnight after bail was refused."""
    until = charge.detention.ended_at or clock.now()
    return clock.local(until).date() > clock.local(charge.bail_decided_at).date()


def return_rows(figures: Iterable[Figure], quarter: Quarter) -> list[dict[str, Any]]:
    return [{"quarter": str(quarter), "figure": figure} for figure in figures]


def longest_first(detentions: QuerySet[Detention]) -> QuerySet[Detention]:
    """Exceptions: those still here first, then the latest."""
    return detentions.order_by(F("ended_at").desc(nulls_first=True), "-authorised_at", "-pk")
