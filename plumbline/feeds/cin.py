"""The statutory children in need census (CIN), as a local authority sends it to the Department for Education: one XML file.

It is the authority's record: whom it was told of, by whom, and what it did. It stands apart from the force's own referrals
(`referrals.models.census`), and no figure of these counts it.

- A child is a person with source `cin`; the key is the authority's number (LEA) and LAchildID. The return has no names. Nothing
  links these people to others in the index, those of another return included; that is for people to do. Where someone did, what
  the return tells of the child's birth changes nothing any more.
- A child not yet born (ExpectedPersonBirthDate alone) comes in with that day and without a date of birth. The index calls a
  child unborn only under their mother, whom the return does not name.
- Each `CINdetails` is one referral, known again by child and CINreferralDate; each `Section47`, `Assessments` and
  `ChildProtectionPlans` in it one record, known again by the day it began.
- S47ActualStartDate is the day of the strategy discussion that decided on the enquiry; the census has no other date of it.
- DateOfInitialCPC in a `Section47` is that enquiry's conference. One that stands in `CINdetails` alone belongs to no enquiry:
  it is kept as a conference whose start is not told, with a source of its own, because from what day it was due cannot be said.
- ICPCnotRequired left out, with no conference told, says neither that one is needed nor that none is.
- A blank tells nothing and changes nothing. A return that ends earlier than one taken in before fills what was empty, and no
  more. A group that a later return leaves out stays.
- Not kept: UPN, disabilities, dates of death, factors of an assessment, plans for children in need, reviews of plans.

A return tells what had happened by its ReferenceDate, or by the day on which it was made where that was earlier (`told_until`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from plumbline.feeds import actions
from plumbline.feeds.feed import Feed, Outcome, Rejected, Tally, Unreadable
from plumbline.feeds.ssda903 import ETHNIC, LONGEST_KEY, OLDEST, STRANGE_SHARE, STRANGERS
from plumbline.feeds.xmlfiles import Document, Element, Layout
from plumbline.kernel import clock, workdays
from plumbline.kernel.actors import system
from plumbline.kernel.records import Record
from plumbline.people.models import Ethnicity, Gender, Person
from plumbline.people.queries import person_from
from plumbline.referrals.models import (
    Abuse,
    AuthorityAssessment,
    AuthorityEnquiry,
    AuthorityPlan,
    AuthorityReferral,
    Closing,
    Need,
    Referrer,
)

SOURCE, ALONE = "cin", "cin, conference alone"
LAYOUT = Layout("Message", "Header", "Children", "Child", "a children in need census")
CONFERENCE = "conference"  # stands in a key for the day on which an enquiry began, where there was none
BATCH = 500
BEFORE_BIRTH = timedelta(days=280)
KINDS = ("children", "referrals", "enquiries", "assessments", "plans")

SEX = {"1": Gender.MALE, "2": Gender.FEMALE, "0": Gender.NOT_KNOWN, "9": Gender.NOT_KNOWN}
SEX |= {"M": Gender.MALE, "F": Gender.FEMALE, "U": Gender.NOT_KNOWN}
UNTOLD = (None, "", Ethnicity.NS, Ethnicity.NK, Gender.NOT_KNOWN)
ABUSE = {
    "NEG": Abuse.NEGLECT,
    "PHY": Abuse.PHYSICAL,
    "SAB": Abuse.SEXUAL,
    "EMO": Abuse.EMOTIONAL,
    "MUL": Abuse.MULTIPLE,
}
FLAGS = {"true": True, "1": True, "false": False, "0": False}
_DAY, _NUMBER = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\w{1,20}")
V = TypeVar("V")


class ChildrenInNeed(Feed):
    """The children in need census."""

    kind = SOURCE
    says = "children in need census, as one XML file"
    counts = "record"

    def run(self, files: Sequence[Path], *, authority: str, dry_run: bool) -> Outcome:
        if len(files) > 1:
            raise Unreadable("One return is taken in at a time: name one file")
        plan = Reading(Document(files[0], LAYOUT), authority).plan()
        if not plan.is_empty and not dry_run:
            actions.take_in_children_in_need(plan, by=system("import cin"))
        return plan.outcome


# -- what an element says ----------------------------------------------------------------------------------------------


class Fault(Exception):
    """Why a group cannot be taken in, and on which line it stands."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.line = line


def _text(group: Element, tag: str) -> tuple[str, int]:
    """What stands in an element of a group, and on which line; "" where there is none."""
    found = group.all(tag)
    if len(found) > 1:
        raise Fault(f"{tag} stands on line {found[0].line} already", found[1].line)
    return (found[0].text, found[0].line) if found else ("", group.line)


def _iso(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        return None


def _day(group: Element, tag: str, *, until: date) -> date | None:
    value, line = _text(group, tag)
    day = _iso(value)
    if value and day is None:
        raise Fault(f"{tag} {value[:20]!r} is not a date (yyyy-mm-dd)", line)
    if day and day > until:
        raise Fault(f"{tag} {value} is in the future", line)
    return day


def _needed(group: Element, tag: str, *, until: date) -> date:
    day = _day(group, tag, until=until)
    if day is None:
        raise Fault(f"{tag} is blank", group.line)
    return day


def _code(group: Element, tag: str, codes: Mapping[str, V], blank: V) -> V:
    value, line = _text(group, tag)
    if value and value not in codes:
        raise Fault(f"{tag} {value[:20]!r} is not a code of this element", line)
    return codes[value] if value else blank


def _flag(group: Element, tag: str) -> bool | None:
    return _code(group, tag, FLAGS, None)


def _not_before(tag: str, day: date | None, first: date | None, other: str, line: int) -> None:
    if day and first and day < first:
        raise Fault(f"{tag} {day:%Y-%m-%d} is before {other} {first:%Y-%m-%d}", line)


@lru_cache(maxsize=20_000)
def _moment(day: date | None) -> Any:
    return workdays.midnight(day) if day else None


# -- the plan of a run -------------------------------------------------------------------------------------------------


@dataclass
class Plan:
    """All that a run would write, as records that are not saved yet."""

    outcome: Outcome = field(default_factory=Outcome)
    about: str = ""
    new_people: list[Person] = field(default_factory=list)
    amended: list[tuple[Person, dict[str, Any]]] = field(default_factory=list)
    new: dict[type[Record], list[Any]] = field(default_factory=dict)
    changed: list[Record] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any((self.new_people, self.amended, self.changed, *self.new.values()))

    @property
    def sentence(self) -> str:
        told = "; ".join(f"{name} {t.new} new, {t.changed} changed" for name, t in self.outcome.tallies.items())
        return f"Children in need census taken in: {told}; {len(self.outcome.rejected)} rejected. {self.about}"


@dataclass
class Child:
    """One child of the return, whose own details are sound."""

    key: str
    element: Element
    details: dict[str, Any]
    person: Any = None

    @property
    def earliest(self) -> date:
        """The first day on which anyone can have told the authority of this child."""
        born: date = self.details["date_of_birth"] or self.details["expected_due_date"]
        return born - BEFORE_BIRTH


class Reading:
    """A return against what the database holds: child by child, what is new, what changed and what cannot be taken in."""

    def __init__(self, document: Document, authority: str) -> None:
        self.document, self.named, self.today = document, authority, clock.today()
        self.authority, self.number, self.told_until = "", "", clock.now()
        self.made = Plan()
        self.made.outcome.tallies = {name: Tally() for name in KINDS}
        self.lines: dict[str, int] = {}  # of each LAchildID
        self.known = self.strangers = self.deaths = 0

    def plan(self) -> Plan:
        for elements in _batches(self.document.records()):
            self._read_head()
            self._take([child for element in elements if (child := self._child(element))])
        self._read_head()
        if not self.lines and not self.made.outcome.rejected:
            raise Unreadable(f"{self.document.name} holds no child")
        self._refuse_strangers()
        self._tell()
        return self.made

    def _tell(self) -> None:
        outcome, name = self.made.outcome, self.document.name
        outcome.rejected.sort()
        if self.deaths:
            outcome.notes.append(f"{name}: PersonDeathDate of {self.deaths} is not kept; there is no place for it")
        self.made.about = f"Return of {self.authority}, {name} sha256 {self.document.digest}"

    # -- the head

    def _read_head(self) -> None:
        """Whose return it is, and until when it tells. It stands before the children."""
        if self.number:
            return
        head, name = self.document.head, self.document.name
        if head is None:
            raise Unreadable(f"{name}: there is no Header before the children: whose return it is cannot be told")
        collection = _at(head, "CollectionDetails", "Collection")
        if collection != "CIN":
            raise Unreadable(f"{name} line {head.line}: the collection is {collection[:20]!r}, not 'CIN'")
        number = _at(head, "Source", "LEA")
        if number and not _NUMBER.fullmatch(number):
            raise Unreadable(f"{name} line {head.line}: LEA {number[:20]!r} is not the number of an authority")
        if not number and not self.named:
            raise Unreadable(f"{name} line {head.line}: LEA is blank: say whose return it is with --authority")
        self.number = number or self.named
        self.authority = self.named or f"authority {self.number}"
        self.told_until = _moment(self._last_day(head) + timedelta(days=1)) - timedelta(seconds=1)

    def _last_day(self, head: Element) -> date:
        """The last day of which it can tell."""
        referenced = _at(head, "CollectionDetails", "ReferenceDate")
        day, made = _iso(referenced), _iso(_at(head, "Source", "DateTime")[:10])
        if day is None:
            where = f"{self.document.name} line {head.line}"
            raise Unreadable(f"{where}: ReferenceDate {referenced[:20]!r} is not a date (yyyy-mm-dd)")
        return min(day, made or day, self.today)

    # -- children

    def _child(self, element: Element) -> Child | None:
        try:
            return self._sound(element)
        except Fault as fault:
            self._reject("children", fault, element)
            return None

    def _sound(self, element: Element) -> Child:
        ids = element.one("ChildIdentifiers")
        if ids is None:
            raise Fault("ChildIdentifiers is not there", element.line)
        name, line = _text(ids, "LAchildID")
        if not name:
            raise Fault("LAchildID is blank", line)
        if len(name) > LONGEST_KEY:
            raise Fault(f"LAchildID has {len(name)} characters; at most {LONGEST_KEY} are expected", line)
        if name in self.lines:
            raise Fault(f"LAchildID {name} stands on line {self.lines[name]} already", line)
        self.lines[name] = line
        self.deaths += bool(_text(ids, "PersonDeathDate")[0])
        return Child(f"{self.number}/{name}", element, self._details(element, ids))

    def _details(self, element: Element, ids: Element) -> dict[str, Any]:
        born = _day(ids, "PersonBirthDate", until=self.today)
        expected = _day(ids, "ExpectedPersonBirthDate", until=self.today + BEFORE_BIRTH)
        if born is None and expected is None:
            raise Fault("neither PersonBirthDate nor ExpectedPersonBirthDate is told", ids.line)
        for tag, day in (("PersonBirthDate", born), ("ExpectedPersonBirthDate", expected)):
            if day and self.today.year - day.year > OLDEST:
                raise Fault(f"{tag} {day:%Y-%m-%d} is more than {OLDEST} years ago", ids.line)
        gender = _code(ids, "GenderCurrent", SEX, _code(ids, "Sex", SEX, Gender.NOT_KNOWN))
        more = element.one("ChildCharacteristics")
        ethnicity = _code(more, "Ethnicity", ETHNIC, Ethnicity.NK) if more else Ethnicity.NK
        return {"date_of_birth": born, "expected_due_date": expected, "gender": gender, "ethnicity": ethnicity}

    def _take(self, children: list[Child]) -> None:
        """Some hundred children at once: what is held of them is asked for together."""
        people = person_from(SOURCE, [child.key for child in children])
        for child in children:
            self._settle_child(child, people.get(child.key))
        held = Held.of(children)
        for child in children:
            days: dict[date, int] = {}
            for group in child.element.all("CINdetails"):
                self._try("referrals", group, partial(self._referral, child, group, days, held))

    def _settle_child(self, child: Child, person: Person | None) -> None:
        tally = self.made.outcome.tallies["children"]
        if person is None:
            child.person = Person(source=SOURCE, source_key=child.key, **child.details)
            self.made.new_people.append(child.person)
            tally.new += 1
            return
        child.person = person
        born, changed = person.date_of_birth, {}
        if person.source_key == child.key:  # not where the record was combined with another: that one tells more
            changed = _set(person, child.details)
        if changed:
            self.made.amended.append((person, changed))
        self.known += 1
        self.strangers += "date_of_birth" in changed and born is not None
        tally.changed += bool(changed)
        tally.unchanged += not changed

    def _refuse_strangers(self) -> None:
        if self.strangers >= STRANGERS and self.strangers > self.known * STRANGE_SHARE:
            raise Unreadable(
                f"{self.document.name}: {self.strangers} of {self.known} children taken in before have another date of birth"
                " here. Whose return is this?"
            )

    # -- referrals, and what belongs to each

    def _referral(self, child: Child, group: Element, days: dict[date, int], held: Held) -> None:
        told = self._told_of_referral(child, group, days)
        key = f"{child.key}/{told['referred_at'].astimezone(clock.LONDON):%Y-%m-%d}"
        known = held.referrals.get(key)
        is_older = known is not None and self.told_until < known.told_until
        told |= {} if is_older else {"told_until": self.told_until}
        if known is None or self.named:
            told["authority"] = self.authority
        made = self._settle("referrals", AuthorityReferral, known, told, is_older, source_key=key, person=child.person)
        for kind, parts in PARTS.items():
            self._parts(kind, group, child, referral=made, held=held.parts[parts.model], is_older=is_older)

    def _told_of_referral(self, child: Child, group: Element, days: dict[date, int]) -> dict[str, Any]:
        referred = _needed(group, "CINreferralDate", until=self.today)
        closed = _day(group, "CINclosureDate", until=self.today)
        closing = _code(group, "ReasonForClosure", {code: code for code in Closing.values}, "")
        if referred in days:
            raise Fault(f"CINreferralDate {referred:%Y-%m-%d} stands on line {days[referred]} already", group.line)
        if referred < child.earliest:
            raise Fault(f"CINreferralDate {referred:%Y-%m-%d} is more than 40 weeks before the birth", group.line)
        _not_before("CINclosureDate", closed, referred, "CINreferralDate", group.line)
        if closing and not closed:
            raise Fault(f"ReasonForClosure is {closing}, and CINclosureDate is blank", group.line)
        days[referred] = group.line
        return {
            "referred_at": _moment(referred),
            "referrer": _code(group, "ReferralSource", {code: code for code in Referrer.values}, ""),
            "need": _code(group, "PrimaryNeedCode", {code: code for code in Need.values}, ""),
            "is_nothing_further": _flag(group, "ReferralNFA"),
            "closed_at": _moment(closed),
            "closing": closing,
        }

    def _parts(
        self,
        kind: str,
        group: Element,
        child: Child,
        *,
        referral: AuthorityReferral,
        held: dict[str, Any],
        is_older: bool,
    ) -> None:
        """Enquiries, assessments or plans of one referral, each known by the day on which it began."""
        parts, seen = PARTS[kind], dict[str, int]()

        def take(part: Element) -> None:
            began, told = parts.read(self, part, group)
            if began in seen:
                raise Fault(f"a {part.tag} that began on {began} stands on line {seen[began]} already", part.line)
            if told["started_at"] and told["started_at"] < _moment(child.earliest):
                raise Fault(f"a {part.tag} that began on {began} is more than 40 weeks before the birth", part.line)
            seen[began] = part.line
            whole = {"source_key": f"{referral.source_key}/{began}", "referral": referral}
            whole["source"] = ALONE if began == CONFERENCE else SOURCE
            self._settle(kind, parts.model, held.get(whole["source_key"]), told, is_older, **whole)

        for part in parts.of(group):
            self._try(kind, part, partial(take, part))

    def enquiry(self, part: Element, group: Element) -> tuple[str, dict[str, Any]]:
        held = _day(part, "DateOfInitialCPC", until=self.today)
        if part is group:  # a conference that belongs to no enquiry
            _not_before(
                "DateOfInitialCPC", held, _day(group, "CINreferralDate", until=self.today), "CINreferralDate", part.line
            )
            return CONFERENCE, {"started_at": None, "conference_at": _moment(held), "is_conference_needed": True}
        started = _needed(part, "S47ActualStartDate", until=self.today)
        referred = _needed(group, "CINreferralDate", until=self.today)
        _not_before("S47ActualStartDate", started, referred, "CINreferralDate", part.line)
        _not_before("DateOfInitialCPC", held, started, "S47ActualStartDate", part.line)
        not_needed = _flag(part, "ICPCnotRequired")
        if not_needed and held:
            raise Fault("ICPCnotRequired is true, and DateOfInitialCPC is told", part.line)
        needed = True if held else None if not_needed is None else not not_needed
        told = {"started_at": started, "conference_at": held}
        return started.isoformat(), {**_moments(told), "is_conference_needed": needed}

    def assessment(self, part: Element, group: Element) -> tuple[str, dict[str, Any]]:
        started = _needed(part, "AssessmentActualStartDate", until=self.today)
        ended = _day(part, "AssessmentAuthorisationDate", until=self.today)
        _not_before("AssessmentAuthorisationDate", ended, started, "AssessmentActualStartDate", part.line)
        return started.isoformat(), _moments({"started_at": started, "authorised_at": ended})

    def plan_of_protection(self, part: Element, group: Element) -> tuple[str, dict[str, Any]]:
        started = _needed(part, "CPPstartDate", until=self.today)
        ended = _day(part, "CPPendDate", until=self.today)
        _not_before("CPPendDate", ended, started, "CPPstartDate", part.line)
        first = _code(part, "InitialCategoryOfAbuse", ABUSE, "")
        latest = _code(part, "LatestCategoryOfAbuse", ABUSE, "")
        told = _moments({"started_at": started, "ended_at": ended})
        return started.isoformat(), {**told, "first_category": first, "category": latest or first}

    # -- new, changed, unchanged, rejected

    def _settle(
        self, kind: str, model: type[Any], known: Any, told: dict[str, Any], is_older: bool, **whole: Any
    ) -> Any:
        tally = self.made.outcome.tallies[kind]
        if known is None:
            made = model(**({"source": SOURCE} | whole | told))
            self.made.new.setdefault(model, []).append(made)
            tally.new += 1
            return made
        changed = _set(known, told, only_empty=is_older)
        if changed:
            self.made.changed.append(known)
        tally.changed += bool(changed)
        tally.unchanged += not changed
        return known

    def _try(self, kind: str, group: Element, take: Any) -> None:
        try:
            take()
        except Fault as fault:
            self._reject(kind, fault, group)

    def _reject(self, kind: str, fault: Fault, group: Element) -> None:
        """A group that is rejected takes what lies in it along: the reason says how much."""
        outcome = self.made.outcome
        tags = {"children": ["CINdetails"], "referrals": [parts.tag for parts in PARTS.values()]}.get(kind, [])
        within = sum(len(group.all(tag)) for tag in tags)
        also = f"; with it {within} {'group' if within == 1 else 'groups'} within it" if within else ""
        outcome.tallies[kind].rejected += 1
        outcome.rejected.append(Rejected(self.document.name, fault.line, f"{fault}{also}"))


@dataclass(frozen=True)
class Parts:
    """One kind of group within a referral: which table it goes into, and what reads it."""

    model: type[Record]
    tag: str
    read: Any

    def of(self, group: Element) -> list[Element]:
        """The groups of this kind; after enquiries also the referral itself, where it tells a conference of none of them."""
        found, conference = group.all(self.tag), _at(group, "DateOfInitialCPC")
        is_alone = conference and conference not in [_at(part, "DateOfInitialCPC") for part in found]
        return [*found, group] if is_alone and self.model is AuthorityEnquiry else found


PARTS = {
    "enquiries": Parts(AuthorityEnquiry, "Section47", Reading.enquiry),
    "assessments": Parts(AuthorityAssessment, "Assessments", Reading.assessment),
    "plans": Parts(AuthorityPlan, "ChildProtectionPlans", Reading.plan_of_protection),
}


@dataclass
class Held:
    """What earlier returns told of some children, by the keys of its records."""

    referrals: dict[str, AuthorityReferral]
    parts: dict[type[Record], dict[str, Any]]

    @classmethod
    def of(cls, children: Iterable[Child]) -> Held:
        numbers = [child.person.pk for child in children if child.person.pk]
        found = AuthorityReferral.objects.filter(source=SOURCE, person_id__in=numbers) if numbers else ()
        referrals = {each.source_key: each for each in found}
        within = [each.pk for each in referrals.values()]
        parts = {each.model: _by_key(each.model, within) for each in PARTS.values()}
        return cls(referrals, parts)


def _by_key(model: Any, referrals: list[int]) -> dict[str, Any]:
    if not referrals:
        return {}
    return {each.source_key: each for each in model.objects.filter(referral_id__in=referrals)}


def _moments(days: dict[str, date | None]) -> dict[str, Any]:
    return {name: _moment(day) for name, day in days.items()}


def _set(record: Any, told: dict[str, Any], *, only_empty: bool = False) -> dict[str, Any]:
    """Give a record what the return tells differently, and say what that was. What it does not tell overrides nothing."""
    changed = {
        name: value
        for name, value in told.items()
        if value not in UNTOLD
        and getattr(record, name) != value
        and not (only_empty and getattr(record, name) not in UNTOLD)
    }
    for name, value in changed.items():
        setattr(record, name, value)
    return changed


def _at(element: Element, *tags: str) -> str:
    found = element.one(*tags)
    return found.text if found else ""


def _batches(elements: Iterator[Element]) -> Iterator[list[Element]]:
    batch: list[Element] = []
    for element in elements:
        batch.append(element)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
