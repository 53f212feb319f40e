"""Those who are missing when the demo starts, at whatever hour that is: sixteen children, each standing for a situation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from plumbline.demo import words
from plumbline.demo.children import Absence, Child
from plumbline.demo.dice import Dice
from plumbline.demo.searching import result
from plumbline.kernel import clock
from plumbline.missing.models import Enquiry
from plumbline.people.models.person import coming_of_age

if TYPE_CHECKING:
    from plumbline.demo.story import Story


@dataclass(frozen=True)
class Line:
    """One enquiry given to PC Bell; in minutes from now, negative where it lies behind."""

    kind: str
    set_at: int
    due_at: int
    resulted_at: int | None = None
    is_started: bool = False


@dataclass(frozen=True)
class Live:
    """A child missing now: since when, where, and what nobody has done yet. Times are in minutes."""

    ago: int
    area: str
    level: str = "medium"
    is_looked_after: bool = False
    is_okafors: bool = False
    is_often: bool = False
    omits: frozenset[str] = frozenset()
    stops_after: int | None = None
    found_ago: int | None = None
    bell: tuple[Line, ...] = ()

    def horizon(self, at: datetime, now: datetime) -> datetime:
        """After this nothing is recorded; for a call just taken, minutes after it."""
        return now if self.stops_after is None else at + timedelta(minutes=self.stops_after)


def _without(*what: str) -> frozenset[str]:
    return frozenset(what)


NOW: tuple[Live, ...] = (
    # Reported within the hour, nothing done yet.
    Live(11, "EH", stops_after=3, omits=_without("grade")),
    Live(27, "WB", is_looked_after=True, stops_after=5, omits=_without("grade")),
    Live(49, "HF", stops_after=7, omits=_without("grade")),
    # PS Okafor's: two that wait for a first review, one whose results wait for a check.
    Live(97, "AM", "high", is_okafors=True, omits=_without("reviews"),
         bell=(Line("address", -70, 25), Line("phone", -68, 65, is_started=True))),
    Live(192, "AM", is_looked_after=True, is_okafors=True, is_often=True, omits=_without("reviews", "plan"),
         bell=(Line("associate", -170, -50), Line("camera", -150, 40), Line("search", -172, -110, resulted_at=-21))),
    Live(385, "AM", is_okafors=True, omits=_without("checks"),
         bell=(Line("school", -350, -200, resulted_at=-215), Line("area", -340, -120, is_started=True),
               Line("online", -330, -60, resulted_at=-34))),
    # Under way, better or worse.
    Live(276, "EH", is_looked_after=True),
    Live(468, "HF", "high", is_often=True, omits=_without("plan", "pnc")),
    Live(665, "WB", is_looked_after=True, is_often=True),
    Live(1310, "HF", is_looked_after=True, omits=_without("reassess")),
    Live(1780, "EH", "high"),
    # Located, not yet seen.
    Live(905, "EH", found_ago=52, omits=_without("wellbeing")),
    Live(1865, "WB", is_looked_after=True, found_ago=135, omits=_without("wellbeing")),
    # Days.
    Live(3180, "HF", is_looked_after=True, omits=_without("pnc")),
    Live(4820, "WB", omits=_without("ukmpu", "reassess")),
    Live(7090, "AM", "high", is_looked_after=True, is_often=True, omits=_without("reassess")),
)  # fmt: skip


def place(dice: Dice, children: list[Child], now: datetime) -> None:
    """Give each situation to a child whom it fits."""
    taken: set[int] = set()
    for live in NOW:
        reported_at = now - timedelta(minutes=live.ago)
        fits = [child for child in children if id(child) not in taken and _is_free(child, reported_at, now)]
        if not fits:
            continue  # a force of a handful of children, as tests build it
        best = max(_likeness(child, live) for child in fits)
        child = dice.pick([child for child in fits if _likeness(child, live) == best])
        found_at = now + timedelta(hours=9) if live.found_ago is None else now - timedelta(minutes=live.found_ago)
        child.absences.append(Absence(child, reported_at, found_at, live=live))
        taken.add(id(child))


def _is_free(child: Child, at: datetime, now: datetime) -> bool:
    """Back since two days at least, and a child for some time to come."""
    adult_from = coming_of_age(child.born)
    is_child = adult_from is None or adult_from > clock.local(now).date() + timedelta(days=40)
    return is_child and child.absences[-1].found_at < at - timedelta(days=2)


def _likeness(child: Child, live: Live) -> int:
    in_place = child.patch.area.code == live.area
    return (
        4 * in_place
        + 2 * (child.is_looked_after == live.is_looked_after)
        + ((len(child.absences) >= 4) == live.is_often)
    )


def add_bells_enquiries(story: Story) -> None:
    """What PC Bell has on the list: due soon, overdue, started, and resulted but not checked."""
    for line in story.live.bell if story.live else ():
        sentences, where = words.ENQUIRIES[line.kind]
        made = Enquiry(episode=story.episode, kind=line.kind, is_trace=line.kind != "inform", what=story.say(sentences))
        made.where = where.format_map(story.slots)
        made.set_at, made.due_at = (story.now + timedelta(minutes=m) for m in (line.set_at, line.due_at))
        made.set_by_id = story.sergeant.id
        made.allocated_at, made.allocated_to_id = made.set_at, story.officer.id
        if line.is_started or line.resulted_at is not None:
            made.started_at = made.set_at + timedelta(minutes=15)
        if line.resulted_at is not None:
            result(story, made, story.now + timedelta(minutes=line.resulted_at), "nothing")
        story.enquiries.append(story.add(made, made.set_at))
