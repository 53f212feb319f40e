"""The detention, and the base of all that belongs to one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record
from plumbline.kernel.references import reference
from plumbline.people.models import Person
from plumbline.people.models.person import ADULT
from plumbline.referrals.models import Referral
from plumbline.workforce.models import District, Team

RESPONSIBLE_AGE = 10  # below it nobody is arrested for an offence (domain C1, APP Detention: children)


class State(models.TextChoices):
    """Where a detention stands; `states.py` says which verb leads where."""

    DETAINED = "detained", "Not charged"
    CHARGED = "charged", "Charged"
    ENDED = "ended", "Left custody"


class AgeBasis(models.TextChoices):
    """How the age is known. Whoever appears to be under 18 is treated as a child until it is shown that they are not (C1)."""

    BIRTH = "birth", "Date of birth known"
    BELIEVED = "believed", "Age believed, date of birth not known"
    NOT_KNOWN = "not-known", "Age not known: treated as a child"


class Ending(models.TextChoices):
    NO_ACTION = "no-action", "Released, no further action"
    BAIL = "bail", "Released on bail, not charged"
    INVESTIGATION = "investigation", "Released under investigation"
    OUT_OF_COURT = "out-of-court", "Dealt with out of court"
    BAILED = "bailed", "Charged and released, with bail or without"
    LOCAL_AUTHORITY = "local-authority", "Transferred to local authority accommodation"
    COURT = "court", "Taken to court from the station"
    HOSPITAL = "hospital", "Taken to hospital, detention over"
    ELSEWHERE = "elsewhere", "Handed to another force or agency"


class Detention(Record):
    """One child brought to a police station under arrest, until the child has left it and someone has taken them in."""

    clashes = {
        "detention_one_at_a_time": "Both records say that the child is in custody now. Bring one of the detentions to its end."
    }
    scrubs = (
        "custody_reference",
        "arrested_where",
        "offence",
        "necessity",
        "alternatives",
        "referral_reference",
        "handed_to",
        "handed_to_relationship",
        "safe_release",
        "neither_because",
        "source_key",
    )
    keeps = {
        "origin_room": "the name of a room",
        "origin_kind": "a kind of record",
        "source": "the name of a feed",
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="detentions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DETAINED)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="the custody suite"
    )
    officer = who("arresting officer", null=True)
    custody_officer = who("custody sergeant who answers for the child now", null=True)
    custody_reference = models.CharField(max_length=40, blank=True, help_text="number in the force's custody system")

    age = models.PositiveSmallIntegerField(null=True, blank=True, help_text="whole years when detention was authorised")
    age_basis = models.CharField(max_length=10, choices=AgeBasis.choices)

    arrested_at = MomentField()
    arrested_where = models.CharField(max_length=300, blank=True)
    offence = models.CharField(max_length=200, help_text="what for")
    arrived_at = MomentField(help_text="at the station; the clock of 24 hours runs from here")
    authorised_at = MomentField(help_text="detention authorised; the clock of reviews runs from here")
    authorised_by = who("custody officer who authorised detention")
    necessity = Text(max_length=2000, help_text="why the child must be detained")
    alternatives = Text(
        max_length=2000, help_text="what else was considered, such as a voluntary interview, and why not"
    )

    origin_room = models.CharField(max_length=30, blank=True, help_text="the record this one came of, where one did")
    origin_kind = models.CharField(max_length=40, blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)

    # A referral made in another system; one made here names this detention as its origin.
    referral_made_at = MomentField(null=True, blank=True)
    referral_made_by = who("who made the safeguarding referral", null=True)
    referral_reference = models.CharField(max_length=40, blank=True)

    ended_at = MomentField(null=True, blank=True, help_text="when the child left the station")
    ended_by = who(null=True)
    ending = models.CharField(max_length=20, choices=Ending.choices, blank=True)
    handed_to = models.CharField(
        max_length=160, blank=True, help_text="who took the child: a name, or a court or place"
    )
    handed_to_relationship = models.CharField(max_length=80, blank=True)
    safe_release = Text(blank=True, max_length=2000, help_text="how the child gets home, and what was done about risk")
    neither_because = Text(
        blank=True, max_length=2000, help_text="kept after charge with neither transfer nor certificate: what happened"
    )

    source = models.CharField(
        max_length=20, blank=True, editable=False, help_text="the feed that brought it in; blank where recorded here"
    )
    source_key = models.CharField(max_length=80, blank=True, editable=False)

    class Meta(Record.Meta):
        constraints = [
            known("state", State),
            known("age_basis", AgeBasis),
            known("ending", Ending),
            paired("referral_made", "A referral made"),
            paired("ended", "The end of custody"),
            models.CheckConstraint(
                name="detention_of_a_child",
                condition=Q(age=None) | Q(age__gte=RESPONSIBLE_AGE, age__lt=ADULT),
                violation_error_message="A detention here is of a child of 10 to 17, or of one whose age is not known.",
            ),
            models.CheckConstraint(
                name="detention_age_has_its_basis",
                condition=Q(age=None, age_basis=AgeBasis.NOT_KNOWN)
                | (Q(age__isnull=False) & ~Q(age_basis=AgeBasis.NOT_KNOWN)),
                violation_error_message="Say how the age is known, or that it is not.",
            ),
            models.CheckConstraint(
                name="detention_in_order",
                condition=Q(arrived_at__gte=F("arrested_at")) & Q(authorised_at__gte=F("arrived_at")),
                violation_error_message="A child is arrested, then arrives, then is detained: check the three times.",
            ),
            models.CheckConstraint(
                name="detention_ends_after_it_began",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("authorised_at")),
                violation_error_message="The child cannot have left before detention was authorised.",
            ),
            models.CheckConstraint(
                name="detention_reasons_written",
                condition=~Q(source="") | (~Q(necessity="") & ~Q(alternatives="")),
                violation_error_message="Write down why the child must be detained, and what else was considered.",
            ),
            models.CheckConstraint(
                name="detention_ended_whole",
                condition=Q(ended_at=None, ending="") & ~Q(state=State.ENDED)
                | (Q(ended_at__isnull=False, state=State.ENDED) & ~Q(ending="") & (~Q(handed_to="") | ~Q(source=""))),
                violation_error_message="The end of custody says how it ended and who took the child.",
            ),
            models.CheckConstraint(
                name="detention_origin_whole",
                condition=Q(origin_room="", origin_kind="", origin_id=None)
                | (~Q(origin_room="") & ~Q(origin_kind="") & Q(origin_id__isnull=False)),
                violation_error_message="Where a record came from is named by room, kind and number.",
            ),
            models.UniqueConstraint(
                name="detention_source_once",
                fields=["source", "source_key"],
                condition=~Q(source=""),
                violation_error_message="This feed brought in that detention before.",
            ),
            models.UniqueConstraint(
                name="detention_one_at_a_time",
                fields=["person"],
                condition=~Q(state=State.ENDED) & Q(source=""),
                violation_error_message="This child is in custody already: go on with the open record.",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "authorised_at"], name="detention_person"),
            models.Index(fields=["state", "authorised_at"], name="detention_state"),
            models.Index(fields=["-authorised_at"], name="detention_authorised"),
            models.Index(fields=["district", "-authorised_at"], name="detention_district"),
            models.Index(fields=["ended_at"], name="detention_ended"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return reference("CU", self.authorised_at, self.pk)

    @property
    def is_open(self) -> bool:
        return self.state != State.ENDED

    @property
    def origin(self) -> CaseRef | None:
        return CaseRef(self.origin_room, self.origin_kind, self.origin_id) if self.origin_id is not None else None

    def referrals_made(self) -> models.QuerySet[Referral]:
        return self.referrals_because_of(self.pk)

    @staticmethod
    def referrals_because_of(number: Any) -> models.QuerySet[Referral]:
        """Referrals that were made because of this detention (its number, or an expression for it), the first of them first."""
        named = {"origin_room": "custody", "origin_kind": "detention", "origin_id": number}
        return models.QuerySet(Referral).filter(**named).order_by("submitted_at", "pk")

    def is_adult_at(self, at: datetime) -> bool:
        """Whether the child had turned 18 by then: what is owed to a child in custody is owed no longer."""
        turns_18_at = self.person.turns_18_at
        return turns_18_at is not None and turns_18_at <= at

    def person_ids(self) -> list[int]:
        return [self.person_id]

    def place(self) -> tuple[int | None, int | None]:
        return self.district_id, self.team_id

    def owners(self) -> list[int]:
        return [pk for pk in (self.officer_id, self.custody_officer_id, self.authorised_by_id) if pk is not None]

    def root(self) -> Record:
        return Person(pk=self.person_id)


class DetentionRecord(PartRecord):
    """The base of what belongs to one detention."""

    part_of = "detention"

    class Meta(PartRecord.Meta):
        abstract = True
