"""Questions about people: who this may be, what warns about them, what they said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Prefetch, Q, QuerySet
from rapidfuzz import fuzz

from plumbline.kernel import clock
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.references import number_in
from plumbline.kernel.relations import pointing_at
from plumbline.people.models import Marker, NameVariant, Person, SearchName, Voice
from plumbline.people.models.index import plain

CANDIDATES = 300
EVERYONE = Q()
MOST_WORDS = 8
NEAR = 0.62  # two words less alike than this are different names
ENOUGH = 0.6


NAME_IS_OF = ("id", "given_name", "surname", "known_as", "is_unborn", "mother", "disposed_at")


def names_alone(found: QuerySet[Any]) -> QuerySet[Any]:
    """For long lists that show of a person the name and no more: rows with their person, and of an unborn child the mother, and
    of both those columns alone that `Person.name` is made of."""
    left = [field.name for field in Person._meta.concrete_fields if field.name not in NAME_IS_OF]
    unread = [f"{path}__{name}" for path in ("person", "person__mother") for name in left]
    return found.select_related("person__mother").defer(*unread)


@dataclass(frozen=True)
class Found:
    """A person who may be meant, how surely (0 to 1), and why they are shown."""

    person: Person | Veiled
    score: float
    why: str

    @property
    def is_veiled(self) -> bool:
        return isinstance(self.person, Veiled)

    def veiled(self) -> Found:
        """The same answer with no more said than that there is a restricted record."""
        return Found(Veiled(self.person.pk, self.person.reference), self.score, "a restricted record that matches")


@dataclass(frozen=True)
class Veiled:
    """What a list tells of a restricted person: that there is a record. It holds nothing else, so that nothing else can be
    shown by mistake."""

    pk: int
    reference: str
    full_name: str = "Restricted record"
    name: str = "Restricted record"
    is_restricted: bool = True
    is_child: bool = True  # whether a child is not told either; an adult is marked as one


@dataclass(frozen=True)
class _Asked:
    """What someone typed, taken apart: a reference, a day or year of birth, and the rest, which is a name."""

    number: int | None
    born: date | None
    year: int | None
    words: tuple[str, ...]


def find_people(text: str, *, limit: int = 25, within: Q = EVERYONE) -> list[Found]:
    """People whose name, alias, date of birth or reference is like what was typed, best first; of those `within` alone.

    The database proposes (FTS5 trigrams on SQLite, pg_trgm on PostgreSQL); one ranking for both decides.
    """
    asked = _asked(text)
    if asked.number is not None:
        numbers = [standing(person).pk for person in Person.objects.filter(pk=asked.number)]
        return [Found(person, 1.0, "Reference") for person in Person.objects.filter(within, pk__in=numbers)]
    variants = _variants(asked.words)
    people = _proposed(asked, variants, within)
    found = [match for person in people if (match := _match(asked, variants, person))]
    return sorted(found, key=_likeliest)[:limit]


def _likeliest(found: Found) -> tuple[Any, ...]:
    person: Any = found.person
    return -found.score, person.surname, person.given_name, person.pk


# What was typed

_REFERENCE = re.compile(r"\bPN[-\s/]?\d{2}[-\s/]?\d{1,12}\b", re.IGNORECASE | re.ASCII)
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_MONTH = rf"(?P<word>{'|'.join(_MONTHS)})[a-z]*"
_DATES = [
    re.compile(shape, re.IGNORECASE | re.ASCII)
    for shape in (
        r"\b(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})\b",
        r"\b(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4}|\d\d)\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/. ]*{_MONTH}[-/., ]*(?P<year>\d{{4}}|\d\d)\b",
        r"\b(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)\b",
        r"\b(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d{4}|\d\d)\b",
    )
]
_YEAR = re.compile(r"\b(?:19|20)\d\d\b", re.ASCII)


def _asked(text: str) -> _Asked:
    text = text[:200]
    typed = _REFERENCE.search(text)
    number = number_in("PN", typed[0]) if typed else None
    born, rest = _date_in(text)
    year = None if born else _YEAR.search(rest)
    words = plain(_YEAR.sub(" ", rest) if year else rest).split()
    return _Asked(number, born, int(year[0]) if year else None, tuple(words[:MOST_WORDS]))


def name_and_birth(text: str) -> tuple[str, str, date | None]:
    """What was searched for as the beginning of a new record: given name, surname, date of birth."""
    born, rest = _date_in(text[:200])
    names = [word for word in rest.replace(",", " ").split() if not any(c.isdigit() for c in word)]
    if "," in rest:
        names = names[1:] + names[:1]
    return " ".join(names[:-1])[:80], " ".join(names[-1:])[:80], born


def _date_in(text: str) -> tuple[date | None, str]:
    """The first real date in the text, and the text without it."""
    for shape in _DATES:
        for found in shape.finditer(text):
            day = _day(**found.groupdict())
            if day:
                return day, f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


def _day(*, day: str, year: str, month: str = "", word: str = "") -> date | None:
    full = int(year) if len(year) == 4 else _century(int(year))
    try:
        return date(full, int(month) if month else _MONTHS[word.lower()], int(day))
    except ValueError:
        return None


def _century(two_digits: int) -> int:
    """Nobody is born ahead of today: 27 typed in 2026 is 1927."""
    now = clock.today().year
    return two_digits + (2000 if two_digits + 2000 <= now else 1900)


def _variants(words: Iterable[str]) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {word: set() for word in words}
    for name, variant in NameVariant.objects.filter(name__in=known).values_list("name", "variant"):
        known[name].add(variant)
    return known


# What the database proposes


def _proposed(asked: _Asked, variants: dict[str, set[str]], within: Q) -> list[Person]:
    numbers = _like(asked, variants) | _born_on(asked)
    names = Prefetch("search_names", SearchName.objects.order_by("pk"))
    return list(Person.objects.filter(within, pk__in=numbers).select_related("mother").prefetch_related(names))


def _born_on(asked: _Asked) -> set[int]:
    if asked.born is None:
        return set()
    days = [day for day in (asked.born, _exchanged(asked.born)) if day]
    return set(
        Person.objects.filter(date_of_birth__in=days, merged_into=None).values_list("pk", flat=True)[:CANDIDATES]
    )


def _like(asked: _Asked, variants: dict[str, set[str]]) -> set[int]:
    """People with a name like these words: the likeliest CANDIDATES, and as many again of those born about the year."""
    if not variants:
        return set()
    propose = _ENGINES[connection.vendor]
    year = asked.born.year if asked.born else asked.year
    near = propose(variants, "", [])
    if year is None:
        return near
    limits = [date(year - 1, 1, 1), date(year + 1, 12, 31)]
    return near | propose(variants, "AND p.date_of_birth BETWEEN %s AND %s", limits)


def _like_sqlite(variants: dict[str, set[str]], also: str, values: list[Any]) -> set[int]:
    """Any three letters of a word count towards its rank; of its variants, the whole."""
    grams = list(dict.fromkeys(gram for word in variants for gram in _trigrams(word)))[:120]
    whole = [f" {variant} " for others in variants.values() for variant in sorted(others)]
    # These hold letters, digits and spaces alone (`plain`), so that nothing typed can be read as FTS5 syntax.
    wanted = " OR ".join(f'"{part}"' for part in (*grams, *whole))
    statement = (
        "SELECT n.person_id FROM people_searchname_fts f JOIN people_searchname n ON n.id = f.rowid"  # noqa: S608
        " JOIN people_person p ON p.id = n.person_id"
        f" WHERE people_searchname_fts MATCH %s {also} ORDER BY f.rank, f.rowid LIMIT %s"
    )
    return _numbers(statement, [wanted, *values, CANDIDATES])


def _trigrams(word: str) -> Iterator[str]:
    padded = f" {word} "
    return (padded[i : i + 3] for i in range(len(padded) - 2))


def _like_postgresql(variants: dict[str, set[str]], also: str, values: list[Any]) -> set[int]:
    """By pg_trgm's likeness of each word; a variant counts as a whole word or not at all."""
    whole = [[f"% {variant} %" for variant in sorted(others)] for others in variants.values()]
    near = " OR ".join(["n.text %%> %s OR n.text LIKE ANY(%s)"] * len(variants))
    rank = " + ".join(
        ["GREATEST(word_similarity(%s, n.text), CASE WHEN n.text LIKE ANY(%s) THEN 0.96 END)"] * len(variants)
    )
    statement = (
        "SELECT n.person_id FROM people_searchname n JOIN people_person p ON p.id = n.person_id"  # noqa: S608
        f" WHERE ({near}) {also} ORDER BY {rank} DESC, n.id LIMIT %s"
    )
    each = [part for pair in zip(variants, whole, strict=True) for part in pair]
    with transaction.atomic():
        # The threshold that the index works with, for this transaction alone.
        _numbers("SELECT set_config('pg_trgm.word_similarity_threshold', '0.4', true)", [])
        return _numbers(statement, [*each, *values, *each, CANDIDATES])


_ENGINES: dict[str, Callable[[dict[str, set[str]], str, list[Any]], set[int]]] = {
    "sqlite": _like_sqlite,
    "postgresql": _like_postgresql,
}


def _numbers(statement: str, values: list[Any]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0] for row in cursor.fetchall()}


# How near a person comes


def _match(asked: _Asked, variants: dict[str, set[str]], person: Person) -> Found | None:
    """The person as an answer, or None where neither name nor birth comes near."""
    birth, born = _birth_nearness(asked, person)
    if not asked.words:
        return Found(person, birth, born) if birth >= ENOUGH else None
    nearness, name = max(
        ((_name_nearness(variants, each.text.split()), each) for each in person.search_names.all()),
        key=lambda pair: pair[0],
        default=(0.0, None),
    )
    score = nearness if birth is None else 0.7 * nearness + 0.3 * birth
    if name is None or score < ENOUGH:
        return None
    return Found(person, round(score, 4), ", ".join(filter(None, [_name_in_words(nearness, name), born])))


def _name_nearness(variants: dict[str, set[str]], name: list[str]) -> float:
    """How near the typed words come to a name, in whatever order; 0 where too many have nothing like them.

    Of two words neither may be missing; of more, half may: middle names that the record does not hold.
    """
    left, got, missed = list(name), 0.0, 0
    for word, others in variants.items():
        near, at = max(((_word_nearness(word, others, w), i) for i, w in enumerate(left)), default=(0.0, -1))
        if near < NEAR:
            missed += 1
            continue
        got += near * len(word)
        left.pop(at)
    mean = got / sum(map(len, variants)) if missed <= (len(variants) // 2 if len(variants) > 2 else 0) else 0.0
    joined = fuzz.ratio("".join(variants), "".join(name)) / 100
    mean = max(mean, 0.97 * joined if joined > 0.9 else 0.0)
    return mean * 0.97 + 0.03 * (1 - len(left) / len(name)) if mean and name else 0.0


def _word_nearness(typed: str, others: set[str], word: str) -> float:
    if typed == word:
        return 1.0
    if word in others:
        return 0.96
    likeness = fuzz.ratio(typed, word) / 100
    begins = len(typed) > 1 and word.startswith(typed)
    return max(likeness, 0.85 + 0.1 * len(typed) / len(word)) if begins else likeness


def _name_in_words(nearness: float, name: SearchName) -> str:
    if name.kind != SearchName.Kind.NAME:
        return f"Also known as {name.shown}"
    return "Name" if nearness > 0.965 else "Similar name"


def _birth_nearness(asked: _Asked, person: Person) -> tuple[Any, str]:
    """How near the births come, with the reason; (None, "") where no birth was typed."""
    born = person.date_of_birth
    if asked.born is None and asked.year is None:
        return None, ""
    if born is None:
        return _year_nearness(asked, person.estimated_birth_year)
    if asked.born is None:
        return _year_nearness(asked, born.year)
    if born == asked.born:
        return 1.0, "date of birth"
    if born == _exchanged(asked.born):
        return 0.9, "date of birth with day and month exchanged"
    differing = sum(a != b for a, b in zip(f"{born:%d%m%Y}", f"{asked.born:%d%m%Y}", strict=True))
    return (0.7, "date of birth differs by one digit") if differing == 1 else (0.0, "date of birth differs")


def _year_nearness(asked: _Asked, year: int | None) -> tuple[float, str]:
    wanted = asked.year or (asked.born.year if asked.born else 0)
    if year is None:
        return 0.4, "date of birth not known"
    return {0: (1.0, "year of birth"), 1: (0.7, "year of birth differs by one")}.get(
        abs(year - wanted), (0.0, "year of birth differs")
    )


def _exchanged(day: date | None) -> date | None:
    """The day with day and month exchanged, where that is a day."""
    return date(day.year, day.day, day.month) if day and day.day <= 12 else None


# What other rooms ask


def standing(person: Person) -> Person:
    """The record that tells this person's story: itself, unless it was combined with another."""
    while person.merged_into is not None:
        person = person.merged_into
    return person


def numbers_of(person_id: int) -> list[int]:
    """The number of the person's record, and of each that was combined into it."""
    found, new = [person_id], [person_id]
    while new:
        new = list(Person.objects.filter(merged_into__in=new).order_by("pk").values_list("pk", flat=True))
        found += new
    return found


SHOWN = (
    "given_name", "middle_names", "surname", "known_as", "date_of_birth", "estimated_birth_year", "gender", "ethnicity",
    "telephone", "email", "education_setting", "hair_colour", "eye_colour", "distinguishing_features", "source",
)  # fmt: skip


def side_by_side(one: Person, other: Person) -> list[dict[str, Any]]:
    """What two records say of the person, and how much each room holds of either; only what one of them has."""
    rows = [(Person._meta.get_field(name).verbose_name, _said(one, name), _said(other, name)) for name in SHOWN]
    for model, names in pointing_at(Person).items():
        for name in (name for name in names if name not in model.stays):
            counts = [QuerySet(model).filter(**{name: person.pk}).count() for person in (one, other)]
            rows.append((model._meta.verbose_name_plural, counts[0] or "", counts[1] or ""))
    return [{"what": str(what).capitalize(), "one": a, "other": b} for what, a, b in rows if a or b]


def _said(person: Person, name: str) -> Any:
    shown = getattr(person, f"get_{name}_display", None)
    value = shown() if shown else getattr(person, name)
    return f"{value:%d %b %Y}" if isinstance(value, date) else value


OpenCases = Callable[[Sequence[int]], Iterable[str]]
_open_cases: dict[str, OpenCases] = {}


def tells_open_cases(room: str, function: OpenCases) -> None:
    """Said at start-up by a room whose cases about a person may be open: which are, in words."""
    _open_cases[room] = function


def open_cases(numbers: Sequence[int]) -> list[str]:
    """What is still going on about these people, in any room: none of it may be erased."""
    warns = Marker.objects.filter(person__in=numbers, removed_at=None).order_by("pk")
    told = [f"the marker “{marker}” is set" for marker in warns if marker.is_live]
    return told + [case for ask in _open_cases.values() for case in ask(numbers)]


def person_names(numbers: Iterable[int]) -> dict[int, str]:
    return {person.pk: person.name for person in Person.objects.filter(pk__in=list(numbers)).select_related("mother")}


def live_markers(person: Person) -> list[Marker]:
    """Markers that warn today, those due for review soonest first. Not read again where `access` has them (`set_markers`)."""
    held = getattr(person, "set_markers", None)
    found = person.markers.select_related("owner").order_by("review_on") if held is None else held
    return [marker for marker in found if marker.is_live]


def voices_in(case: CaseRef) -> list[Voice]:
    """Each contact with a child in this case, newest first."""
    inside = Voice.objects.filter(room=case.room, kind=case.kind, case_id=case.id)
    return list(inside.select_related("person", "by").order_by("-happened_at", "-pk"))


def person_from(source: str, keys: Iterable[str]) -> dict[str, Person]:
    """People taken in before from a feed, by their key there."""
    return {
        person.source_key: standing(person)
        for person in Person.objects.filter(source=source, source_key__in=list(keys))
    }
