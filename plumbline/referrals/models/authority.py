"""Which authority answers for a child who was found away from home (domain R15)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.kernel.constraints import paired, who
from plumbline.kernel.fields import MomentField
from plumbline.referrals.models.referral import Referral, ReferralRecord


class Acceptance(ReferralRecord):
    """The authority where the child lives was told that the child was found elsewhere; and, in writing, it took the child on.

    Until it has, the authority where the child was found stays responsible: `Referral.responsible` says which it is.
    """

    scrubs = ("informed_name", "accepted_name", "accepted_writing")

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="acceptance")
    informed_at = MomentField()
    informed_by = who("who recorded it")
    informed_name = models.CharField(max_length=160, help_text="who was told at the authority where the child lives")
    accepted_at = MomentField(null=True, blank=True, help_text="when it was written")
    accepted_by = who("who recorded it", null=True)
    accepted_name = models.CharField(max_length=160, blank=True, help_text="who accepted for that authority")
    accepted_writing = models.CharField(
        max_length=200, blank=True, help_text="which writing: letter or e-mail, its date"
    )

    class Meta(ReferralRecord.Meta):
        constraints = [
            paired("accepted", "Accepting responsibility"),
            models.CheckConstraint(
                name="acceptance_informed_someone",
                condition=~Q(informed_name=""),
                violation_error_message="Say who was told at the authority where the child lives.",
            ),
            models.CheckConstraint(
                name="acceptance_in_writing",
                condition=Q(accepted_at=None) | (~Q(accepted_name="") & ~Q(accepted_writing="")),
                violation_error_message="Say who accepted, and in which writing. What was only said does not relieve the other.",
            ),
            models.CheckConstraint(
                name="acceptance_in_order",
                condition=Q(accepted_at=None) | Q(accepted_at__gte=F("informed_at")),
                violation_error_message="An authority accepts after it was informed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral.home_authority}, {'accepted' if self.accepted_at else 'informed'}"
