"""Reviews, holds, and who confirmed the numbers by which they fall due."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.kernel.constraints import who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record
from plumbline.people.models import Person


def paired(name: str, said: str, also: Q | None = None) -> models.CheckConstraint:
    """When and by whom go together; `also` must hold where they are there."""
    both = Q(**{f"{name}_at__isnull": False, f"{name}_by__isnull": False})
    neither = Q(**{f"{name}_at": None, f"{name}_by": None})
    return models.CheckConstraint(
        name=f"%(class)s_{name}_paired", condition=neither | (both & (also or Q())), violation_error_message=said
    )


class OfPerson(Record):
    """What the tables about one person have in common: their case and their lock are the person's."""

    class Meta(Record.Meta):
        abstract = True

    def case(self) -> Record:
        return self

    def root(self) -> Record:
        return Person(pk=self.person_id)  # type: ignore[attr-defined]

    def person_ids(self) -> list[int]:
        return [self.person_id]  # type: ignore[attr-defined]


class Group(models.IntegerChoices):
    """The groups of MoPI, by which forces still sort what they keep under the PIRM code. The highest is 1."""

    PUBLIC_PROTECTION = 1, "1: public protection and the most serious matters"
    SERIOUS = 2, "2: other sexual, violent and serious matters"
    OTHER = 3, "3: all other offences"
    REST = 4, "4: missing people, victims, witnesses, intelligence"


class Decision(models.TextChoices):
    RETAIN = "retain", "Keep it"
    DISPOSE = "dispose", "Dispose of it"


class RetentionReview(OfPerson):
    """Whether what is known of one person is still needed: the national assessment, the decision and what came of it."""

    scrubs = ("answers", "rationale", "under_ten_reason", "stop_reason")
    clashes = {
        "retention_one_open": "Both records have an open retention review. Record one of them first.",
        "retention_one_disposal": "A disposal is decided for both records. Stop one of them first.",
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="retention_reviews")
    group = models.PositiveSmallIntegerField(choices=Group.choices)
    counted_from = models.DateField(help_text="day of the last relevant event when the review was opened")
    is_under_ten = models.BooleanField(help_text="under ten at the last relevant event, or now: shown apart")
    opened_at = MomentField()
    due_on = models.DateField(help_text="the day by which the review is held")
    due_at = MomentField(editable=False, help_text="the last second of that day")
    answers = models.JSONField(default=dict, blank=True, help_text="the national assessment: question, answer, reason")
    reviewed_at = MomentField(null=True, blank=True)
    reviewed_by = who(null=True)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    rationale = Text(blank=True)
    under_ten_reason = Text(blank=True, max_length=2000, help_text="why it is necessary and proportionate to keep")
    next_review_on = models.DateField(null=True, blank=True)
    approved_at = MomentField(null=True, blank=True)
    approved_by = who(null=True)
    stopped_at = MomentField(null=True, blank=True)
    stopped_by = who(null=True)
    stop_reason = Text(blank=True, max_length=1000)
    disposed_at = MomentField(null=True, blank=True)
    disposed_by = who(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="retention_group_known",
                condition=Q(group__in=Group.values),
                violation_error_message="Choose a group from the list.",
            ),
            models.CheckConstraint(
                name="retention_decision_known",
                condition=Q(decision__in=["", *Decision.values]),
                violation_error_message="Choose a decision from the list.",
            ),
            paired("reviewed", "A review says who decided, when, what and why.", ~Q(decision="") & ~Q(rationale="")),
            models.CheckConstraint(
                name="retention_decided_when_reviewed",
                condition=Q(decision="") | Q(reviewed_at__isnull=False),
                violation_error_message="A decision is made in a review.",
            ),
            models.CheckConstraint(
                name="retention_next_if_kept",
                condition=Q(decision=Decision.RETAIN, next_review_on__isnull=False)
                | (~Q(decision=Decision.RETAIN) & Q(next_review_on=None)),
                violation_error_message="What is kept has a day of next review; what is disposed of has none.",
            ),
            paired(
                "approved",
                "A disposal is approved by someone other than who decided it.",
                Q(decision=Decision.DISPOSE) & ~Q(approved_by=F("reviewed_by")),
            ),
            paired("stopped", "Stopping says when, by whom and why.", Q(decision="dispose") & ~Q(stop_reason="")),
            paired(
                "disposed",
                "Only a disposal that another person approved, and nobody stopped, is carried out.",
                Q(approved_at__isnull=False, stopped_at=None),
            ),
            models.UniqueConstraint(
                name="retention_one_open",
                fields=["person"],
                condition=Q(reviewed_at=None),
                violation_error_message="This person has an open retention review already.",
            ),
            models.UniqueConstraint(
                name="retention_one_disposal",
                fields=["person"],
                condition=Q(decision=Decision.DISPOSE, disposed_at=None, stopped_at=None),
                violation_error_message="A disposal is decided for this person already.",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(reviewed_at=None), name="retention_to_review")]

    def __str__(self) -> str:
        return f"Retention review of {self.person.reference}"

    @property
    def stage(self) -> str:
        """How far it has come, in a word."""
        if self.reviewed_at is None:
            return "to be held"
        if self.decision == Decision.RETAIN:
            return "kept"
        stages = (("disposed", self.disposed_at), ("stopped", self.stopped_at), ("approved", self.approved_at))
        return next((name for name, at in stages if at), "to be approved")


class HoldKind(models.TextChoices):
    """Why nothing may be disposed of for now (Z10 names inquiries and litigation; a force's own list would differ little)."""

    INQUIRY = "inquiry", "Public or national inquiry"
    LITIGATION = "litigation", "Litigation"
    PROCEEDINGS = "proceedings", "Criminal or family proceedings"
    COMPLAINT = "complaint", "Complaint or misconduct"
    REQUEST = "request", "Request by the person for their data"
    OTHER = "other", "Another reason"


class Hold(OfPerson):
    """Nothing of one person may be disposed of, until somebody lifts this."""

    scrubs = ("reason", "lift_reason")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=12, choices=HoldKind.choices)
    reason = Text(max_length=2000)
    set_at = MomentField()
    set_by = who()
    review_on = models.DateField(help_text="the day by which somebody looks at it again")
    lifted_at = MomentField(null=True, blank=True)
    lifted_by = who(null=True)
    lift_reason = Text(blank=True, max_length=2000)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="hold_kind_known",
                condition=Q(kind__in=HoldKind.values),
                violation_error_message="Choose the kind of hold from the list.",
            ),
            models.CheckConstraint(
                name="hold_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why the hold is set.",
            ),
            paired("set", "A hold says who set it, and when."),
            paired("lifted", "Lifting a hold says when, by whom and why.", ~Q(lift_reason="")),
        ]
        indexes = [models.Index(fields=["person"], condition=Q(lifted_at=None), name="hold_standing")]

    def __str__(self) -> str:
        return f"Hold on {self.person.reference}: {self.get_kind_display().lower()}"


class HoldReview(PartRecord):
    """One look at a hold that was promised for a day: held or not, and what came of it. The next is a row of its own."""

    part_of = "hold"
    scrubs = ("note",)

    class Decision(models.TextChoices):
        KEEP = "keep", "Keep the hold"
        LIFT = "lift", "Lift the hold"

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="reviews")
    opened_at = MomentField()
    due_on = models.DateField()
    due_at = MomentField(editable=False, help_text="the last second of that day")
    reviewed_at = MomentField(null=True, blank=True)
    reviewed_by = who(null=True)
    decision = models.CharField(max_length=4, choices=Decision.choices, blank=True)
    note = Text(blank=True, max_length=2000)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="holdreview_decision_known",
                condition=Q(decision="", reviewed_at=None)
                | Q(decision__in=["keep", "lift"], reviewed_at__isnull=False),
                violation_error_message="A review of a hold keeps it or lifts it.",
            ),
            paired("reviewed", "A review of a hold says who looked, when and what they found.", ~Q(note="")),
            models.UniqueConstraint(
                name="holdreview_one_open",
                fields=["hold"],
                condition=Q(reviewed_at=None),
                violation_error_message="This hold waits for a review already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Review of: {self.hold}"


class PeriodConfirmation(Record):
    """A records manager read a number of the retention policy and says that it holds in this force."""

    number = models.CharField(max_length=60, help_text="the key of the number, or of the list, in retention/standards")
    value = models.PositiveIntegerField(help_text="the value confirmed; a list's is its version")
    confirmed_at = MomentField()
    confirmed_by = who()
    note = Text(max_length=1000, help_text="what it was checked against")

    class Meta(Record.Meta):
        constraints = [
            paired("confirmed", "A confirmation says who confirmed the number, and when.", ~Q(note="")),
        ]
        indexes = [models.Index(fields=["number", "id"], name="period_number")]

    def __str__(self) -> str:
        return f"{self.number}: {self.value}"
