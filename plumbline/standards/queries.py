"""Questions about duties: what I owe, what is overdue below me, how a standard fares. All follow from the stored dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.fields import CharField

from plumbline.access.access import (
    grants_with,
    is_own_alone,
    may_do,
    may_see,
    roles_of,
    unrestricted,
)
from plumbline.access.models import Scope
from plumbline.access.roles import ROLES
from plumbline.kernel import clock
from plumbline.standards.models import Duty
from plumbline.standards.standard import Standard

SEE = "standards.see"
_PERMISSIONS = frozenset().union(*(role.permissions for role in ROLES.values()))
STATES = ("met", "late", "pending", "overdue", "cannot tell", "waived")
# Spelt as the condition of the partial indexes of Duty, so that both databases use them.
_UNDONE = Q(done_at=None, is_waived=False, unknown="")


def state_at(as_of: datetime) -> Case:
    """A duty's state at a moment, from its dates. One that had not started then is not to be asked."""
    done = Q(done_at__isnull=False, done_at__lte=as_of)
    return Case(
        When(is_waived=True, then=Value("waived")),
        When(~Q(unknown=""), then=Value("cannot tell")),
        When(done & Q(done_at__lte=F("due_at")), then=Value("met")),
        When(done, then=Value("late")),
        When(due_at__gte=as_of, then=Value("pending")),
        default=Value("overdue"),
        output_field=CharField(),
    )


def open_at(as_of: datetime) -> Q:
    """Duties not done that can still be done then: that of a child who turns 18 next year ends, but has not ended yet."""
    return _UNDONE & (Q(ended_at=None) | Q(ended_at__gt=as_of))


def started_by(as_of: datetime) -> Q:
    """Duties that existed at that moment; those whose start is not known are dated by the month of their record."""
    return Q(starts_at__lte=as_of) | Q(starts_at=None, month__lte=clock.local(as_of).date())


@dataclass
class Counts:
    """Duties counted by state. The rate is met / (met + late + overdue); the rest is shown beside it, never in it."""

    met: int = 0
    late: int = 0
    pending: int = 0
    overdue: int = 0
    cannot_tell: int = 0
    waived: int = 0

    @property
    def applies(self) -> int:
        return self.met + self.late + self.pending + self.overdue + self.cannot_tell + self.waived

    @property
    def judged(self) -> int:
        return self.met + self.late + self.overdue

    @property
    def rate(self) -> float | None:
        """None where nothing has come due: no figure is not the same as nought."""
        return self.met / self.judged if self.judged else None

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.met + other.met,
            self.late + other.late,
            self.pending + other.pending,
            self.overdue + other.overdue,
            self.cannot_tell + other.cannot_tell,
            self.waived + other.waived,
        )

    def add(self, state: str, number: int) -> None:
        self.__dict__[state.replace(" ", "_")] += number


@dataclass
class Standing:
    """A standard with its counts."""

    standard: type[Standard]
    counts: Counts = field(default_factory=Counts)


def duties_counted(user: Any) -> QuerySet[Duty]:
    """Duties in the user's reach, for counting: a rate names nobody, and one that left restricted children out would be wrong.
    Those of no district (a trigger plan's) are in everyone's who may see duties, but for own cases alone."""
    if not may_do(user, SEE):
        return Duty.objects.none()
    reach = may_see(user, SEE, own=("owner_id",))
    if not reach:
        return Duty.objects.all()
    return Duty.objects.filter(reach if is_own_alone(user, SEE) else reach | Q(district_id=None, team_id=None))


def duties_seen(user: Any) -> QuerySet[Duty]:
    """Duties in the user's reach, to be shown one by one: none of a restricted child."""
    return duties_counted(user).filter(unrestricted(user))


def standings(
    duties: QuerySet[Duty], as_of: datetime, *, standards: Iterable[type[Standard]] | None = None
) -> list[Standing]:
    """Every standard with its counts by state, those without a duty included."""
    found = {standard.key: Standing(standard) for standard in standards or Standard.register.values()}
    rows = duties.filter(started_by(as_of), standard__in=list(found)).annotate(state=state_at(as_of)).order_by()
    for key, state, number in rows.values_list("standard", "state").annotate(number=Count("pk")):
        found[key].counts.add(state, number)
    return list(found.values())


def unknown_facts(duties: QuerySet[Duty]) -> dict[str, list[tuple[str, int]]]:
    """For each standard that cannot tell: which facts were never supplied, and for how many duties."""
    found: dict[str, list[tuple[str, int]]] = {}
    rows = duties.exclude(unknown="").order_by("standard", "unknown").values_list("standard", "unknown")
    for key, names, number in rows.annotate(number=Count("pk")):
        found.setdefault(key, []).append((names, number))
    return found


# -- one person's work ------------------------------------------------------------------------------------------------


def owed_by(user: Any) -> QuerySet[Duty]:
    """What this person owes: duties in their own name, and those of a role they hold that have no name on them yet.

    One in their own name is on the list even where the child's record is closed to them: it is theirs to do or to hand on.
    Pages then name no child (`slots.Called`). Without a grant nobody sees anything.
    """
    if not may_do(user, SEE):
        return Duty.objects.none()
    theirs = Q(owner_id=user.pk) | (_role_duties(user) & unrestricted(user, or_told=True))
    return Duty.objects.filter(open_at(clock.now()) & theirs).order_by("due_at", "pk")


def owes(user: Any, duty: Duty) -> bool:
    """Whether the duty is this person's to do: in their own name, or in nobody's and of a role they hold there."""
    return duty.owner_id == user.pk or Duty.objects.filter(_role_duties(user), pk=duty.pk).exists()


def _role_duties(user: Any) -> Q:
    """Unnamed duties of each role held, in the reach of the grant that gives the role."""
    found = Q(pk__in=[])
    for grant in grants_with(user, SEE):
        keys = [standard.key for standard in Standard.register.values() if standard.owed_by == grant.role]
        if keys:
            found |= Q(owner_id=None, standard__in=keys) & _reach(grant)
    return found


def _reach(grant: Any) -> Q:
    if grant.scope == Scope.FORCE:
        return ~Q(pk__in=[])  # an empty Q, joined to another by "or", would be nothing and not everything
    if grant.scope == Scope.OWN:
        return Q(pk__in=[])  # what has no name on it is nobody's own
    here = Q(**{"district_id" if grant.scope == Scope.DISTRICT else "team_id": grant.scope_id})
    return here | Q(district_id=None, team_id=None)


def overdue_below(user: Any, as_of: datetime) -> QuerySet[Duty]:
    """What is overdue in the reach of those who supervise, and is not their own to do; newest first."""
    reach = Q(pk__in=[])
    for grant in grants_with(user, SEE):
        if ROLES[grant.role].supervises:
            reach |= _reach(grant)
    told = unrestricted(user, or_told=True)
    below = Duty.objects.filter(open_at(as_of), reach, told, due_at__lt=as_of).exclude(
        Q(owner_id=user.pk) | _role_duties(user)
    )
    return _of_rooms_seen(user, below).order_by("-due_at", "-pk")


def _of_rooms_seen(user: Any, duties: QuerySet[Duty]) -> QuerySet[Duty]:
    """Without those of rooms that the user's role does not show: a sergeant does not watch over an inspection's deadlines."""
    rooms = {standard.room() for standard in Standard.register.values()}
    shut = {room for room in rooms if f"{room}.see" in _PERMISSIONS and not may_do(user, f"{room}.see")}
    unseen = [key for key, standard in Standard.register.items() if standard.room() in shut]
    return duties.exclude(standard__in=unseen) if unseen else duties


def supervises(user: Any) -> bool:
    return any(role.supervises for role in roles_of(user))


# -- a record's duties ------------------------------------------------------------------------------------------------


def duties_of(subjects: Sequence[tuple[str, Iterable[int]]], as_of: datetime) -> list[Duty]:
    """All duties of these subjects (`[("missing.episode", [7]), …]`), most urgent first, each with its state."""
    reach = Q(pk__in=[])
    for kind, ids in subjects:
        reach |= Q(kind=kind, subject_id__in=list(ids))
    duties = list(Duty.objects.filter(reach).annotate(state=state_at(as_of)).select_related("owner"))
    order = {"overdue": 0, "pending": 1, "cannot tell": 2, "late": 3, "met": 4, "waived": 5}
    return sorted(duties, key=lambda d: (has_ended(d, as_of), order[d.state], d.due_at or as_of))  # type: ignore[attr-defined]


def has_ended(duty: Duty, as_of: datetime) -> bool:
    """Whether what it was about had ended by then."""
    return duty.ended_at is not None and duty.ended_at <= as_of


@dataclass(frozen=True)
class Next:
    """What a live list says of a record's duties: the next one due, and how many are overdue."""

    due_at: datetime | None
    title: str
    overdue: int


def open_duties_about(people: Iterable[int], as_of: datetime | None = None, *, room: str = "") -> dict[int, Next]:
    """For each child with an open duty, whatever record of theirs it is about, or one of a room's alone. One query, however many
    children."""
    as_of = as_of or clock.now()
    of_room = Q(kind__startswith=f"{room}.") if room else Q()
    open_ones = Duty.objects.filter(of_room, open_at(as_of), person_id__in=list(people)).order_by("due_at", "pk")
    overdue: dict[int, int] = {}
    coming: dict[int, tuple[datetime | None, str]] = {}
    nothing: tuple[datetime | None, str] = (None, "")
    rows: Any = open_ones.values_list("person_id", "standard", "due_at")
    for person, key, due in rows:
        if due is not None and due < as_of:
            overdue[person] = overdue.get(person, 0) + 1
        elif person not in coming:
            coming[person] = (due, Standard.register[key].title)
    return {
        person: Next(*coming.get(person, nothing), overdue=overdue.get(person, 0))
        for person in overdue.keys() | coming.keys()
    }
