"""What comes in while a child is missing, where it was looked for, and what is supposed. Supposition is not risk (M13)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from plumbline.missing.models.episode import Episode, EpisodeRecord


class InformationKind(models.TextChoices):
    SIGHTING = "sighting", "Sighting"
    INTELLIGENCE = "intelligence", "Intelligence"
    MESSAGE = "message", "Message or call from the child"
    NOTE = "note", "Note"


class Information(EpisodeRecord):
    """Something new on an episode. What bears on risk makes the assessment in force stale until risk is looked at again."""

    scrubs = ("where", "told_by", "says")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="information")
    kind = models.CharField(max_length=12, choices=InformationKind.choices)
    happened_at = MomentField()
    where = models.CharField(max_length=300, blank=True)
    told_by = models.CharField(max_length=120, help_text="who supplied it")
    says = Text()
    bears_on_risk = models.BooleanField(default=True)
    taken_by = who()

    class Meta(Record.Meta):
        verbose_name_plural = "information"
        constraints = [known("kind", InformationKind)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.says}"


class Hypothesis(EpisodeRecord):
    """Where the child may be and why: something to test, kept apart from the risk."""

    scrubs = ("supposes", "because")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="hypotheses")
    supposes = Text(max_length=1000)
    made_at = MomentField()
    made_by = who()
    settled_at = MomentField(null=True, blank=True)
    settled_by = who(null=True)
    held = models.BooleanField(null=True, blank=True, help_text="whether it proved right")
    because = Text(blank=True, max_length=1000)

    class Meta(Record.Meta):
        verbose_name_plural = "hypotheses"
        constraints = [
            paired("settled", "Settling a hypothesis"),
            models.CheckConstraint(
                name="hypothesis_settled_told",
                condition=Q(settled_at=None, held=None) | Q(settled_at__isnull=False, held__isnull=False),
                violation_error_message="A settled hypothesis proved right or wrong.",
            ),
        ]

    def __str__(self) -> str:
        return self.supposes


class ContactKind(models.TextChoices):
    SOCIAL_WORKER = "social-worker", "Social worker"
    CARER = "carer", "Parent, carer or placement"
    INFORMANT = "informant", "Who reported it"
    HEALTH = "health", "Health"
    SCHOOL = "school", "School"
    OTHER = "other", "Someone else"


class Contact(EpisodeRecord):
    """An attempt to speak to someone who shares the care of the child, and what they said."""

    scrubs = ("with_whom", "says")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=14, choices=ContactKind.choices)
    happened_at = MomentField()
    contacted_by = who()
    with_whom = models.CharField(max_length=120)
    is_reached = models.BooleanField()
    says = Text(blank=True, help_text="what they said about the risk, or why they could not be reached")

    class Meta(Record.Meta):
        constraints = [known("kind", ContactKind)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.with_whom}{'' if self.is_reached else ' (not reached)'}"


class SourceToCheck(models.TextChoices):
    """Where to look before the risk is settled (APP risk identification, M5)."""

    INFORMANT = "informant", "Who reported it"
    FAMILY = "family", "Family"
    CARERS = "carers", "Carers or placement"
    ASSOCIATES = "associates", "Friends and associates"
    PREVIOUS = "previous", "Previous missing reports"
    PNC = "pnc", "Police National Computer"
    PND = "pnd", "Police National Database"
    INTELLIGENCE = "intelligence", "Local intelligence"


class SourceCheck(EpisodeRecord):
    """One source looked at, or why it was not."""

    scrubs = ("found",)

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="source_checks")
    source = models.CharField(max_length=12, choices=SourceToCheck.choices)
    is_done = models.BooleanField()
    found = Text(blank=True, max_length=2000, help_text="what it showed, or why it was not looked at")
    checked_at = MomentField()
    checked_by = who()

    class Meta(Record.Meta):
        constraints = [
            known("source", SourceToCheck),
            models.UniqueConstraint(
                name="sourcecheck_once",
                fields=["episode", "source"],
                violation_error_message="Someone recorded this source a moment ago. Load the page again.",
            ),
            models.CheckConstraint(
                name="sourcecheck_why_not",
                condition=Q(is_done=True) | ~Q(found=""),
                violation_error_message="Say why the source was not looked at.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {'done' if self.is_done else 'not done'}"
