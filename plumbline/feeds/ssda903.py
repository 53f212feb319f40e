"""The statutory return on looked-after children (SSDA903), as a local authority sends it to the Department for Education.

Three of its tables are read, in any order and by their header rows: `header` (one row a child), `episodes` (placements and
legal status) and `missing`. Only the columns named in `TABLES` are needed, so that an authority may take out what the police
do not need (UPN, postcodes) before it sends the files.

What is made of them:

- A child is a person with source `ssda903` and the return's CHILD as key. The return has no names. CHILD is unique within
  one authority alone: where more than one authority's returns are taken in, each is named with `--authority`, which then
  stands before the key. Nothing links these people to others in the index; that is for people to do.
- Each row of `episodes` is one period of care, known again by child and DECOM. Rows are not merged: a new row means a new
  placement or a new legal status, and so does a new `CareStatus`. Who is responsible is not in the file. Whether a child who
  has left care keeps a social worker is not either, and is not assumed.
- Each row of `missing` is one episode, known again by child, MIS_START and the order among that day's rows. M is missing; A,
  away from placement without authorisation, is not the same and never becomes it. A period with MIS_END is closed, one
  without is missing now. Who found the child, where and how well is not in the file and stays empty; `closed_at` too.
- The return gives days. A day stands as its first second (local midnight), so that differences come out in whole days.
- A later return changes what it tells differently. What it does not tell (a blank code, a row left out) changes nothing, and
  an end that someone recorded here is kept. A child whose record was combined with another is found under that one, whose
  own details stay as they are.

Which facts this supplies (`SUPPLIED`), and which not:

- `reported_at` is *not*: MIS_START is the day on which the child went, not the moment at which the force was told, if it was
  told at all. Whatever runs from the report can therefore not be told, in minutes or in days.
- `located_at` is, to the day: that the period ended, and on which day. It is the only moment supplied, so no duty can be
  judged met or late by it; it settles which duties arise at all (no return interview is owed before there is a return).
- `in_30_days` and `in_90_days` are: differences of days. They count what the returns taken in so far tell, so that the first
  months of the first return may count too few.
- `returned_at` is not: MIS_END is the end of a period, which a child found elsewhere ends too without being back.
- `has_social_worker` is not: every child in care is owed one, which does not say that this child had one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from plumbline.feeds import actions, csvfiles
from plumbline.feeds.csvfiles import Fault, Row, Sheet, Table
from plumbline.feeds.feed import Feed, Outcome, Tally, Unreadable
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.kernel.workdays import midnight
from plumbline.missing.models import Category, Episode, State
from plumbline.people.models import CareStatus, Ethnicity, Gender, LegalStatus, Person, PlacementKind
from plumbline.people.queries import person_from

SOURCE = "ssda903"
NOT_SUPPLIED = "not supplied"
LONGEST_KEY = 20
OLDEST = 120
# A return in which so many of the children known have another date of birth is another authority's.
STRANGERS, STRANGE_SHARE = 5, 0.2

TABLES = (
    Table("header", ("CHILD", "SEX", "DOB", "ETHNIC")),
    Table("episodes", ("CHILD", "DECOM", "LS", "PLACE", "DEC")),
    Table("missing", ("CHILD", "DOB", "MISSING", "MIS_START", "MIS_END")),
)
SUPPLIED = {
    "category",
    "is_child",
    "age",
    "turns_18_at",
    "is_looked_after",
    "located_at",
    "in_30_days",
    "in_90_days",
}

SEX = {"1": Gender.MALE, "2": Gender.FEMALE}
ETHNIC = {
    "WBRI": Ethnicity.W1,
    "WIRI": Ethnicity.W2,
    "WIRT": Ethnicity.W9,  # the 16+1 list has no code of its own for Travellers of Irish heritage, nor for Gypsy and Roma
    "WROM": Ethnicity.W9,
    "WOTH": Ethnicity.W9,
    "MWBC": Ethnicity.M1,
    "MWBA": Ethnicity.M2,
    "MWAS": Ethnicity.M3,
    "MOTH": Ethnicity.M9,
    "AIND": Ethnicity.A1,
    "APKN": Ethnicity.A2,
    "ABAN": Ethnicity.A3,
    "AOTH": Ethnicity.A9,
    "BCRB": Ethnicity.B1,
    "BAFR": Ethnicity.B2,
    "BOTH": Ethnicity.B9,
    "CHNE": Ethnicity.O1,
    "OOTH": Ethnicity.O9,
    "REFU": Ethnicity.NS,
    "NOBT": Ethnicity.NK,
}
UNTOLD = (Ethnicity.NS, Ethnicity.NK, Gender.NOT_KNOWN, LegalStatus.NK, PlacementKind.NOT_KNOWN)
LS = {code: code for code in LegalStatus.values if code != LegalStatus.NK}
PLACE = {
    **dict.fromkeys(("A3", "A4", "A5", "A6"), PlacementKind.ADOPTION),
    **dict.fromkeys(("U1", "U2", "U3"), PlacementKind.KINSHIP),
    **dict.fromkeys(("U4", "U5", "U6"), PlacementKind.FOSTER),
    **dict.fromkeys(
        ("T0", "T1", "T2", "T3", "T4"), PlacementKind.OTHER
    ),  # away for a while: hospital, holiday, respite
    **dict.fromkeys(("P2", "P3", "R1", "R2", "R3", "Z1"), PlacementKind.OTHER),
    "H5": PlacementKind.SUPPORTED,
    "K1": PlacementKind.SECURE,
    "K2": PlacementKind.CHILDRENS_HOME,
    "P1": PlacementKind.PARENTS,
    "R5": PlacementKind.CUSTODY,
    "S1": PlacementKind.RESIDENTIAL_SCHOOL,
}
MISSING = {"M": Category.MISSING, "A": Category.AWAY}


class Ssda903(Feed):
    """The return on looked-after children."""

    kind = SOURCE
    says = "looked-after children's return (SSDA903): header, episodes and missing, as CSV"

    def run(self, files: Sequence[Path], *, authority: str, dry_run: bool) -> Outcome:
        plan = Reading(csvfiles.read(files, TABLES), authority).plan()
        if not plan.is_empty and not dry_run:
            actions.take_in_looked_after(plan, by=system("import ssda903"))
        return plan.outcome


@dataclass
class Plan:
    """All that a run would write, as records that are not saved yet."""

    outcome: Outcome = field(default_factory=Outcome)
    digests: list[str] = field(default_factory=list)
    new_people: list[Person] = field(default_factory=list)
    amended: list[tuple[Person, dict[str, Any]]] = field(default_factory=list)
    care_changed: list[Person] = field(default_factory=list)
    new_periods: list[CareStatus] = field(default_factory=list)
    changed_periods: list[CareStatus] = field(default_factory=list)
    new_episodes: list[Episode] = field(default_factory=list)
    changed_episodes: list[Episode] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        lists = (self.new_people, self.amended, self.care_changed, self.new_periods, self.changed_periods)
        return not any((*lists, self.new_episodes, self.changed_episodes))

    @property
    def sentence(self) -> str:
        told = (
            f"{len(self.new_people)} people new, {len(self.amended)} changed; "
            f"{len(self.new_periods)} care periods new, {len(self.changed_periods)} changed; "
            f"{len(self.new_episodes)} episodes new, {len(self.changed_episodes)} changed; "
            f"{len(self.outcome.rejected)} rows rejected"
        )
        return f"Looked-after children's return taken in: {told}. {'; '.join(self.digests)}"


class Reading:
    """The three tables against what the database holds: row by row, what is new, what changed and what cannot be taken in."""

    def __init__(self, sheets: dict[str, Sheet], authority: str) -> None:
        self.sheets, self.authority, self.today = sheets, authority, clock.today()
        self.made = Plan()
        self.people = self._known_people()
        self.told: dict[str, Row] = {}  # children of this header, by key
        self.refused: dict[str, Row] = {}  # of whom the header's row was rejected
        for sheet in sheets.values():
            self.made.outcome.tallies[sheet.file] = Tally()
            self.made.digests.append(f"{sheet.file} sha256 {sheet.digest}")
            sheet.open_in(self.made.outcome)

    def plan(self) -> Plan:
        if not any(sheet.rows or sheet.broken for sheet in self.sheets.values()):
            raise Unreadable(*(f"{sheet.file} has a header row and no other" for sheet in self.sheets.values()))
        for name, read in (("header", self._header), ("episodes", self._episodes), ("missing", self._missing)):
            if name in self.sheets:
                read(self.sheets[name])
        self._follow_births()
        self.made.outcome.rejected.sort()
        return self.made

    # -- children

    def _key(self, child: str) -> str:
        return f"{self.authority}/{child}" if self.authority else child

    def _known_people(self) -> dict[str, Person]:
        """People of earlier returns whom these files name, by CHILD: where a record was combined with another, that one."""
        keys = sorted({self._key(row.cells["CHILD"]) for sheet in self.sheets.values() for row in sheet.rows})
        found: dict[str, Person] = {}
        for chunk in _chunks(keys):
            found |= person_from(SOURCE, chunk)
        once = {person.pk: person for person in found.values()}
        return {key.removeprefix(self._key("")): once[person.pk] for key, person in found.items()}

    def _header(self, sheet: Sheet) -> None:
        strangers = known = 0
        for row in sheet.rows:
            try:
                child, details = self._child(row)
            except Fault as fault:
                self.refused.setdefault(row.cells["CHILD"], row)
                self._reject(row, fault)
                continue
            self.told[child] = row
            known += child in self.people
            strangers += self._settle_child(sheet, child, details)
        if strangers >= STRANGERS and strangers > known * STRANGE_SHARE:
            raise Unreadable(
                f"{sheet.file}: {strangers} of {known} children taken in before have another date of birth here. If this is"
                " another authority's return, name each authority with --authority"
            )

    def _child(self, row: Row) -> tuple[str, dict[str, Any]]:
        child = row.text("CHILD", LONGEST_KEY)
        if child in self.told:
            raise Fault(f"CHILD {child} stands on line {self.told[child].line} already")
        born = row.day("DOB", today=self.today)
        if self.today.year - born.year > OLDEST:
            raise Fault(f"DOB {row.cells['DOB']} is more than {OLDEST} years ago")
        gender = row.code("SEX", SEX, Gender.NOT_KNOWN)
        return child, {"date_of_birth": born, "gender": gender, "ethnicity": row.code("ETHNIC", ETHNIC, Ethnicity.NK)}

    def _settle_child(self, sheet: Sheet, child: str, details: dict[str, Any]) -> bool:
        """Enter a child as new, changed or unchanged. True where a known one now has another date of birth."""
        tally = self.made.outcome.tallies[sheet.file]
        person = self.people.get(child)
        if person is None:
            self.people[child] = person = Person(source=SOURCE, source_key=self._key(child), **details)
            self.made.new_people.append(person)
            tally.new += 1
            return False
        born, changed = person.date_of_birth, {}
        if self._is_own(child, person):
            changed = _set(person, details)
        if changed:
            self.made.amended.append((person, changed))
        tally.changed += bool(changed)
        tally.unchanged += not changed
        return "date_of_birth" in changed and born is not None

    def _is_own(self, child: str, person: Person) -> bool:
        """Whether the record is the one that a return made. One that it was combined with tells more, and is left as it is."""
        return person.source_key == self._key(child)

    def _person(self, row: Row) -> Person:
        child = row.text("CHILD", LONGEST_KEY)
        if child in self.people:
            return self.people[child]
        if child in self.refused:
            header = self.refused[child]
            raise Fault(f"CHILD {child} stands on {header.file} line {header.line}, which was rejected")
        raise Fault(f"CHILD {child} is in no header row, of this return or an earlier one")

    # -- care

    def _episodes(self, sheet: Sheet) -> None:
        rows: dict[str, dict[date, tuple[Row, dict[str, Any]]]] = defaultdict(dict)
        for row in sheet.rows:
            try:
                person, details = self._person(row), self._period(row)
                _not_before_birth("DECOM", details["started_on"], person)
                earlier = rows[row.cells["CHILD"]].get(details["started_on"])
                if earlier:
                    raise Fault(
                        f"DECOM {row.cells['DECOM']} of CHILD {row.cells['CHILD']} stands on line {earlier[0].line} already"
                    )
                rows[row.cells["CHILD"]][details["started_on"]] = row, details
            except Fault as fault:
                self._reject(row, fault)
        held = _by_person(CareStatus, [self.people[child] for child in rows])
        for child, of_child in rows.items():
            self._settle_care(sheet, self.people[child], of_child, held[self.people[child].pk])

    def _period(self, row: Row) -> dict[str, Any]:
        start, end = self._span(row, "DECOM", "DEC")
        status = row.code("LS", LS, LegalStatus.NK)
        kind = row.code("PLACE", PLACE, PlacementKind.NOT_KNOWN)
        return {"started_on": start, "ended_on": end, "legal_status": status, "placement_kind": kind}

    def _settle_care(
        self, sheet: Sheet, person: Person, rows: dict[date, tuple[Row, dict[str, Any]]], held: list[CareStatus]
    ) -> None:
        """One child's periods, those with an end first: only the last may be without, a child being in one placement."""
        known = {period.started_on: period for period in held}
        starts = known.keys() | rows.keys()
        for start, (row, details) in sorted(rows.items(), key=lambda each: (each[1][1]["ended_on"] is None, each[0])):
            later = min((other for other in starts if other > start), default=None)
            others = [period for period in known.values() if period.ended_on is None and period.started_on != start]
            if details["ended_on"] is None and (later or others):
                why = f"another period begins on {later:%d/%m/%Y}" if later else "an earlier period has no end either"
                self._reject(row, Fault(f"DEC is blank, though {why}"))
            else:
                known[start] = self._settle_period(sheet, person, details, known.get(start))
        if person.pk:
            held[:] = known.values()  # another child of the return may have been combined into the same record
        in_care = any(period.ended_on is None for period in known.values())
        if person.is_looked_after != in_care:
            person.is_looked_after = person.has_social_worker = in_care
            if person.pk:
                self.made.care_changed.append(person)

    def _settle_period(
        self, sheet: Sheet, person: Person, details: dict[str, Any], period: CareStatus | None
    ) -> CareStatus:
        tally = self.made.outcome.tallies[sheet.file]
        if period is None:
            made = CareStatus(person=person, responsible_authority=self.authority or NOT_SUPPLIED, **details)
            self.made.new_periods.append(made)
            tally.new += 1
            return made
        changed = _set(period, details)
        if changed:
            self.made.changed_periods.append(period)
        tally.changed += bool(changed)
        tally.unchanged += not changed
        return period

    # -- missing

    def _missing(self, sheet: Sheet) -> None:
        days: dict[tuple[str, date], list[tuple[Row, dict[str, Any]]]] = defaultdict(list)
        for row in sheet.rows:
            try:
                person, details = self._person(row), self._absence(row)
                _not_before_birth("MIS_START", details["start"], person)
                self._same_birth(row, person)
                self._second_that_day(row, details, days[row.cells["CHILD"], details["start"]])
                days[row.cells["CHILD"], details["start"]].append((row, details))
            except Fault as fault:
                self._reject(row, fault)
        held = _by_person(Episode, [self.people[child] for child, _ in days], source=SOURCE)
        known = {episode.source_key: episode for episodes in held.values() for episode in episodes}
        for (child, _), of_day in days.items():
            of_day.sort(key=lambda each: (each[1]["end"] is None, each[1]["end"] or each[1]["start"]))
            for number, (_, details) in enumerate(of_day, 1):
                key = f"{self._key(child)}/{details['start']:%Y-%m-%d}/{number}"
                self._settle_episode(sheet, self.people[child], details, key, known)

    def _absence(self, row: Row) -> dict[str, Any]:
        start, end = self._span(row, "MIS_START", "MIS_END")
        return {"category": row.code("MISSING", MISSING), "start": start, "end": end}

    def _same_birth(self, row: Row, person: Person) -> None:
        born = row.day("DOB", today=self.today)
        if person.date_of_birth not in (None, born) and self._is_own(row.cells["CHILD"], person):
            header = self.told.get(row.cells["CHILD"])
            where = f"on {header.file} line {header.line}" if header else "in an earlier return"
            raise Fault(f"DOB {row.cells['DOB']} disagrees with {person.date_of_birth:%d/%m/%Y} {where}")

    def _second_that_day(self, row: Row, details: dict[str, Any], earlier: list[tuple[Row, dict[str, Any]]]) -> None:
        """A child may go twice in a day, but not a second time before being back from the first."""
        for other, of_other in earlier:
            same = of_other["end"] == details["end"] and of_other["category"] == details["category"]
            if same or details["start"] not in (of_other["end"], details["end"]):
                raise Fault(
                    f"MIS_START {row.cells['MIS_START']} of CHILD {row.cells['CHILD']} stands on line {other.line} already"
                )

    def _settle_episode(
        self, sheet: Sheet, person: Person, details: dict[str, Any], key: str, known: dict[str, Episode]
    ) -> None:
        told = _episode(person, details)
        episode, tally = known.get(key), self.made.outcome.tallies[sheet.file]
        if episode is None:
            made = Episode(
                person=person, source=SOURCE, source_key=key, is_looked_after=True, has_social_worker=True, **told
            )
            self.made.new_episodes.append(made)
            tally.new += 1
            return
        if episode.located_by_id is not None or episode.state in (State.LOCATED, State.SAFE):
            told = {name: value for name, value in told.items() if name not in ("located_at", "state")}
        changed = _set(episode, told)
        if changed:
            self.made.changed_episodes.append(episode)
        tally.changed += bool(changed)
        tally.unchanged += not changed

    def _follow_births(self) -> None:
        """A corrected date of birth also changes how old the child was in episodes that this return does not repeat."""
        settled = {episode.pk for episode in self.made.changed_episodes}
        born = [person for person, changed in self.made.amended if "date_of_birth" in changed]
        held = _by_person(Episode, born, source=SOURCE)
        for person in born:
            for episode in held[person.pk]:
                day = clock.local(episode.reported_at).date()
                if episode.pk not in settled and _set(episode, _years(person, day)):
                    self.made.changed_episodes.append(episode)

    def _span(self, row: Row, first: str, last: str) -> tuple[date, date | None]:
        start, end = row.day(first, today=self.today), row.day_or_none(last, today=self.today)
        if end and end < start:
            raise Fault(f"{last} {row.cells[last]} is before {first} {row.cells[first]}")
        return start, end

    def _reject(self, row: Row, fault: Fault) -> None:
        self.made.outcome.reject(row.file, row.line, str(fault))


def _episode(person: Person, details: dict[str, Any]) -> dict[str, Any]:
    """The columns of an episode that the return tells."""
    start, end = details["start"], details["end"]
    return {
        "category": details["category"],
        "reported_at": midnight(start),
        "reported_month": start.replace(day=1),
        "located_at": midnight(end) if end else None,
        "state": State.CLOSED if end else State.MISSING,
        **_years(person, start),
    }


def _years(person: Person, day: date) -> dict[str, Any]:
    return {"is_child": person.is_child_on(day), "age": person.age_on(day)}


def _not_before_birth(column: str, day: date, person: Person) -> None:
    if person.date_of_birth is not None and day < person.date_of_birth:
        raise Fault(f"{column} {day:%d/%m/%Y} is before the child was born ({person.date_of_birth:%d/%m/%Y})")


def _set(record: Any, told: dict[str, Any]) -> dict[str, Any]:
    """Give a record what the return tells differently, and say what that was. What it does not tell overrides nothing."""
    changed = {name: value for name, value in told.items() if getattr(record, name) != value and value not in UNTOLD}
    for name, value in changed.items():
        setattr(record, name, value)
    return changed


def _by_person(model: Any, people: Iterable[Person], **where: Any) -> dict[int | None, list[Any]]:
    """Records held of people, by person."""
    found: dict[int | None, list[Any]] = defaultdict(list)
    for chunk in _chunks(sorted({person.pk for person in people if person.pk})):
        for record in model.objects.filter(person_id__in=chunk, **where).order_by("pk"):
            found[record.person_id].append(record)
    return found


def _chunks(keys: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(keys), 500):
        yield keys[start : start + 500]
