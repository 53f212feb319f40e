"""One episode told from beginning to end, in the order in which its parts need each other."""

from __future__ import annotations

from plumbline.demo import incidents, live, reporting, returning, searching
from plumbline.demo.children import Absence
from plumbline.demo.force import World
from plumbline.demo.rows import Rows
from plumbline.demo.story import Story


def tell(world: World, rows: Rows, absence: Absence) -> Story:
    """All rows of one episode, as its acts would have left them by now."""
    story = Story(world, rows, absence)
    reporting.report(story)
    reporting.take_intake(story)
    reporting.grade(story)
    reporting.look_at_sources(story)
    reporting.tell_partners(story)
    searching.open_plan(story)
    searching.enquire(story)
    live.add_bells_enquiries(story)
    searching.learn(story)
    searching.supervise(story)
    searching.tell_further(story)
    story.episode.risk = story.assessments[-1].level if story.assessments else ""
    returning.come_back(story)
    incidents.calls_of(story)
    return story
