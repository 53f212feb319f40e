"""The charge, and where the child goes if bail is refused (PACE 1984, section 38).

After charge a child who is not bailed is moved to local authority accommodation, or the custody officer certifies why not: one
of the two, and never both at once. The database holds that.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.custody.models.detention import Detention, DetentionRecord
from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text

# PACE 1984, section 38(6)(b), as quoted by those who work with it: 12. One keyword page says 13 (domain C9); the statute's
# wording was preferred.
SECURE_FROM_AGE = 12


class Bail(models.TextChoices):
    RELEASED = "released", "Released without bail"
    GRANTED = "granted", "Bail without conditions"
    CONDITIONS = "conditions", "Bail with conditions"
    REFUSED = "refused", "Bail refused"


class BailGround(models.TextChoices):
    """Section 38(1), as an older published version of the section gives it; a child may be kept in their own interests too."""

    IDENTITY = "identity", "Name or address not known, or doubted"
    APPEARANCE = "appearance", "Would not come to court"
    OFFENCE = "offence", "Would commit an offence"
    INJURY = "injury", "Would hurt someone, or damage property"
    INTERFERENCE = "interference", "Would interfere with justice or the investigation"
    PROTECTION = "protection", "For their own protection"
    INTERESTS = "interests", "In the child's own interests"


class Charge(DetentionRecord):
    """The child is charged, and bail decided. A refusal keeps its ground and the reasons in writing (C7)."""

    scrubs = ("offence", "reasons", "conditions")

    detention = models.OneToOneField(Detention, on_delete=models.PROTECT, related_name="charge")
    charged_at = MomentField()
    charged_by = who("who recorded it")
    offence = models.CharField(max_length=300)
    bail = models.CharField(max_length=10, choices=Bail.choices)
    bail_decided_at = MomentField()
    bail_decided_by = who("custody officer who decided")
    ground = models.CharField(max_length=12, choices=BailGround.choices, blank=True, help_text="the main one")
    reasons = Text(blank=True, max_length=3000)
    conditions = Text(blank=True, max_length=2000)

    class Meta(DetentionRecord.Meta):
        constraints = [
            known("bail", Bail),
            known("ground", BailGround),
            models.CheckConstraint(
                name="charge_bail_after_charge",
                condition=Q(bail_decided_at__gte=F("charged_at")),
                violation_error_message="Bail is decided after the charge, not before.",
            ),
            models.CheckConstraint(
                name="charge_refusal_has_grounds",
                condition=(Q(bail=Bail.REFUSED) & ~Q(ground="") & ~Q(reasons=""))
                | (~Q(bail=Bail.REFUSED) & Q(ground="")),
                violation_error_message="A refusal of bail has its ground and reasons; bail that is given has none.",
            ),
            models.CheckConstraint(
                name="charge_conditions_written",
                condition=~Q(bail=Bail.CONDITIONS) | ~Q(conditions=""),
                violation_error_message="Write down the conditions of bail.",
            ),
        ]

    def __str__(self) -> str:
        return f"Charged; {self.get_bail_display().lower()}"

    @property
    def is_refused(self) -> bool:
        return self.bail == Bail.REFUSED


class AccommodationKind(models.TextChoices):
    NON_SECURE = "non-secure", "Non-secure"
    SECURE = "secure", "Secure"


class Harm(models.TextChoices):
    """What makes a secure request possible: harm to the public of this gravity (C10)."""

    DEATH = "death", "Risk that someone dies"
    PHYSICAL = "physical", "Risk of serious physical injury"
    PSYCHOLOGICAL = "psychological", "Risk of serious psychological injury"


class Answer(models.TextChoices):
    OFFERED = "offered", "Accommodation offered"
    REFUSED = "refused", "Refused"
    NONE = "none", "No answer, in spite of trying"


class Refusal(models.TextChoices):
    NO_BED = "no-bed", "No bed available"
    NOT_OURS = "not-ours", "Says that another authority is responsible"
    HOURS = "hours", "Nobody can decide at this hour"
    RISK = "risk", "Says that the child cannot be managed"
    OTHER = "other", "Another reason"


class AccommodationRequest(DetentionRecord):
    """The local authority asked to take the child: which kind, when, and what it answered."""

    scrubs = (
        "authority",
        "spoke_to",
        "serious_harm",
        "answer_from",
        "answer_in_words",
        "offered_where",
        "escalated_to",
    )

    detention = models.ForeignKey(Detention, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=10, choices=AccommodationKind.choices)
    authority = models.CharField(max_length=120)
    spoke_to = models.CharField(max_length=120, blank=True)
    requested_at = MomentField()
    requested_by = who()
    harm = models.CharField(max_length=15, choices=Harm.choices, blank=True)
    serious_harm = Text(blank=True, max_length=2000, help_text="why the public would be in danger of serious harm")
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at = MomentField(null=True, blank=True)
    answer_from = models.CharField(max_length=120, blank=True)
    refusal = models.CharField(max_length=10, choices=Refusal.choices, blank=True)
    answer_in_words = Text(blank=True, max_length=2000)
    offered_where = models.CharField(max_length=160, blank=True)
    escalated_at = MomentField(null=True, blank=True)
    escalated_by = who(null=True)
    escalated_to = models.CharField(max_length=160, blank=True)

    class Meta(DetentionRecord.Meta):
        constraints = [
            known("kind", AccommodationKind),
            known("harm", Harm),
            known("answer", Answer),
            known("refusal", Refusal),
            paired("escalated", "An escalation"),
            models.CheckConstraint(
                name="request_secure_only_for_serious_harm",
                condition=Q(kind=AccommodationKind.NON_SECURE, harm="")
                | (Q(kind=AccommodationKind.SECURE) & ~Q(harm="") & ~Q(serious_harm="")),
                violation_error_message="Secure accommodation is asked for only where the public would be in danger of serious "
                "harm: say which harm, and why.",
            ),
            models.CheckConstraint(
                name="request_answer_whole",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                violation_error_message="An answer has a time.",
            ),
            models.CheckConstraint(
                name="request_answered_after_asked",
                condition=Q(answered_at=None) | Q(answered_at__gte=F("requested_at")),
                violation_error_message="The authority answered after it was asked, not before.",
            ),
            models.CheckConstraint(
                name="request_refusal_says_why",
                condition=(Q(answer=Answer.REFUSED) & ~Q(refusal="")) | (~Q(answer=Answer.REFUSED) & Q(refusal="")),
                violation_error_message="A refusal says why; another answer is no refusal.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} accommodation asked of {self.authority}"

    @property
    def must_be_escalated(self) -> bool:
        """A local authority always accepts a non-secure request (concordat); a refusal goes up (C11)."""
        return self.kind == AccommodationKind.NON_SECURE and self.answer in (Answer.REFUSED, Answer.NONE)


class Outcome(models.TextChoices):
    TRANSFERRED = "transferred", "Transferred to local authority accommodation"
    CERTIFIED = "certified", "Kept at the station, with a certificate for the court"


class CertificateGround(models.TextChoices):
    IMPRACTICABLE = "impracticable", "(a) It is impracticable to move the child"
    NO_SECURE = "no-secure", "(b) No secure accommodation, and no other would protect the public from serious harm"


class Impracticable(models.TextChoices):
    """What has made a move close to impossible. That it is late, far or inconvenient is not among these, nor is the lack of
    a secure bed (C12)."""

    WEATHER = "weather", "Weather or roads: nobody can travel"
    UNREACHABLE = "unreachable", "Local authority not reached, in spite of trying again and again"
    NONE_PROVIDED = "none-provided", "Local authority was asked, and provided nothing"
    UNFIT = "unfit", "The child is not fit to be moved, as a healthcare professional says"


class Accommodation(DetentionRecord):
    """What became of a child who was refused bail: transferred or certified, exactly one of the two at any time."""

    scrubs = ("authority", "moved_to", "explanation", "withdrawn_because")

    detention = models.ForeignKey(Detention, on_delete=models.PROTECT, related_name="accommodations")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    happened_at = MomentField()
    settled_by = who("custody officer")
    request = models.ForeignKey(
        AccommodationRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes",
        help_text="the request that led to it",
    )  # fmt: skip
    authority = models.CharField(max_length=120, blank=True)
    moved_to = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=10, choices=AccommodationKind.choices, blank=True)
    ground = models.CharField(max_length=15, choices=CertificateGround.choices, blank=True)
    impracticable = models.CharField(max_length=15, choices=Impracticable.choices, blank=True)
    explanation = Text(blank=True, max_length=3000)
    age = models.PositiveSmallIntegerField(null=True, blank=True, help_text="whole years then")
    withdrawn_at = MomentField(null=True, blank=True)
    withdrawn_by = who(null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta(DetentionRecord.Meta):
        constraints = [
            known("outcome", Outcome),
            known("kind", AccommodationKind),
            known("ground", CertificateGround),
            known("impracticable", Impracticable),
            paired("withdrawn", "The withdrawal of a certificate"),
            models.CheckConstraint(
                name="accommodation_transferred_or_certified",
                condition=(
                    Q(outcome=Outcome.TRANSFERRED, ground="", impracticable="", explanation="")
                    & ~Q(moved_to="")
                    & ~Q(kind="")
                    & ~Q(authority="")
                )
                | (Q(outcome=Outcome.CERTIFIED, moved_to="", kind="") & ~Q(ground="") & ~Q(explanation="")),
                violation_error_message="Either the child was transferred, and to where; or a certificate says on which ground "
                "and why not. Not both, and not neither.",
            ),
            models.CheckConstraint(
                name="accommodation_ground_a",
                condition=(Q(ground=CertificateGround.IMPRACTICABLE) & ~Q(impracticable=""))
                | (~Q(ground=CertificateGround.IMPRACTICABLE) & Q(impracticable="")),
                violation_error_message="Ground (a) says what makes a move impracticable.",
            ),
            models.CheckConstraint(
                name="accommodation_ground_b_from_12",
                condition=~Q(ground=CertificateGround.NO_SECURE) | Q(age__isnull=False, age__gte=SECURE_FROM_AGE),
                violation_error_message="Ground (b) is open only for a child known or believed to be 12 or older.",
            ),
            models.UniqueConstraint(
                name="accommodation_one_stands",
                fields=["detention"],
                condition=Q(withdrawn_at=None),
                violation_error_message="This child is transferred or certified already. Withdraw the certificate first.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
