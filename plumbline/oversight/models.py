"""What oversight keeps of its own: whom the news is about, and which patterns somebody looked into."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record


class NewsListing(Record):
    """A person in the news, whose record somebody may open out of curiosity. The information-security officer keeps the list."""

    person = models.BigIntegerField(help_text="number of the person in the force's index of people")
    reason = Text(max_length=500, help_text="what the news is about")
    starts_on = models.DateField(help_text="from which day reads of the record are worth a look")
    ends_on = models.DateField(null=True, blank=True, help_text="last day; empty while the person is in the news")
    listed_at = MomentField()
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    scrubs = ("reason",)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="news_listing_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="The last day cannot lie before the first.",
            ),
            models.UniqueConstraint(
                name="news_listing_open_once",
                fields=["person"],
                condition=Q(ends_on=None),
                violation_error_message="This person is on the list already.",
            ),
        ]

    def __str__(self) -> str:
        return f"In the news since {self.starts_on:%-d %b %Y}"

    def person_ids(self) -> list[int]:
        return [self.person]


class RuleKey(models.TextChoices):
    """What a pattern is called in an address and in a record. What each means stands in `queries.patterns`."""

    OWN_NAME = "own-name", "Own family name"
    COLLEAGUE = "colleague", "A colleague’s name"
    IN_THE_NEWS = "in-the-news", "A person in the news"
    NO_WORK = "no-work", "No work on the record"
    VOLUME = "volume", "Volume out of pattern"
    HOURS = "hours", "Out of hours"


class LookOutcome(models.TextChoices):
    EXPLAINED = "explained", "In order: explained by the work"
    STILL_LOOKING = "still-looking", "Still being looked into"
    ADVICE = "advice", "Advice given"
    REFERRED = "referred", "Passed to professional standards"


class Look(Record):
    """One finding of a pattern was looked into by someone, with what came of it. It names numbers alone, no content."""

    rule = models.CharField(max_length=12, choices=RuleKey.choices)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=60, help_text="which finding of the rule: person/12, day/2026-11-03")
    person = models.BigIntegerField(null=True, blank=True, help_text="whose data the finding is about, if one person's")
    last_at = MomentField(help_text="the last read that the finding rested on; later ones make it new again")
    outcome = models.CharField(max_length=14, choices=LookOutcome.choices)
    note = Text(max_length=2000)
    looked_at = MomentField()
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    scrubs = ("note",)
    keeps = {"about": "numbers alone: which finding of the rule it was"}

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="look_rule_known",
                condition=Q(rule__in=RuleKey.values),
                violation_error_message="Choose a pattern from the list.",
            ),
            models.CheckConstraint(
                name="look_outcome_known",
                condition=Q(outcome__in=LookOutcome.values),
                violation_error_message="Choose an outcome from the list.",
            ),
            models.CheckConstraint(
                name="look_by_another",
                condition=~Q(officer=F("looked_by")),
                violation_error_message="Nobody looks into what they did themselves.",
            ),
        ]
        indexes = [models.Index(fields=["rule", "officer", "about"], name="look_finding")]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}: {self.get_outcome_display().lower()}"

    def person_ids(self) -> list[int]:
        return [self.person] if self.person else []
