"""The sections, each over a query of the room whose cases it lists. To wire another room: one function here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from plumbline.briefing.models import AgendaItem, Meeting, MeetingAction
from plumbline.briefing.queries.section import Asked, Found, section
from plumbline.custody.models import Detention
from plumbline.incidents.models import Incident
from plumbline.incidents.queries import undeployed_with_children
from plumbline.kernel import clock
from plumbline.kernel.caserefs import CaseRef
from plumbline.missing.models import Category, Episode, State
from plumbline.missing.queries import missing_since, whole
from plumbline.people.models import Person
from plumbline.powers.models import Protection
from plumbline.referrals.models import ChildVictim, Referral
from plumbline.referrals.queries.backlog import referral_backlog
from plumbline.referrals.queries.encompass import failed_notifications
from plumbline.standards.models import Duty
from plumbline.standards.queries import open_at, open_duties_about
from plumbline.standards.standard import Standard

SEE = "briefing.see"
# Rooms whose supervisors' reviews are on the agenda when they are overdue. A standard is a review where its key says so.
REVIEWED = ("incidents", "referrals", "missing", "powers", "investigations", "custody")


def when(moment: datetime) -> str:
    """As it is said at a meeting: Tue 24 Nov at 21:05."""
    return f"{clock.local(moment):%a %-d %b at %H:%M}"


# -- what the series itself left over


@section("actions", permission=SEE, nothing="No action is open from an earlier meeting.")
def actions(asked: Asked) -> list[Found]:
    """Actions of this series that are open, and those settled since the last meeting; the most overdue first."""
    since = asked.last or asked.since
    wanted = Q(done_at=None, dropped_at=None) | Q(done_at__gt=since) | Q(dropped_at__gt=since)
    series = QuerySet(MeetingAction).filter(wanted, set_at__lt=asked.as_of)
    if asked.kind:
        series = series.filter(meeting__kind=asked.kind, meeting__district_id=asked.district_id)
    elif asked.district_id:
        series = series.filter(Q(district_id=asked.district_id) | Q(meeting__district_id=asked.district_id))
    rows = series.select_related("person__mother", "owner", "meeting").order_by("due_at", "pk")
    return [_of_action(action, asked.as_of) for action in sorted(rows, key=lambda action: not action.is_open)]


def _of_action(action: MeetingAction, as_of: datetime) -> Found:
    late = action.is_open and action.due_at < as_of
    told = {"since": action.set_at, "overdue": int(late), "now": action.is_open}
    why = f"{_standing(action, late)} {action.what}"
    place = (action.district_id or action.meeting.district_id, None)
    return Found(action.ref(), action.reference, why[:300], action.person, *place, **told)


def _standing(action: MeetingAction, late: bool) -> str:
    """Whose it is and how it stands: Overdue since Tue 24 Nov at 16:00, PS Okafor:"""
    if action.done_at:
        return f"Done {when(action.done_at)}, {action.owner}:"
    if action.dropped_at:
        return f"Dropped {when(action.dropped_at)}, {action.owner}:"
    return f"{'Overdue since' if late else 'Due'} {when(action.due_at)}, {action.owner}:"


# -- children missing


@section("missing", permission="missing.see", nothing="No child is missing, and none was in that time.")
def missing(asked: Asked) -> list[Found]:
    """Every child missing now, or at any time since the agenda looks back; by risk, then by how long."""
    episodes = missing_since(asked.since, asked.district_id)
    # That a meeting is to talk of the child is no duty that the meeting should be told of.
    duties = open_duties_about([e.person_id for e in episodes], asked.as_of, without="briefing")
    found = [_of_episode(episode, duties.get(episode.person_id)) for episode in episodes]
    return sorted(found, key=lambda each: not each.now)


def _of_episode(episode: Episode, due: Any) -> Found:
    is_open = episode.state in (State.MISSING, State.LOCATED)
    told = {"risk": episode.risk, "since": episode.reported_at, "now": is_open, "due": due}
    told["overdue"] = due.overdue if due else 0
    place = (episode.district_id, episode.team_id)
    return Found(episode.ref(), episode.reference, _whereabouts(episode), episode.person, *place, **told)


def _whereabouts(episode: Episode) -> str:
    if episode.state == State.LOCATED:
        return "Located, wellbeing not confirmed"
    if episode.state == State.MISSING:
        return "Missing now" if episode.category == Category.MISSING else "Away from placement now"
    return f"Seen to be well {when(episode.wellbeing_confirmed_at)}" if episode.wellbeing_confirmed_at else "Back"


# -- children in police protection


@section("protection", permission="powers.see", nothing="No child is in police protection, and none was in that time.")
def protection(asked: Asked) -> list[Found]:
    """Every child in police protection, and those who were since the agenda looks back (S13); the least time left first."""
    here = Q(ended_at=None) | Q(ended_at__gt=asked.since)
    found = QuerySet(Protection).filter(here, taken_at__lte=asked.as_of).select_related("person__mother")
    found = found.filter(district_id=asked.district_id) if asked.district_id else found
    ordered = whole(found.order_by("latest_end_at", "pk"), slice(None))
    rows = sorted(ordered, key=lambda each: each.ended_at is not None)
    duties = open_duties_about([each.person_id for each in rows], asked.as_of, without="briefing")
    return [_of_protection(each, duties.get(each.person_id)) for each in rows]


def _of_protection(each: Protection, due: Any) -> Found:
    """How long is left is said by the moment at which it must end, which stays true on a page that is kept."""
    live = each.ended_at is None
    why = f"Must end by {when(each.latest_end_at)}" if live else f"Ended {when(each.ended_at)}"  # type: ignore[arg-type]
    told = {"since": each.taken_at, "now": live, "due": due, "overdue": due.overdue if due else 0}
    return Found(each.ref(), each.reference, why, each.person, each.district_id, each.team_id, **told)


# -- children in custody


@section("custody", permission="custody.see", nothing="No child is in custody, and none was in that time.")
def custody(asked: Asked) -> list[Found]:
    """Every child in custody, and those who were since the agenda looks back; those there now first, the longest first."""
    here = Q(ended_at=None) | Q(ended_at__gt=asked.since)
    found = QuerySet(Detention).filter(here, authorised_at__lte=asked.as_of).select_related("person__mother")
    found = found.filter(district_id=asked.district_id) if asked.district_id else found
    ordered = whole(found.order_by("authorised_at", "pk"), slice(None))
    rows = sorted(ordered, key=lambda each: each.ended_at is not None)
    duties = open_duties_about([each.person_id for each in rows], asked.as_of, without="briefing")
    return [_of_detention(each, duties.get(each.person_id)) for each in rows]


def _of_detention(each: Detention, due: Any) -> Found:
    live = each.ended_at is None
    why = "In custody now" if live else f"Left {when(each.ended_at)}"  # type: ignore[arg-type]
    told = {"since": each.authorised_at, "now": live, "due": due, "overdue": due.overdue if due else 0}
    return Found(each.ref(), each.reference, why, each.person, each.district_id, each.team_id, **told)


# -- referrals


@section("referrals", permission="referrals.see", nothing="No referral waits for a decision.")
def referrals(asked: Asked) -> list[Found]:
    """Referrals that wait for a decision, the gravest and then the oldest first."""
    found = referral_backlog(asked.as_of)
    rows = found.filter(district_id=asked.district_id) if asked.district_id else found
    duties = open_duties_about([each.person_id for each in rows], asked.as_of, without="briefing")
    return [_of_referral(each, duties.get(each.person_id)) for each in rows]


def _of_referral(each: Referral, due: Any) -> Found:
    why = f"{each.get_grade_display()}, waits for a decision"
    told = {"since": each.submitted_at, "due": due, "overdue": due.overdue if due else 0}
    return Found(each.ref(), each.reference, why[:300], each.person, *each.place(), **told)


@section("encompass", permission="referrals.see", nothing="Every school was told in time.")
def encompass(asked: Asked) -> list[Found]:
    """Children whose school was not told before the day began on which they came, or could not be reached (D2)."""
    found = failed_notifications(asked.as_of).select_related("person__mother", "incident")
    rows = found.filter(incident__district_id=asked.district_id) if asked.district_id else found
    return [_of_victim(each) for each in rows]


def _of_victim(each: ChildVictim) -> Found:
    why = f"School to be told by {when(each.notify_by)}" if each.notify_by else "School not reached"
    told = {"since": each.reported_at, "overdue": 1}
    return Found(each.ref(), each.incident.reference, why, each.person, *each.place(), **told)


# -- the control room


@section("incidents", permission="incidents.see", nothing="Someone was sent to every open incident with a child in it.")
def incidents(asked: Asked) -> list[Found]:
    """Open incidents in which a child is, or may be, and to which nobody was sent; as the open list has them."""
    found = undeployed_with_children(asked.as_of).select_related("person__mother")
    rows = found.filter(district_id=asked.district_id) if asked.district_id else found
    return [_of_incident(each) for each in rows]


def _of_incident(each: Incident) -> Found:
    why = f"{each.get_kind_display()}, {each.get_grade_display() or 'not graded'}, nobody sent"
    return Found(each.ref(), each.reference, why[:300], each.person, *each.place(), since=each.reported_at)


# -- what is late


@section("overdue", permission="standards.see", nothing="No review of a child’s case is overdue.")
def overdue(asked: Asked) -> list[Found]:
    """One item a child: the reviews overdue now, the oldest first. A child who is on the agenda already is not put there
    twice; the other item says how many duties are overdue."""
    duties = Duty.objects.filter(open_at(asked.as_of), standard__in=_reviews(), due_at__lt=asked.as_of)
    duties = duties.filter(person_id__isnull=False).exclude(person_id__in=asked.told)
    here = duties.filter(district_id=asked.district_id) if asked.district_id else duties
    of_child: dict[int, list[Duty]] = {}
    for duty in here.order_by("due_at", "pk"):
        of_child.setdefault(duty.person_id or 0, []).append(duty)
    people = QuerySet(Person).select_related("mother").in_bulk(of_child)
    return [_of_reviews(late, people.get(person)) for person, late in of_child.items()]


def _reviews() -> list[str]:
    return [key for key, each in Standard.register.items() if each.room() in REVIEWED and "review" in key]


def _of_reviews(late: list[Duty], person: Any) -> Found:
    first = late[0]
    titles = list(dict.fromkeys(Standard.register[duty.standard].title for duty in late))
    why = f"{len(late)} overdue: {'; '.join(titles)}"
    told = {"since": first.due_at, "overdue": len(late)}
    return Found(first.subject_ref(), "", why[:300], person, first.district_id, first.team_id, **told)


# -- what an earlier meeting did not come to


def not_discussed(meeting: Meeting) -> dict[tuple[str, CaseRef], AgendaItem]:
    """Items of that meeting that it ended without, by section and case."""
    items = QuerySet(AgendaItem).filter(meeting=meeting, not_discussed_at__isnull=False, settled_at=None, case_id__gt=0)
    return {
        (item.section, CaseRef(item.room, item.kind, item.case_id)): item for item in items.select_related("person")
    }


def carried(item: AgendaItem) -> Found:
    """An item that is carried over although its case has left its list since."""
    place = (item.district_id, item.team_id)
    told = {"since": item.since, "risk": item.risk, "overdue": item.overdue, "now": False}
    ref = CaseRef(item.room, item.kind, item.case_id)
    why = item.why if item.why.startswith("Then: ") else f"Then: {item.why}"
    return Found(ref, item.reference, why[:300], item.person, *place, **told)


def people_of(found: Iterable[Found]) -> set[int]:
    return {each.person_id for each in found if each.person_id is not None}
