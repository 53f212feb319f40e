"""Trigger plans: what is to be done at once when this child is next missing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from plumbline.kernel import acts
from plumbline.kernel.constraints import paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record
from plumbline.missing.models.episode import Episode, EpisodeRecord
from plumbline.people.models import Person


class TriggerPlan(Record):
    """One version of a child's trigger plan. A plan without tasks only informs, and is shown as such (K42)."""

    scrubs = ("informs", "reason")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="trigger_plans")
    number = models.PositiveSmallIntegerField(help_text="version, from 1")
    made_at = MomentField()
    made_by = who()
    informs = Text(blank=True, help_text="background: places, people, what worked before")
    reason = models.CharField(max_length=500, help_text="why the plan was made or changed")
    review_due_at = MomentField()
    reviewed_at = MomentField(
        null=True, blank=True, help_text="confirmed as still right, or replaced by a newer version"
    )
    reviewed_by = who(null=True)
    is_current = models.BooleanField(default=True)

    class Meta(Record.Meta):
        constraints = [
            paired("reviewed", "A review of the plan"),
            models.UniqueConstraint(
                name="plan_version_once",
                fields=["person", "number"],
                violation_error_message="Someone made a version of this plan a moment ago. Load the page again.",
            ),
            models.UniqueConstraint(
                name="plan_one_current",
                fields=["person"],
                condition=Q(is_current=True),
                violation_error_message="The child has a current trigger plan: make a new version of it.",
            ),
            models.CheckConstraint(
                name="plan_review_after_made",
                condition=Q(review_due_at__gt=models.F("made_at")),
                violation_error_message="A plan is reviewed after it is made.",
            ),
        ]

    def __str__(self) -> str:
        return f"Trigger plan, version {self.number}"

    def person_ids(self) -> list[int]:
        return [self.person_id]

    def root(self) -> Record:
        return Person(pk=self.person_id)

    def make_room(self, person_id: int) -> None:
        """It becomes the last of the versions there; where a plan is current there already, that one stays so and this one
        counts as looked at by whoever combines the records."""
        doing, there = acts.current(), models.QuerySet(TriggerPlan).filter(person=person_id)
        self.number = (there.aggregate(last=models.Max("number"))["last"] or 0) + 1
        if self.is_current and there.filter(is_current=True).exists():
            self.is_current = False
            if self.reviewed_at is None:
                self.reviewed_at, self.reviewed_by = doing.at, doing.actor.user

    @property
    def directs(self) -> bool:
        """Whether it tells anyone to do anything."""
        return len(self.tasks.all()) > 0


class PlanTask(PartRecord):
    """One directed enquiry of a plan: who does what, where."""

    part_of = "plan"
    scrubs = ("who_does", "where", "what")
    keeps = {"kind": "a kind of enquiry"}

    plan = models.ForeignKey(TriggerPlan, on_delete=models.PROTECT, related_name="tasks")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=14, help_text="kind of enquiry that it becomes")
    who_does = models.CharField(max_length=120, help_text="role or unit")
    where = models.CharField(max_length=300, blank=True)
    what = Text(max_length=1000)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                name="plantask_order_once",
                fields=["plan", "order"],
                violation_error_message="Two tasks of a plan cannot have the same place in it.",
            )
        ]

    def __str__(self) -> str:
        return self.what


class PlanOpening(EpisodeRecord):
    """The plan was opened on an episode, and its tasks set as enquiries there."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="openings")
    plan = models.ForeignKey(TriggerPlan, on_delete=models.PROTECT, related_name="openings")
    opened_at = MomentField()
    opened_by = who()

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                name="planopening_once",
                fields=["episode", "plan"],
                violation_error_message="This plan was opened on this episode already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} opened"
