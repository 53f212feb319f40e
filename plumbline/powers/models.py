"""One use of the power, and what belongs to it: who was told, what the child said, where they were, what was decided."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record
from plumbline.kernel.references import reference
from plumbline.people.models import Person, Voice
from plumbline.workforce.models import District, Team

LONGEST_HOURS = 72  # Children Act 1989, section 46: it cannot be extended


class Limb(models.TextChoices):
    """What the power was used for: section 46(1)(a) or (b)."""

    REMOVE = "remove", "The child was removed to suitable accommodation"
    PREVENT = "prevent", "The child was kept in a hospital or other place: removal was prevented"


class Ending(models.TextChoices):
    """How the protection came to its end."""

    RELEASED = "released", "Released to a parent or carer: no reasonable cause any longer"
    AGREED = "agreed", "In the care of the local authority, by agreement"
    COURT = "court", "A court made an order"
    RAN_OUT = "ran-out", "The 72 hours ran out"
    OTHER = "other", "In another way"


class Protection(Record):
    """One child in police protection once, from the use of the power until it ended and the child was handed over."""

    clashes = {
        "protection_one_at_a_time": "Both records say that the child is in police protection now. Bring one to its end first."
    }
    scrubs = (
        "grounds", "found_where", "found_authority", "home_authority", "alternatives", "ended_note", "breach_reason",
        "handed_to",
    )  # fmt: skip
    keeps = {"origin_room": "the name of a room", "origin_kind": "a kind of record"}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="protections")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    taken_at = MomentField(help_text="when the power was used; the 72 hours run from here")
    latest_end_at = MomentField(editable=False, help_text="72 hours after the power was used")
    limb = models.CharField(max_length=8, choices=Limb.choices)
    grounds = Text(help_text="why there was reasonable cause to believe that the child would suffer significant harm")
    found_where = models.CharField(max_length=300)
    found_authority = models.CharField(
        max_length=120, blank=True, help_text="local authority where the child was found"
    )
    home_authority = models.CharField(max_length=120, blank=True, help_text="local authority where the child lives")
    is_home_same = models.BooleanField(default=False, help_text="one authority is both: one telling does for both")
    is_asked_by_authority = models.BooleanField(null=True, blank=True, help_text="the local authority asked for it")
    alternatives = Text(blank=True, max_length=2000, help_text="why there was no time to go to a court instead")
    is_child = models.BooleanField(help_text="under 18 when the power was used; age not known counts as a child")
    age = models.PositiveSmallIntegerField(null=True, blank=True, help_text="whole years then")

    initiating_officer = who("the constable who used the power")
    designated_officer = who("who inquires into the case; never the initiating officer", null=True)
    designated_at = MomentField(null=True, blank=True, help_text="when the first designated officer took it on")
    designated_by = who("who first appointed one", null=True)

    ended_at = MomentField(null=True, blank=True)
    ended_by = who("who recorded the end", null=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    ended_note = Text(blank=True, max_length=2000)
    breach_reason = Text(blank=True, max_length=2000, help_text="why it lasted more than 72 hours, where it did")
    handed_over_at = MomentField(null=True, blank=True)
    handed_over_by = who(null=True)
    handed_to = models.CharField(max_length=200, blank=True, help_text="who took the child into their care")

    origin_room = models.CharField(max_length=30, blank=True, help_text="the record that gave rise to it, if one did")
    origin_kind = models.CharField(max_length=40, blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [
            known("limb", Limb, blank=False),
            known("ending", Ending),
            paired("designated", "Appointing a designated officer"),
            paired("ended", "Ending police protection"),
            paired("handed_over", "Handing the child over"),
            models.CheckConstraint(
                name="protection_officers_differ",
                condition=Q(designated_officer=None) | ~Q(designated_officer=F("initiating_officer")),
                violation_error_message="The designated officer is never the officer who used the power.",
            ),
            models.CheckConstraint(
                name="protection_designated_whole",
                condition=Q(designated_officer=None, designated_at=None)
                | Q(designated_officer__isnull=False, designated_at__isnull=False),
                violation_error_message="A designated officer has a time from which they are it.",
            ),
            models.CheckConstraint(
                name="protection_grounds_given",
                condition=~Q(grounds=""),
                violation_error_message="Say what gave reasonable cause to believe that the child would suffer significant harm.",
            ),
            models.CheckConstraint(
                name="protection_ends_after_it_began",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("taken_at")),
                violation_error_message="Police protection cannot have ended before it began.",
            ),
            models.CheckConstraint(
                name="protection_ended_whole",
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                violation_error_message="Say how it ended, and when.",
            ),
            models.CheckConstraint(
                name="protection_ended_in_time_or_told",
                condition=Q(ended_at=None) | Q(ended_at__lte=F("latest_end_at")) | ~Q(breach_reason=""),
                violation_error_message="It lasted more than 72 hours: say why.",
            ),
            models.CheckConstraint(
                name="protection_end_ahead",
                condition=Q(latest_end_at__gt=F("taken_at")),
                violation_error_message="The 72 hours end after they begin.",
            ),
            models.CheckConstraint(
                name="protection_handed_over_whole",
                condition=Q(handed_over_at=None, handed_to="")
                | (
                    Q(handed_over_at__isnull=False, handed_over_at__gte=F("taken_at"), ended_at__isnull=False)
                    & ~Q(handed_to="")
                ),
                violation_error_message="Say to whom the child was handed over, once the protection has ended.",
            ),
            models.CheckConstraint(
                name="protection_origin_whole",
                condition=Q(origin_room="", origin_kind="", origin_id=None)
                | (~Q(origin_room="") & ~Q(origin_kind="") & Q(origin_id__isnull=False)),
                violation_error_message="Where it came from is named by room, kind and number.",
            ),
            models.UniqueConstraint(
                name="protection_one_at_a_time",
                fields=["person"],
                condition=Q(ended_at=None),
                violation_error_message="This child is in police protection already: add to that record.",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "taken_at"], name="protection_person"),
            models.Index(fields=["-taken_at"], name="protection_taken"),
            models.Index(fields=["latest_end_at"], name="protection_live", condition=Q(ended_at=None)),
            models.Index(fields=["origin_room", "origin_kind", "origin_id"], name="protection_origin"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return reference("PP", self.taken_at, self.pk)

    @property
    def is_live(self) -> bool:
        return self.ended_at is None

    @property
    def has_breached(self) -> bool:
        """Lasted longer than it may, as its end says."""
        return self.ended_at is not None and self.ended_at > self.latest_end_at

    def person_ids(self) -> list[int]:
        return [self.person_id]

    def place(self) -> tuple[int | None, int | None]:
        return self.district_id, self.team_id

    def owners(self) -> list[int]:
        return [pk for pk in (self.initiating_officer_id, self.designated_officer_id) if pk is not None]

    def root(self) -> Record:
        return Person(pk=self.person_id)


class ProtectionRecord(PartRecord):
    """The base of what belongs to one protection."""

    part_of = "protection"

    class Meta(PartRecord.Meta):
        abstract = True


class Designation(ProtectionRecord):
    """Someone became the designated officer; another may take over when the shift changes."""

    scrubs = ("because",)

    protection = models.ForeignKey(Protection, on_delete=models.PROTECT, related_name="designations")
    happened_at = MomentField()
    officer = who("who became it")
    appointed_by = who()
    because = models.CharField(max_length=300, blank=True, help_text="why it passed to another, where it did")

    class Meta(ProtectionRecord.Meta):
        indexes = [models.Index(fields=["protection", "happened_at"], name="designation_of")]

    def __str__(self) -> str:
        return f"Designated officer: {self.officer}"


class Audience(models.TextChoices):
    """Who is owed the telling."""

    FOUND = "found-authority", "Local authority where the child was found"
    HOME = "home-authority", "Local authority where the child lives"
    CHILD = "child", "The child"
    PARENT = "parent", "A parent"
    RESPONSIBLE = "responsible", "Someone else with parental responsibility"
    CARER = "carer", "Whoever the child was living with"


FAMILY = (Audience.PARENT, Audience.RESPONSIBLE, Audience.CARER)


class WhyNot(models.TextChoices):
    """Why someone was not told. Only a child too young to understand is owed nothing more."""

    NOT_CAPABLE = "not-capable", "The child is too young, or not able, to understand"
    NOT_REACHED = "not-reached", "Tried, and not reached"
    NOT_KNOWN = "not-known", "Nobody knows yet who they are"
    UNSAFE = "unsafe", "Telling them would put the child at risk"


class Telling(ProtectionRecord):
    """One of those who must be told: what they were told, or why they were not."""

    scrubs = ("whom", "said")

    protection = models.ForeignKey(Protection, on_delete=models.PROTECT, related_name="tellings")
    audience = models.CharField(max_length=16, choices=Audience.choices)
    happened_at = MomentField()
    told_by = who()
    is_told = models.BooleanField()
    whom = models.CharField(max_length=200, blank=True, help_text="who it was, by name and desk")
    said = Text(max_length=2000, help_text="steps taken, reasons, what may follow; or what was tried")
    why_not = models.CharField(max_length=12, choices=WhyNot.choices, blank=True)

    class Meta(ProtectionRecord.Meta):
        constraints = [
            known("audience", Audience, blank=False),
            known("why_not", WhyNot),
            models.CheckConstraint(
                name="telling_said",
                condition=~Q(said=""),
                violation_error_message="Write down what was said, or what was tried.",
            ),
            models.CheckConstraint(
                name="telling_told_or_why_not",
                condition=Q(is_told=True, why_not="") | (Q(is_told=False) & ~Q(why_not="")),
                violation_error_message="Someone was told, or there is a reason why not; never both.",
            ),
            models.CheckConstraint(
                name="telling_not_capable_is_the_child",
                condition=~Q(why_not=WhyNot.NOT_CAPABLE) | Q(audience=Audience.CHILD),
                violation_error_message="Only a child can be too young to understand.",
            ),
        ]
        indexes = [models.Index(fields=["protection", "audience", "happened_at"], name="telling_of")]

    def __str__(self) -> str:
        return f"{'Told' if self.is_told else 'Not told'}: {self.get_audience_display().lower()}"


class Hearing(ProtectionRecord):
    """Someone asked the child what they wish and feel; what was said is kept as voice of the child."""

    protection = models.ForeignKey(Protection, on_delete=models.PROTECT, related_name="hearings")
    happened_at = MomentField()
    heard_by = who()
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="+")

    class Meta(ProtectionRecord.Meta):
        indexes = [models.Index(fields=["protection", "happened_at"], name="hearing_of")]

    def __str__(self) -> str:
        return self.voice.state.label


class Place(models.TextChoices):
    """Where a child in police protection is. A cell is none of these."""

    AUTHORITY = "authority", "Local authority accommodation"
    REFUGE = "refuge", "Refuge"
    HOSPITAL = "hospital", "Hospital"
    FAMILY = "family", "With a relative or friend, after checks"
    STATION = "station", "Police station"
    OTHER = "other", "Somewhere else that is suitable"


SUITABLE = (Place.AUTHORITY, Place.REFUGE)


class Stay(ProtectionRecord):
    """Where the child was for a time. A police station needs a reason and an inspector's authority, in the database too."""

    scrubs = ("where", "reason")

    protection = models.ForeignKey(Protection, on_delete=models.PROTECT, related_name="places")
    kind = models.CharField(max_length=10, choices=Place.choices)
    where = models.CharField(max_length=200)
    happened_at = MomentField(help_text="when the child came there")
    placed_by = who()
    left_at = MomentField(null=True, blank=True)
    reason = Text(blank=True, max_length=2000, help_text="why a police station, and for how long")
    authorised_at = MomentField(null=True, blank=True)
    authorised_by = who("the inspector, or above, who allowed a police station", null=True)

    class Meta(ProtectionRecord.Meta):
        constraints = [
            known("kind", Place, blank=False),
            paired("authorised", "Allowing a police station"),
            models.CheckConstraint(
                name="stay_station_authorised",
                condition=~Q(kind=Place.STATION) | (~Q(reason="") & Q(authorised_by__isnull=False)),
                violation_error_message="A police station needs a reason and the authority of an inspector.",
            ),
            models.CheckConstraint(
                name="stay_ends_after_it_began",
                condition=Q(left_at=None) | Q(left_at__gte=F("happened_at")),
                violation_error_message="The child cannot have left before they came.",
            ),
            models.UniqueConstraint(
                name="stay_one_place_at_a_time",
                fields=["protection"],
                condition=Q(left_at=None),
                violation_error_message="The child is recorded in another place: record when they left it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.where}"


class Judgement(models.TextChoices):
    """What the designated officer decides."""

    KEEP = "keep", "There is still reasonable cause: it goes on"
    RELEASE = "release", "There is no reasonable cause any longer: release the child"
    APPLY = "apply", "Apply to a court on behalf of the local authority"
    CONTACT = "contact", "Contact allowed"
    NO_CONTACT = "no-contact", "Contact not allowed"
    WELFARE = "welfare", "What is done for the child’s welfare"


ON_THE_CASE = (Judgement.KEEP, Judgement.RELEASE, Judgement.APPLY)
ON_CONTACT = (Judgement.CONTACT, Judgement.NO_CONTACT)


class Decision(ProtectionRecord):
    """The designated officer decided something, and why: whether it goes on, who may see the child, what is done for them."""

    scrubs = ("whom", "because")

    protection = models.ForeignKey(Protection, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=12, choices=Judgement.choices)
    happened_at = MomentField()
    decided_by = who()
    hours_in = models.PositiveSmallIntegerField(editable=False, help_text="whole hours since the power was used")
    whom = models.CharField(max_length=200, blank=True, help_text="with whom contact is allowed or not")
    because = Text(max_length=2000)

    class Meta(ProtectionRecord.Meta):
        constraints = [
            known("kind", Judgement, blank=False),
            models.CheckConstraint(
                name="decision_has_a_reason",
                condition=~Q(because=""),
                violation_error_message="Say why.",
            ),
            models.CheckConstraint(
                name="decision_contact_names_whom",
                condition=~Q(kind__in=ON_CONTACT) | ~Q(whom=""),
                violation_error_message="Say with whom.",
            ),
        ]
        indexes = [models.Index(fields=["protection", "happened_at"], name="decision_of")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{f': {self.whom}' if self.whom else ''}"
