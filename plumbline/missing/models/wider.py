"""Decisions beyond the search itself, and the views that people keep of the list."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from plumbline.kernel.constraints import paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from plumbline.missing.models.episode import Episode, EpisodeRecord
from plumbline.people.models import Person


class AlertDecision(EpisodeRecord):
    """Whether to ask for a Child Rescue Alert, against the four criteria, and why (M22, M23)."""

    scrubs = ("rationale",)

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="alert_decisions")
    decided_at = MomentField()
    decided_by = who()
    is_under_18 = models.BooleanField()
    is_abducted = models.BooleanField(help_text="reasonable belief that the child was kidnapped or abducted")
    is_in_danger = models.BooleanField(help_text="imminent danger of serious harm or death")
    public_can_help = models.BooleanField(help_text="enough is known for the public to help")
    is_asked_for = models.BooleanField(help_text="an alert is asked for")
    rationale = Text(max_length=2000)

    class Meta(Record.Meta):
        constraints = [paired("decided", "The decision")]

    def __str__(self) -> str:
        return f"Child Rescue Alert {'asked for' if self.is_asked_for else 'not asked for'}"


class StrategyMeeting(Record):
    """A strategy meeting about a child who goes missing often: asked for, held, and what it decided (M30)."""

    scrubs = ("attended", "outcome")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="strategy_meetings")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="strategy_meetings")
    requested_at = MomentField()
    requested_by = who()
    held_at = MomentField(null=True, blank=True)
    held_by = who("who recorded that it was held", null=True)
    attended = models.CharField(max_length=500, blank=True, help_text="agencies")
    outcome = Text(blank=True)

    class Meta(Record.Meta):
        constraints = [paired("held", "A meeting that was held")]

    def __str__(self) -> str:
        return "Strategy meeting"

    def case(self) -> Record:
        return self.episode

    def person_ids(self) -> list[int]:
        return [self.person_id]

    def place(self) -> tuple[int | None, int | None]:
        return self.episode.place()

    def owners(self) -> list[int]:
        return self.episode.owners()

    def root(self) -> Record:
        return Person(pk=self.person_id)


class SavedView(Record):
    """A filter of the list that someone named and kept."""

    scrubs = ("name", "query")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                name="savedview_name_once",
                fields=["user", "name"],
                violation_error_message="You have a view of that name.",
            ),
            models.CheckConstraint(
                name="savedview_named", condition=~Q(name=""), violation_error_message="Name the view."
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def owners(self) -> list[int]:
        return [self.user_id]
