"""What a local authority's children-in-need census tells: its own referrals, enquiries, conferences, assessments and plans.

They are the authority's record and no one's here: nobody of the force made them, and no figure of the force's own referrals
counts them. The return gives days; a day stands as its first second.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.kernel.constraints import known
from plumbline.kernel.fields import MomentField
from plumbline.kernel.records import Record
from plumbline.people.models import Person
from plumbline.referrals.models.meeting import Abuse
from plumbline.referrals.models.referral import ReferralRecord


class Referrer(models.TextChoices):
    """Who told the authority: codes of the census, words ours."""

    FAMILY = "1A", "Family member or carer"
    ACQUAINTANCE = "1B", "Someone who knows the family"
    CHILD = "1C", "The child"
    PERSON = "1D", "Another individual"
    SCHOOL = "2A", "School"
    EDUCATION = "2B", "Education service"
    GP = "3A", "General practitioner"
    HEALTH_VISITOR = "3B", "Health visitor"
    SCHOOL_NURSE = "3C", "School nurse"
    PRIMARY_CARE = "3D", "Other primary health service"
    EMERGENCY = "3E", "Emergency department"
    HEALTH = "3F", "Other health service"
    HOUSING = "4", "Housing"
    ADULT_CARE = "5A", "Adult social care"
    AUTHORITY = "5B", "Another service of the authority"
    OTHER_AUTHORITY = "5C", "Another local authority"
    EARLY_HELP = "5D", "Early help"
    POLICE = "6", "Police"
    LEGAL = "7", "Court, probation or another legal agency"
    OTHER = "8", "Another organisation"
    ANONYMOUS = "9", "Anonymous"
    UNKNOWN = "10", "Not known"


class Need(models.TextChoices):
    """Why above all the child is in need: codes of the census, words ours."""

    N0 = "N0", "Not stated"
    N1 = "N1", "Abuse or neglect"
    N2 = "N2", "Disability or illness of the child"
    N3 = "N3", "Disability or illness of a parent"
    N4 = "N4", "Family in acute stress"
    N5 = "N5", "Family dysfunction"
    N6 = "N6", "Socially unacceptable behaviour"
    N7 = "N7", "Low income"
    N8 = "N8", "Absent parenting"
    N9 = "N9", "Not a child in need"


class Closing(models.TextChoices):
    """Why the authority closed the case: codes of the census, words ours."""

    RC1 = "RC1", "Adopted"
    RC2 = "RC2", "Died"
    RC3 = "RC3", "Child arrangements order"
    RC4 = "RC4", "Special guardianship order"
    RC5 = "RC5", "Passed to another authority"
    RC6 = "RC6", "Passed to adult social care"
    RC7 = "RC7", "Services ended for another reason"
    RC8 = "RC8", "Closed after assessment, nothing further"
    RC9 = "RC9", "Closed after assessment, passed to early help"


class AuthorityReferral(Record):
    """One referral of a child to a local authority, whoever made it, as the authority's census tells it."""

    scrubs = ("source_key", "need")
    keeps = {"source": "the name of a feed", "authority": "the name of a local authority"}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="authority_referrals")
    authority = models.CharField(max_length=40, help_text="its name where one was given, else its number")
    referred_at = MomentField()
    referrer = models.CharField(max_length=2, choices=Referrer.choices, blank=True)
    need = models.CharField(max_length=2, choices=Need.choices, blank=True)
    is_nothing_further = models.BooleanField(null=True, blank=True, help_text="the referral led to no further action")
    closed_at = MomentField(null=True, blank=True)
    closing = models.CharField(max_length=3, choices=Closing.choices, blank=True)
    told_until = MomentField(help_text="what came after this moment the return could not tell")
    source = models.CharField(max_length=30, editable=False)
    source_key = models.CharField(max_length=80, editable=False)

    class Meta(Record.Meta):
        verbose_name = "referral to social care"
        verbose_name_plural = "referrals to social care"
        constraints = [
            known("referrer", Referrer),
            known("need", Need),
            known("closing", Closing),
            models.CheckConstraint(
                name="authorityreferral_closing_dated",
                condition=Q(closing="") | Q(closed_at__isnull=False),
                violation_error_message="A reason for closing has a day of closing.",
            ),
            models.CheckConstraint(
                name="authorityreferral_in_order",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("referred_at")),
                violation_error_message="A case is closed after it was referred.",
            ),
            models.UniqueConstraint(
                name="authorityreferral_once",
                fields=["source", "source_key"],
                violation_error_message="A return brought in that referral before.",
            ),
        ]
        indexes = [models.Index(fields=["person", "referred_at"], name="authorityreferral_person")]

    def __str__(self) -> str:
        return f"Referral to {self.authority}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def person_ids(self) -> list[int]:
        return [self.person_id]

    def root(self) -> Record:
        return Person(pk=self.person_id)


class AuthorityEnquiry(ReferralRecord):
    """One enquiry under section 47, and the initial child protection conference it leads to (domain R12).

    Its start is the day of the strategy discussion that decided on it. Where the census tells a conference and no enquiry,
    the start is empty, and so is what follows from it.
    """

    scrubs = ("source_key",)
    keeps = {"source": "the name of a feed"}

    referral = models.ForeignKey(AuthorityReferral, on_delete=models.PROTECT, related_name="enquiries")
    started_at = MomentField(null=True, blank=True)
    is_conference_needed = models.BooleanField(null=True, blank=True, help_text="empty where the return does not say")
    conference_at = MomentField(null=True, blank=True)
    source = models.CharField(max_length=30, editable=False)
    source_key = models.CharField(max_length=100, editable=False)

    class Meta(Record.Meta):
        verbose_name = "section 47 enquiry of the authority"
        verbose_name_plural = "section 47 enquiries of the authority"
        constraints = [
            models.CheckConstraint(
                name="authorityenquiry_dated",
                condition=Q(started_at__isnull=False) | Q(conference_at__isnull=False),
                violation_error_message="An enquiry has a start, or else a conference.",
            ),
            models.CheckConstraint(
                name="authorityenquiry_in_order",
                condition=Q(started_at=None) | Q(conference_at=None) | Q(conference_at__gte=F("started_at")),
                violation_error_message="A conference is held after its enquiry began.",
            ),
            models.UniqueConstraint(
                name="authorityenquiry_once",
                fields=["source", "source_key"],
                violation_error_message="A return brought in that enquiry before.",
            ),
        ]

    def __str__(self) -> str:
        return "Section 47 enquiry" if self.started_at else "Child protection conference"


class AuthorityAssessment(ReferralRecord):
    """One assessment by the authority (domain R13)."""

    scrubs = ("source_key",)
    keeps = {"source": "the name of a feed"}

    referral = models.ForeignKey(AuthorityReferral, on_delete=models.PROTECT, related_name="assessments")
    started_at = MomentField()
    authorised_at = MomentField(null=True, blank=True, help_text="when it was finished and authorised")
    source = models.CharField(max_length=30, editable=False)
    source_key = models.CharField(max_length=100, editable=False)

    class Meta(Record.Meta):
        verbose_name = "assessment by the authority"
        verbose_name_plural = "assessments by the authority"
        constraints = [
            models.CheckConstraint(
                name="authorityassessment_in_order",
                condition=Q(authorised_at=None) | Q(authorised_at__gte=F("started_at")),
                violation_error_message="An assessment is authorised after it began.",
            ),
            models.UniqueConstraint(
                name="authorityassessment_once",
                fields=["source", "source_key"],
                violation_error_message="A return brought in that assessment before.",
            ),
        ]

    def __str__(self) -> str:
        return "Assessment"


class AuthorityPlan(ReferralRecord):
    """One child protection plan of the authority's."""

    scrubs = ("source_key", "first_category", "category")
    keeps = {"source": "the name of a feed"}

    referral = models.ForeignKey(AuthorityReferral, on_delete=models.PROTECT, related_name="plans")
    started_at = MomentField()
    ended_at = MomentField(null=True, blank=True)
    first_category = models.CharField(max_length=10, choices=Abuse.choices, blank=True)
    category = models.CharField(max_length=10, choices=Abuse.choices, blank=True, help_text="the latest")
    source = models.CharField(max_length=30, editable=False)
    source_key = models.CharField(max_length=100, editable=False)

    class Meta(Record.Meta):
        verbose_name = "child protection plan"
        constraints = [
            known("first_category", Abuse),
            known("category", Abuse),
            models.CheckConstraint(
                name="authorityplan_in_order",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                violation_error_message="A plan ends after it began.",
            ),
            models.UniqueConstraint(
                name="authorityplan_once",
                fields=["source", "source_key"],
                violation_error_message="A return brought in that plan before.",
            ),
        ]

    def __str__(self) -> str:
        return "Child protection plan"
