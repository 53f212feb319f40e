"""Patterns worth a look. Each says where to look and what it cannot show; none says that anyone did wrong.

They are asked on demand, over a span of days. What is opened is told from what was only on a list: entries of lists and boards
name a person without having a case, and never make a finding by themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from plumbline.access.models import User
from plumbline.kernel import clock
from plumbline.ledger.models import Entry, EntryPerson
from plumbline.ledger.queries import READS
from plumbline.oversight.models import Look, NewsListing, RuleKey
from plumbline.oversight.queries.reading import Hour, hour_of, span
from plumbline.people.models import Person
from plumbline.people.models.index import plain
from plumbline.standards import policy
from plumbline.workforce.models import Officer, Rank

NUMBERS = Path(__file__).parent.parent / "standards" / "patterns.yaml"
TITLES = {plain(rank.short) for rank in Rank if rank.short} | {plain(rank.label) for rank in Rank}
OPENED = Q(operation__in=READS, case_id__isnull=False) & ~Q(room__in=["access", "oversight", "ledger"])
LOOKED = OPENED | Q(operation__in=READS, event__endswith=".searched")
CHUNK = 900  # SQLite takes no more than 999 values in one question


def number(key: str) -> int:
    return policy.value_now(NUMBERS, key)


@dataclass(frozen=True)
class Rule:
    """A pattern: what it looks for, what it cannot show, why it may be innocent, and whom to ask."""

    key: str
    title: str
    says: str
    cannot_show: str
    innocent: str
    ask: str
    find: Callable[[Window], list[Finding]]


@dataclass(frozen=True)
class Window:
    """The span of local days over which a pattern is looked for."""

    since: date
    until: date

    @property
    def at(self) -> dict[str, datetime]:
        return span(self.since, self.until)

    @property
    def of_entry(self) -> dict[str, datetime]:
        return {f"entry__{name}": value for name, value in self.at.items()}


@dataclass
class Finding:
    """One officer, and what of theirs is worth a look. `about` tells it from the rule's other findings."""

    rule: str
    officer_id: int
    about: str
    first_at: datetime
    last_at: datetime
    number: int
    says: str
    person: int | None = None
    acts: int = 0
    figures: list[tuple[str, str]] = field(default_factory=list)
    look: Look | None = None
    again: bool = False

    @property
    def is_settled(self) -> bool:
        return self.look is not None and not self.again and self.look.outcome != "still-looking"


# -- whom a read was about -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """One officer opened one person's record, so often, from when to when."""

    officer_id: int
    person: int
    number: int
    first_at: datetime
    last_at: datetime


def opened_pairs(window: Window, **also: Any) -> list[Pair]:
    """Who opened whose record. A person's page names the family too: of those entries only the person themselves counts."""
    opened = EntryPerson.objects.filter(
        entry__operation__in=READS,
        entry__actor_id__isnull=False,
        entry__case_id__isnull=False,
        **window.of_entry,
        **also,
    ).exclude(entry__room__in=["access", "oversight", "ledger"])
    theirs = opened.filter(~Q(entry__room="people") | Q(entry__case_id=F("person_id")))
    rows = theirs.order_by().values_list("entry__actor_id", "person_id")
    return [Pair(*row) for row in rows.annotate(n=Count("pk"), first=Min("entry__at"), last=Max("entry__at"))]


@dataclass(frozen=True)
class Called:
    """What an account is called: family name and, where the account holds one, given name, as they are compared."""

    surname: str
    given: str


@cache
def _called(display_name: str) -> Called:
    words = [word for word in plain(display_name).split() if word]
    for length in (2, 1):
        if " ".join(words[:length]) in TITLES:
            words = words[length:]
            break
    return Called(words[-1] if words else "", words[0] if len(words) > 1 else "")


def officers_called(numbers: Iterable[int] | None = None) -> dict[int, Called]:
    users = User.objects.all() if numbers is None else User.objects.filter(pk__in=list(numbers))
    return {pk: _called(name) for pk, name in users.values_list("pk", "display_name")}


def people_called(numbers: Iterable[int]) -> dict[int, Called]:
    found, wanted = {}, sorted(set(numbers))
    for start in range(0, len(wanted), CHUNK):
        rows = Person.objects.filter(pk__in=wanted[start : start + CHUNK]).order_by()
        for pk, given, surname in rows.values_list("pk", "given_name", "surname"):
            found[pk] = Called(_plain(surname), _plain(given))
    return found


@cache
def _plain(name: str) -> str:
    return plain(name)


def own_name(window: Window) -> list[Finding]:
    pairs = opened_pairs(window)
    officers, people = officers_called({p.officer_id for p in pairs}), people_called({p.person for p in pairs})
    found = []
    for pair in pairs:
        officer, person = officers.get(pair.officer_id), people.get(pair.person)
        if officer and person and officer.surname and officer.surname in person.surname.split():
            same = bool(officer.given) and officer.given == person.given
            says = (
                "Opened a record under their own full name" if same else "Opened a record under their own family name"
            )
            found.append(_of_pair(RuleKey.OWN_NAME, pair, says))
    return _with_acts(found)


def colleague(window: Window) -> list[Finding]:
    known: dict[Called, set[int]] = defaultdict(set)
    for pk, called in officers_called().items():
        if called.given and called.surname:
            known[called].add(pk)
    pairs = opened_pairs(window) if known else []
    people = people_called({p.person for p in pairs})
    found = [
        _of_pair(RuleKey.COLLEAGUE, pair, "Opened the record of someone who is called as a colleague is")
        for pair in pairs
        if (called := people.get(pair.person)) in known and known[called] - {pair.officer_id}
    ]
    return _with_acts(found)


def in_the_news(window: Window) -> list[Finding]:
    listings = NewsListing.objects.filter(starts_on__lte=window.until).exclude(ends_on__lt=window.since)
    found = []
    for listing in listings.order_by("pk"):
        last = min(window.until, listing.ends_on) if listing.ends_on else window.until
        within = Window(max(window.since, listing.starts_on), last)
        for pair in opened_pairs(within, person_id=listing.person):
            found.append(
                _of_pair(RuleKey.IN_THE_NEWS, pair, f"Opened the record of a person in the news: {listing.reason}")
            )
    return [finding for finding in _with_acts(found) if not finding.acts]


def _of_pair(rule: str, pair: Pair, says: str) -> Finding:
    about = f"person/{pair.person}"
    return Finding(
        rule, pair.officer_id, about, pair.first_at, pair.last_at, pair.number, says, person=pair.person
    )  # fmt: skip


def _with_acts(found: list[Finding]) -> list[Finding]:
    """How much the officer ever recorded about that person: work is the usual reason to read."""
    for finding in found:
        acts = EntryPerson.objects.filter(person_id=finding.person, entry__actor_id=finding.officer_id)
        finding.acts = acts.exclude(entry__operation__in=READS).count()
        finding.figures.append(("Acts of theirs about this person", f"{finding.acts:,}"))
    return sorted(found, key=lambda f: (f.acts > 0, -f.number))


# -- how much, and when --------------------------------------------------------------------------------------------------


@dataclass
class Hours:
    """What one officer did, hour by hour."""

    reads: dict[datetime, int] = field(default_factory=dict)
    acts: dict[datetime, int] = field(default_factory=dict)

    def days(self) -> dict[date, int]:
        found: dict[date, int] = defaultdict(int)
        for hour, read in self.reads.items():
            if read:
                found[clock.local(hour).date()] += read
        return dict(found)


def by_hour(window: Window) -> dict[int, Hours]:
    rows = Entry.objects.filter(**window.at, actor_id__isnull=False).order_by().annotate(hour=Hour("at"))
    counted = rows.values_list("actor_id", "hour").annotate(
        reads=Count("pk", filter=LOOKED), acts=Count("pk", filter=~Q(operation__in=READS))
    )
    found: dict[int, Hours] = defaultdict(Hours)
    for officer, hour, reads, acts in counted:
        at = hour_of(hour)
        found[officer].reads[at], found[officer].acts[at] = reads, acts
    return dict(found)


def volume(window: Window) -> list[Finding]:
    baseline = Window(window.since - timedelta(days=number("volume_baseline")), window.until)
    days = {officer: hours.days() for officer, hours in by_hour(baseline).items()}
    teams = dict(Officer.objects.filter(user_id__in=list(days)).values_list("user_id", "team_id"))
    usual = _usual_of_teams(days, teams)
    found = []
    for officer, counts in days.items():
        own = median(counts.values()) if len(counts) >= number("volume_days") else None
        team = usual.get(teams.get(officer))
        found += [
            _of_day(officer, day, n, own, team)
            for day, n in counts.items()
            if day >= window.since and _is_out_of_pattern(n, own, team)
        ]
    return sorted(found, key=lambda f: -f.number)


def _usual_of_teams(days: dict[int, dict[date, int]], teams: dict[int, int]) -> dict[int | None, float]:
    counts: dict[int | None, list[int]] = defaultdict(list)
    for officer, theirs in days.items():
        if officer in teams:
            counts[teams[officer]] += theirs.values()
    return {team: median(each) for team, each in counts.items() if each}


def _is_out_of_pattern(reads: int, own: float | None, team: float | None) -> bool:
    usual = own if own is not None else team
    return reads >= number("volume_least") and usual is not None and reads >= number("volume_times") * usual


def _of_day(officer: int, day: date, reads: int, own: float | None, team: float | None) -> Finding:
    at = span(day, day)
    figures = [
        ("Own usual day (median)", f"{own:g}" if own is not None else "not known: too few days with reads"),
        ("Team’s usual day (median)", f"{team:g}" if team is not None else "not known: not posted to a team"),
    ]
    says = f"{reads:,} records opened and searches made on {day:%-d %b %Y}"
    last = at["at__lt"] - timedelta(seconds=1)
    return Finding(RuleKey.VOLUME, officer, f"day/{day}", at["at__gte"], last, reads, says, figures=figures)


def out_of_hours(window: Window) -> list[Finding]:
    gap = timedelta(hours=number("hours_gap"))
    around = Window(window.since - timedelta(days=1), window.until + timedelta(days=1))
    found = []
    for officer, hours in by_hour(around).items():
        worked = sorted(hour for hour, acts in hours.acts.items() if acts)
        alone = [
            hour
            for hour, reads in sorted(hours.reads.items())
            if reads and window.since <= clock.local(hour).date() <= window.until and not _is_near(hour, worked, gap)
        ]
        if worked and sum(hours.reads[hour] for hour in alone) >= number("hours_least"):
            found.append(_of_hours(officer, alone, hours))
    return sorted(found, key=lambda f: -f.number)


def _is_near(hour: datetime, worked: list[datetime], gap: timedelta) -> bool:
    return any(abs(hour - other) <= gap for other in worked)


def _of_hours(officer: int, alone: list[datetime], hours: Hours) -> Finding:
    reads = sum(hours.reads[hour] for hour in alone)
    when = [f"{clock.local(hour):%-d %b %H:00} ({hours.reads[hour]})" for hour in alone]
    figures = [("Hours, with the number of reads", "; ".join(when[:12]) + ("; and more" if len(when) > 12 else ""))]
    says = f"{reads:,} records opened or searches made with no work of their own within {number('hours_gap')} hours"
    last = alone[-1] + timedelta(minutes=59, seconds=59)
    return Finding(RuleKey.HOURS, officer, f"hours/{alone[0]:%Y-%m-%d}", alone[0], last, reads, says, figures=figures)


# -- reads without work --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A record that an officer opened."""

    room: str
    kind: str
    id: int
    number: int
    first_at: datetime
    last_at: datetime


def no_work(window: Window) -> list[Finding]:
    """Work counts from some months before the period until now, and for whoever works beside the one who did it."""
    teams = dict(Officer.objects.values_list("user_id", "team_id"))
    worked = _worked_on(window.since - timedelta(days=number("no_work_before")), teams)
    found = []
    for officer, cases in _opened_by(window).items():
        crew = _crew(officer, teams)
        left = [case for case in cases if (case.room, case.kind, case.id, *crew) not in worked]
        if len(left) >= number("no_work_least"):
            found.append(_of_cases(officer, left))
    return sorted(found, key=lambda f: -f.number)


def _crew(officer: int, teams: dict[int, int]) -> tuple[str, int]:
    """The team, or the officer alone where they are posted to none."""
    return ("team", teams[officer]) if officer in teams else ("officer", officer)


def _opened_by(window: Window) -> dict[int, list[Case]]:
    opened = Entry.objects.filter(OPENED, **window.at, actor_id__isnull=False).exclude(room="standards").order_by()
    grouped = opened.values_list("actor_id", "room", "kind", "case_id")
    found: dict[int, list[Case]] = defaultdict(list)
    for officer, *case in grouped.annotate(n=Count("pk"), first=Min("at"), last=Max("at")):
        found[officer].append(Case(*case))
    return dict(found)


def _worked_on(since: date, teams: dict[int, int]) -> set[tuple[str, str, int, str, int]]:
    """Each record on which something was recorded, with the crew that did. For a person, any act that names them."""
    acts = Entry.objects.exclude(operation__in=READS).filter(actor_id__isnull=False, **span(since, None)).order_by()
    on_cases = acts.filter(case_id__isnull=False).values_list("room", "kind", "case_id", "actor_id").distinct()
    worked = {(room, kind, case, *_crew(officer, teams)) for room, kind, case, officer in on_cases}
    named = acts.filter(people__person_id__isnull=False).values_list("people__person_id", "actor_id").distinct()
    return worked | {("people", "person", person, *_crew(officer, teams)) for person, officer in named}


def _of_cases(officer: int, cases: list[Case]) -> Finding:
    first, last = min(case.first_at for case in cases), max(case.last_at for case in cases)
    most = sorted(cases, key=lambda case: -case.number)[:10]
    named = ", ".join(f"{case.kind} {case.id} ({case.number}×)" for case in most)
    figures = [("Opened most", named), ("Records", f"{len(cases):,}")]
    says = f"{len(cases):,} records opened on which neither they nor their team did any work"
    about = f"since/{clock.local(first):%Y-%m-%d}"
    return Finding(RuleKey.NO_WORK, officer, about, first, last, sum(c.number for c in cases), says, figures=figures)


# -- all of them ---------------------------------------------------------------------------------------------------------

RULES: dict[str, Rule] = {
    rule.key: rule
    for rule in (
        Rule(
            RuleKey.OWN_NAME,
            "Own family name",
            "Officers who opened the record of a person with their own family name.",
            "Relatives of another name, and neighbours: addresses of officers are not held, so that none can be compared. "
            "Officers’ given names are compared where their account holds one.",
            "Many people share a name. An officer may have been sent to this person without a choice.",
            "The officer’s supervisor: who gave them the work? Then the officer: are they related?",
            own_name,
        ),
        Rule(
            RuleKey.COLLEAGUE,
            "A colleague’s name",
            "Officers who opened the record of a person who has a colleague’s given and family name.",
            "Colleagues whose account shows rank and family name alone, which is most; and whether the person is the "
            "colleague at all: dates of birth of officers are not held.",
            "Two people may have one name; and an officer can be a parent, a witness or a victim like anyone.",
            "The officer’s supervisor, not the colleague: the colleague may be a victim.",
            colleague,
        ),
        Rule(
            RuleKey.IN_THE_NEWS,
            "A person in the news",
            "Officers who opened the record of a listed person in that time, and recorded no work about them.",
            "Whoever read about the person on another’s screen; and people who are not on the list.",
            "Supervisors, press officers and reviewers read without recording anything.",
            "The officer’s supervisor, and the senior investigator of the case.",
            in_the_news,
        ),
        Rule(
            RuleKey.NO_WORK,
            "No work on the record",
            "Officers who opened many records on which neither they nor anyone of their team recorded anything.",
            "Work recorded in another system or longer before, and what was passed on by word of mouth.",
            "Supervisors, control rooms, auditors and those who review across teams read much on which they do nothing.",
            "The officer’s supervisor: what was the task?",
            no_work,
        ),
        Rule(
            RuleKey.VOLUME,
            "Volume out of pattern",
            "Days on which an officer opened and searched far more than on their usual day.",
            "Slow gathering: someone who opens three records each day for a year has no unusual day. How well anyone works: "
            "the law does not let the ledger be used for that.",
            "A new post, a review of old cases, a day in the control room, a child missing all day.",
            "The officer’s supervisor: what was done that day?",
            volume,
        ),
        Rule(
            RuleKey.HOURS,
            "Out of hours",
            "Officers who opened records at hours around which they recorded no work.",
            "Hours on duty: rosters are not held, so that hours are taken from the officer’s own acts. Whoever records "
            "nothing at all is not found, as their hours cannot be told.",
            "Reading before a shift, on call, overtime, or a shift on which everything went well and nothing was written.",
            "The officer’s supervisor: were they on duty, and from which terminal?",
            out_of_hours,
        ),
    )
}


def found_by(rule: Rule, window: Window) -> list[Finding]:
    """The findings of a rule, each with the last look into it. One with reads since that look is new again."""
    found = rule.find(window)
    looks: QuerySet[Look] = Look.objects.filter(rule=rule.key, officer_id__in={f.officer_id for f in found})
    last = {(look.officer_id, look.about): look for look in looks.select_related("looked_by").order_by("pk")}
    for finding in found:
        finding.look = last.get((finding.officer_id, finding.about))
        finding.again = finding.look is not None and finding.last_at > finding.look.last_at
    return sorted(found, key=lambda f: f.is_settled)


def finding_called(rule: Rule, window: Window, officer: int, about: str) -> Finding | None:
    found = found_by(rule, window)
    return next((f for f in found if f.officer_id == officer and f.about == about), None)


def accounts_of(findings: Iterable[Finding]) -> dict[int, User]:
    return {user.pk: user for user in User.objects.filter(pk__in={finding.officer_id for finding in findings})}
