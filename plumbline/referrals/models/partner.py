"""With whom a referral is shared, and what they made of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet

from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record
from plumbline.referrals.models.referral import Referral, ReferralRecord


class RecipientKind(models.TextChoices):
    SOCIAL_CARE = "social-care", "Children's social care"
    HEALTH = "health", "Health"
    EDUCATION = "education", "Education"
    YOUTH_JUSTICE = "youth-justice", "Youth justice"
    OTHER = "other", "Another agency"


class Recipient(Record):
    """An agency that referrals are shared with: an authority's social care, a health trust, a school."""

    keeps = {"name": "an agency", "contact": "an agency's address"}

    kind = models.CharField(max_length=14, choices=RecipientKind.choices)
    name = models.CharField(max_length=120)
    contact = models.CharField(max_length=200, blank=True, help_text="secure e-mail or telephone")
    is_open = models.BooleanField(default=True, help_text="offered when a referral is shared")

    class Meta(Record.Meta):
        constraints = [
            known("kind", RecipientKind),
            models.UniqueConstraint(
                name="recipient_once", fields=["name"], violation_error_message="There is a recipient of that name."
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerAccount(PartRecord):
    """A person outside the force who sees what is shared with one recipient, and nothing else."""

    part_of = "recipient"

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="partner_accounts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="partner_accounts")
    given_at = MomentField()
    given_by = who(null=True)
    ended_at = MomentField(null=True, blank=True)
    ended_by = who(null=True)

    class Meta(Record.Meta):
        constraints = [
            paired("ended", "Ending a partner's access"),
            models.UniqueConstraint(
                name="partneraccount_once",
                fields=["user"],
                condition=Q(ended_at=None),
                violation_error_message="This account sees the referrals of a recipient already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.recipient}"


class Way(models.TextChoices):
    """How it was shared."""

    ACCOUNT = "account", "They sign in here"
    EMAIL = "email", "Secure e-mail"
    TELEPHONE = "telephone", "Telephone"
    MEETING = "meeting", "In a meeting"


class Outcome(models.TextChoices):
    """What social care does with it (domain R10)."""

    IMMEDIATE = "immediate", "Immediate protection"
    SECTION_47 = "section-47", "Section 47 enquiry"
    IN_NEED = "in-need", "Assessment as a child in need (section 17)"
    SPECIALIST = "specialist", "Specialist assessment"
    EARLY_HELP = "early-help", "Early help or services"
    KNOWN = "known", "Added to an open case"
    INSUFFICIENT = "insufficient", "Sent back: not enough was told"
    NONE = "none", "No further action"


class Sharing(ReferralRecord):
    """One referral shared with one recipient: when, by whom, how, and word for word what was sent."""

    scrubs = ("content", "acknowledged_name")

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="sharings")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="sharings")
    way = models.CharField(max_length=10, choices=Way.choices)
    content = Text(max_length=30_000, help_text="what was sent, as it was sent")
    shared_at = MomentField()
    shared_by = who()
    acknowledged_at = MomentField(null=True, blank=True)
    acknowledged_by = who("whoever recorded it: the partner, or the hub that was told", null=True)
    acknowledged_name = models.CharField(max_length=120, blank=True, help_text="who at the recipient's said so")

    class Meta(Record.Meta):
        constraints = [
            known("way", Way),
            paired("acknowledged", "An acknowledgement"),
            models.CheckConstraint(
                name="sharing_has_content",
                condition=~Q(content=""),
                violation_error_message="Say what is shared.",
            ),
            models.CheckConstraint(
                name="sharing_acknowledged_after",
                condition=Q(acknowledged_at=None) | Q(acknowledged_at__gte=F("shared_at")),
                violation_error_message="It is acknowledged after it was shared.",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-shared_at"], name="sharing_recipient"),
            models.Index(fields=["referral", "shared_at"], name="sharing_referral"),
        ]

    def __str__(self) -> str:
        return f"Shared with {self.recipient}"

    def owners(self) -> list[int]:
        """Those of the recipient who sign in here: a grant over own cases reaches what was shared with them."""
        live = QuerySet(PartnerAccount).filter(recipient_id=self.recipient_id, ended_at=None)
        return [*super().owners(), *live.values_list("user_id", flat=True)]


class Answer(ReferralRecord):
    """What the recipient does with it. A later answer stands beside the earlier, and says why it differs."""

    scrubs = ("says", "why_changed", "answered_name")

    sharing = models.ForeignKey(Sharing, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField(help_text="1 for the first answer")
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    says = Text(blank=True, max_length=5000)
    why_changed = Text(blank=True, max_length=1000)
    answered_at = MomentField()
    answered_by = who("whoever recorded it: the partner, or the hub that was told")
    answered_name = models.CharField(max_length=120, help_text="who at the recipient's answered")

    class Meta(Record.Meta):
        constraints = [
            known("outcome", Outcome),
            models.CheckConstraint(
                name="answer_change_has_reason",
                condition=Q(number=1) | ~Q(why_changed=""),
                violation_error_message="There is an answer already. Say why it changes.",
            ),
            models.UniqueConstraint(
                name="answer_numbered_once",
                fields=["sharing", "number"],
                violation_error_message="Someone else answered a moment ago. Read their answer first.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()

    @property
    def referral(self) -> Referral:
        return self.sharing.referral
