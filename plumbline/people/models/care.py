"""Periods in which a local authority looks after a child."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.people.models.person import AboutPerson, Person


class LegalStatus(models.TextChoices):
    """Why the child is looked after: codes of the statutory return SSDA903, words ours."""

    C1 = "C1", "Interim care order"
    C2 = "C2", "Full care order"
    D1 = "D1", "Freeing order granted"
    E1 = "E1", "Placement order granted"
    V2 = "V2", "Accommodated by agreement (section 20)"
    V3 = "V3", "Short breaks, each recorded"
    V4 = "V4", "Short breaks, under one agreement"
    L1 = "L1", "Police protection, accommodated by the authority"
    L2 = "L2", "Emergency protection order"
    L3 = "L3", "Child assessment order, accommodated by the authority"
    J1 = "J1", "Remanded to the authority or to youth detention"
    J2 = "J2", "Accommodated under PACE"
    J3 = "J3", "Sentenced, with a residence requirement"
    NK = "NK", "Not known"


class PlacementKind(models.TextChoices):
    FOSTER = "foster", "Foster care"
    KINSHIP = "kinship", "Foster care with family or friends"
    CHILDRENS_HOME = "childrens-home", "Children's home"
    SECURE = "secure", "Secure children's home"
    SUPPORTED = "supported", "Supported accommodation"
    RESIDENTIAL_SCHOOL = "residential-school", "Residential school"
    PARENTS = "parents", "With parents"
    ADOPTION = "adoption", "Placed for adoption"
    CUSTODY = "custody", "Young offender institution or secure training centre"
    OTHER = "other", "Other"
    NOT_KNOWN = "not-known", "Not known"


class CareStatus(AboutPerson):
    """One period as a looked-after child, in one placement: a move to another placement begins a new period."""

    clashes = {"care_one_open": "Both records have an open care period. End one of them first."}
    scrubs = (
        "responsible_authority",
        "host_authority",
        "placement_name",
        "social_worker_name",
        "social_worker_contact",
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="care_periods")
    legal_status = models.CharField(max_length=2, choices=LegalStatus.choices, default=LegalStatus.NK)
    responsible_authority = models.CharField(max_length=120, help_text="the authority that looks after the child")
    host_authority = models.CharField(
        max_length=120, blank=True, help_text="the authority in whose area the child is placed, where it is another"
    )
    placement_kind = models.CharField(max_length=20, choices=PlacementKind.choices, default=PlacementKind.NOT_KNOWN)
    placement_name = models.CharField(max_length=160, blank=True)
    is_out_of_area = models.BooleanField("placed outside the area of the responsible authority", default=False)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    social_worker_name = models.CharField(max_length=120, blank=True)
    social_worker_contact = models.CharField(max_length=160, blank=True, help_text="including out of hours")

    class Meta(AboutPerson.Meta):
        verbose_name = "care period"
        constraints = [
            models.CheckConstraint(
                name="care_legal_status_known",
                condition=Q(legal_status__in=LegalStatus.values),
                violation_error_message="Choose a legal status from the list.",
            ),
            models.CheckConstraint(
                name="care_placement_known",
                condition=Q(placement_kind__in=PlacementKind.values),
                violation_error_message="Choose a kind of placement from the list.",
            ),
            models.CheckConstraint(
                name="care_dates_in_order",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message="Care cannot end before it started.",
            ),
            models.UniqueConstraint(
                name="care_one_open",
                fields=["person"],
                condition=Q(ended_on=None),
                violation_error_message="The child has an open care period already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_legal_status_display()}, {self.responsible_authority}"

    @property
    def placement(self) -> str:
        """The placement in words: Children's home, Elm House."""
        return ", ".join(filter(None, [self.get_placement_kind_display(), self.placement_name]))
