"""Which low referrals count together: those of one child, and of children who lived in one household (domain R4)."""

from __future__ import annotations

from django.db import models

from plumbline.referrals.models.referral import Referral, ReferralRecord


class HouseholdLow(ReferralRecord):
    """One low referral of the three months up to a low referral, of the child or of one who lived with the child.

    Kept only where another child of the household has one, the referral itself among them. Who lived together is what the
    index of people told when the referral was made: it is not reckoned anew when a family moves.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="household_lows")
    counted = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    is_counted = models.BooleanField(help_text="false where another of the household on that day counts already")

    class Meta(ReferralRecord.Meta):
        constraints = [
            models.UniqueConstraint(
                name="householdlow_once",
                fields=["referral", "counted"],
                violation_error_message="This referral is counted with that one already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counted} counts with {self.referral}"

    def person_ids(self) -> list[int]:
        """Both children: it tells as much about the one as about the other."""
        return list(dict.fromkeys([self.referral.person_id, self.counted.person_id]))

    def whose(self) -> list[int]:
        return self.person_ids()
