"""A person, what they are called, where they are found and whom they belong to. Fields follow the POLE dictionary."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import ERASED, Record
from plumbline.kernel.references import reference
from plumbline.kernel.workdays import midnight

ADULT = 18


class Gender(models.TextChoices):
    MALE = "male", "Male"
    FEMALE = "female", "Female"
    OTHER = "other", "Non-binary or other"
    NOT_KNOWN = "not-known", "Not known"


class Ethnicity(models.TextChoices):
    """Self-defined ethnicity, the 16+1 codes in police use; `NK` where nobody asked is ours and no part of the code."""

    W1 = "W1", "White: British"
    W2 = "W2", "White: Irish"
    W9 = "W9", "White: any other background"
    M1 = "M1", "Mixed: White and Black Caribbean"
    M2 = "M2", "Mixed: White and Black African"
    M3 = "M3", "Mixed: White and Asian"
    M9 = "M9", "Mixed: any other background"
    A1 = "A1", "Asian: Indian"
    A2 = "A2", "Asian: Pakistani"
    A3 = "A3", "Asian: Bangladeshi"
    A9 = "A9", "Asian: any other background"
    B1 = "B1", "Black: Caribbean"
    B2 = "B2", "Black: African"
    B9 = "B9", "Black: any other background"
    O1 = "O1", "Chinese"
    O9 = "O9", "Any other ethnic group"
    NS = "NS", "Not stated"
    NK = "NK", "Not known"


class Person(Record):
    """A child or an adult, once each: an unborn child's record is the same record after the birth (POLE P_011)."""

    scrubs = (
        "given_name", "middle_names", "surname", "known_as", "date_of_birth", "estimated_birth_year", "gender", "ethnicity",
        "first_language", "is_interpreter_needed", "disability", "medical_needs", "communication_needs", "build",
        "complexion", "hair_colour", "eye_colour", "distinguishing_features", "telephone", "email", "social_media",
        "education_setting", "education_contact", "is_unborn", "expected_due_date", "mother", "source_key",
    )  # fmt: skip
    keeps = {"source": "the name of a feed"}
    stays = ("merged_into",)

    given_name = models.CharField(max_length=80, blank=True)
    middle_names = models.CharField(max_length=120, blank=True)
    surname = models.CharField(max_length=80, blank=True)
    known_as = models.CharField(max_length=80, blank=True, help_text="given name in daily use, where it is another")
    date_of_birth = models.DateField(null=True, blank=True)
    estimated_birth_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="only where the date of birth is not known"
    )
    turns_18_at = MomentField(
        null=True,
        editable=False,
        help_text="first second of the local day of the 18th birthday; of 31 December where only the year is estimated,"
        " so that one who may be a child is taken for a child",
    )
    gender = models.CharField(max_length=10, choices=Gender.choices, default=Gender.NOT_KNOWN)
    ethnicity = models.CharField(
        "self-defined ethnicity", max_length=2, choices=Ethnicity.choices, default=Ethnicity.NK
    )
    first_language = models.CharField(max_length=60, blank=True)
    is_interpreter_needed = models.BooleanField("needs an interpreter", default=False)
    disability = Text(blank=True, max_length=2000)
    medical_needs = Text(blank=True, max_length=2000, help_text="conditions, and medicine with when it is next needed")
    communication_needs = Text(blank=True, max_length=2000, help_text="how best to speak with them")

    build = models.CharField(max_length=60, blank=True)
    complexion = models.CharField(max_length=60, blank=True)
    hair_colour = models.CharField(max_length=60, blank=True)
    eye_colour = models.CharField(max_length=60, blank=True)
    distinguishing_features = Text(blank=True, max_length=2000)

    telephone = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    social_media = Text(blank=True, max_length=2000)
    education_setting = models.CharField("school or college", max_length=160, blank=True)
    education_contact = models.CharField(
        "designated safeguarding lead", max_length=200, blank=True, help_text="name, and how to reach them"
    )

    is_unborn = models.BooleanField(default=False)
    expected_due_date = models.DateField(null=True, blank=True)
    mother = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    is_looked_after = models.BooleanField(
        default=False, editable=False, help_text="an open care period exists; kept by the acts on care"
    )
    has_social_worker = models.BooleanField(
        default=False, editable=False, help_text="a social worker is allocated, in care or not"
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        help_text="the record that tells this person's story, where there were two; see Merge",
    )
    disposed_at = MomentField(null=True, blank=True, editable=False, help_text="when all that identifies was erased")
    disposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    source = models.CharField(max_length=30, blank=True, editable=False, help_text="the feed this person came from")
    source_key = models.CharField(max_length=60, blank=True, editable=False, help_text="the person's key in that feed")

    class Meta(Record.Meta):
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                name="person_gender_known",
                condition=Q(gender__in=Gender.values),
                violation_error_message="Choose a gender from the list.",
            ),
            models.CheckConstraint(
                name="person_ethnicity_known",
                condition=Q(ethnicity__in=Ethnicity.values),
                violation_error_message="Choose an ethnicity from the list.",
            ),
            models.CheckConstraint(
                name="person_birth_known_or_estimated",
                condition=Q(date_of_birth=None) | Q(estimated_birth_year=None),
                violation_error_message="Give the date of birth or an estimated year, not both.",
            ),
            models.CheckConstraint(
                name="person_turns_18_follows_birth",
                condition=Q(date_of_birth=None, estimated_birth_year=None, turns_18_at=None)
                | Q(date_of_birth=None, estimated_birth_year=None, disposed_at__isnull=False)
                | (Q(turns_18_at__isnull=False) & ~Q(date_of_birth=None, estimated_birth_year=None)),
                violation_error_message="The 18th birthday is kept exactly where a birth date or year is.",
            ),
            models.CheckConstraint(
                name="person_unborn_has_mother_and_due_date",
                condition=Q(is_unborn=False)
                | Q(
                    date_of_birth=None, estimated_birth_year=None, mother__isnull=False, expected_due_date__isnull=False
                ),
                violation_error_message="An unborn child has a mother and an expected due date, and no date of birth.",
            ),
            models.CheckConstraint(
                name="person_disposed_paired",
                condition=Q(disposed_at=None, disposed_by=None)
                | Q(disposed_at__isnull=False, disposed_by__isnull=False),
                violation_error_message="A disposal says when it was, and by whom.",
            ),
            models.CheckConstraint(
                name="person_merged_with_another",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                violation_error_message="A record cannot be combined with itself.",
            ),
            models.CheckConstraint(
                name="person_source_whole",
                condition=Q(source="", source_key="") | (~Q(source="") & ~Q(source_key="")),
                violation_error_message="A person from a feed keeps both the feed's name and its key.",
            ),
            models.UniqueConstraint(
                name="person_source_once",
                fields=["source", "source_key"],
                condition=~Q(source=""),
                violation_error_message="This person was taken in from that feed before.",
            ),
        ]
        indexes = [models.Index(fields=["date_of_birth"], name="person_born")]

    def __str__(self) -> str:
        return f"{self.name} ({self.reference})"

    @property
    def reference(self) -> str:
        return reference("PN", self.recorded_at, self.pk)

    @property
    def name(self) -> str:
        """As it is said: given name and surname. An unborn child is named for the mother, as P_011 has it."""
        if self.disposed_at:
            return ERASED
        if self.is_unborn and not self.given_name:
            return f"Unborn child of {self.mother.name}" if self.mother else "Unborn child"
        return " ".join(filter(None, [self.given_name, self.surname])) or self.known_as or "Name not known"

    @property
    def given_and_surname(self) -> str:
        return " ".join(filter(None, [self.given_name, self.middle_names, self.surname]))

    @property
    def full_name(self) -> str:
        """With middle names, and the name in daily use: Katherine Anne (Kit) Doyle."""
        daily = f"({self.known_as})" if self.known_as and self.known_as != self.given_name else ""
        parts = [self.given_name, self.middle_names, daily, self.surname]
        return " ".join(filter(None, parts)) if self.given_name else self.name

    @property
    def is_age_estimated(self) -> bool:
        return self.estimated_birth_year is not None

    @property
    def turns_18_on(self) -> date | None:
        """The day on which they come of age, or None where nothing is known of the birth."""
        return coming_of_age(self.date_of_birth, self.estimated_birth_year)

    def age_on(self, day: date) -> int | None:
        """Whole years on that day; the youngest that an estimated year allows; None where unknown or not yet born."""
        born = self.date_of_birth or (self.estimated_birth_year and date(self.estimated_birth_year, 12, 31))
        if not born or day < born:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    @property
    def age(self) -> int | None:
        return self.age_on(clock.today())

    def is_child_on(self, day: date) -> bool:
        """Not yet 18. One whose age nobody knows counts as a child until it is known."""
        adult_from = self.turns_18_on
        return adult_from is None or day < adult_from

    @property
    def is_child(self) -> bool:
        return self.is_child_on(clock.today())

    @property
    def description_known(self) -> int:
        """How many of the seven parts of a description are known: an appeal for a missing person wants four (P_014)."""
        told = [self.build, self.complexion, self.hair_colour, self.eye_colour, self.distinguishing_features]
        return sum(map(bool, told)) + (self.gender != Gender.NOT_KNOWN) + (self.ethnicity not in ("NS", "NK"))

    def person_ids(self) -> list[int]:
        return [self.pk, *filter(None, [self.mother_id])]

    def whose(self) -> list[int]:
        """An unborn child is named for the mother, so that who sees the one sees the other."""
        return self.person_ids() if self.is_unborn else [self.pk]

    def root(self) -> Record:
        return self

    def still_stands(self) -> None:
        """Asked of the database: the copy in hand may be no more than a number."""
        gone = models.QuerySet(Person).filter(pk=self.pk).exclude(merged_into=None, disposed_at=None)
        if told := gone.values_list("merged_into_id", "disposed_at").first():
            raise Invalid(
                "This person’s record was disposed of: nothing can be done on it any more."
                if told[1]
                else "This record was combined with another of the same person. Open that one and act there."
            )


def coming_of_age(date_of_birth: date | None, estimated_year: int | None = None) -> date | None:
    """The 18th birthday. One born on 29 February comes of age on 1 March, there being no such day 18 years later."""
    if date_of_birth is None:
        return date(estimated_year + ADULT, 12, 31) if estimated_year else None
    year = date_of_birth.year + ADULT
    return date(year, 3, 1) if (date_of_birth.month, date_of_birth.day) == (2, 29) else date_of_birth.replace(year=year)


def moment_of_age(date_of_birth: date | None, estimated_year: int | None = None) -> datetime | None:
    """`turns_18_at` for a birth date: local midnight of the birthday, in UTC."""
    adult_from = coming_of_age(date_of_birth, estimated_year)
    return midnight(adult_from) if adult_from else None


class AboutPerson(Record):
    """What the tables about one person have in common: their case and their lock are the person's."""

    class Meta(Record.Meta):
        abstract = True

    def case(self) -> Record:
        return self.person  # type: ignore[attr-defined,no-any-return]

    def root(self) -> Record:
        return self.person  # type: ignore[attr-defined,no-any-return]

    def person_ids(self) -> list[int]:
        return [self.person_id]  # type: ignore[attr-defined]


class AliasKind(models.TextChoices):
    FORMER = "former", "Former name"
    BIRTH = "birth", "Name at birth"
    NICKNAME = "nickname", "Nickname"
    ONLINE = "online", "Name used online"
    FALSE = "false", "False name given"
    SPELLING = "spelling", "Other spelling"


class Alias(AboutPerson):
    """Another name by which the person is or was known."""

    goes_whole = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="aliases")
    given_name = models.CharField(max_length=80, blank=True)
    surname = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=10, choices=AliasKind.choices)

    class Meta(AboutPerson.Meta):
        verbose_name_plural = "aliases"
        constraints = [
            models.CheckConstraint(
                name="alias_kind_known",
                condition=Q(kind__in=AliasKind.values),
                violation_error_message="Choose the kind of alias from the list.",
            ),
            models.CheckConstraint(
                name="alias_not_empty",
                condition=~Q(given_name="", surname=""),
                violation_error_message="Enter a given name, a surname or both.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return " ".join(filter(None, [self.given_name, self.surname]))


class AddressKind(models.TextChoices):
    HOME = "home", "Home"
    PLACEMENT = "placement", "Placement"
    FAMILY = "family", "Family's home"
    FRIEND = "friend", "Friend's home"
    FREQUENTED = "frequented", "Place frequented"
    CONCERN = "concern", "Place of concern"
    FORMER = "former", "Former home"


class Address(AboutPerson):
    """Somewhere the person lives, lived or may be found."""

    goes_whole = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=10, choices=AddressKind.choices)
    lines = Text(max_length=400, help_text="one line for each part of the address")
    postcode = models.CharField(max_length=8, blank=True)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True, help_text="empty while it holds")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta(AboutPerson.Meta):
        verbose_name_plural = "addresses"
        constraints = [
            models.CheckConstraint(
                name="address_kind_known",
                condition=Q(kind__in=AddressKind.values),
                violation_error_message="Choose the kind of address from the list.",
            ),
            models.CheckConstraint(
                name="address_dates_in_order",
                condition=Q(from_on=None) | Q(to_on=None) | Q(to_on__gte=F("from_on")),
                violation_error_message="An address cannot end before it starts.",
            ),
            models.CheckConstraint(
                name="address_place_whole",
                condition=Q(latitude=None, longitude=None)
                # Not null is said of both: a comparison with null is neither true nor false, and a check lets it pass.
                | Q(
                    latitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__isnull=False,
                    longitude__range=(-180, 180),
                ),
                violation_error_message="Give both a latitude and a longitude, in degrees.",
            ),
        ]
        indexes = [models.Index(fields=["postcode"], name="address_postcode")]

    def __str__(self) -> str:
        return ", ".join(filter(None, [*self.lines.split("\n"), self.postcode]))


class RelationshipKind(models.TextChoices):
    """What the other is to the person."""

    MOTHER = "mother", "Mother"
    FATHER = "father", "Father"
    STEP_PARENT = "step-parent", "Step-parent"
    CARER = "carer", "Carer"
    GUARDIAN = "guardian", "Guardian"
    GRANDPARENT = "grandparent", "Grandparent"
    SIBLING = "sibling", "Brother or sister"
    FAMILY = "family", "Other family"
    PARTNER = "partner", "Boyfriend or girlfriend"
    FRIEND = "friend", "Friend"
    ASSOCIATE = "associate", "Associate"
    CONCERN = "concern", "Person of concern"


class Relationship(AboutPerson):
    """What one person is to another, as far as police know it: `other` is the `kind` of `person`."""

    goes_whole = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relationships")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="related_to")
    kind = models.CharField(max_length=12, choices=RelationshipKind.choices)
    has_parental_responsibility = models.BooleanField(default=False)
    is_current = models.BooleanField(default=True)
    note = Text(blank=True, max_length=2000)

    class Meta(AboutPerson.Meta):
        constraints = [
            models.CheckConstraint(
                name="relationship_kind_known",
                condition=Q(kind__in=RelationshipKind.values),
                violation_error_message="Choose the kind of relationship from the list.",
            ),
            models.CheckConstraint(
                name="relationship_with_another",
                condition=~Q(person=F("other")),
                violation_error_message="A person cannot be related to themselves.",
            ),
            models.UniqueConstraint(
                name="relationship_current_once",
                fields=["person", "other", "kind"],
                condition=Q(is_current=True),
                violation_error_message="This relationship is recorded already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.other.name}"

    def person_ids(self) -> list[int]:
        return [self.person_id, self.other_id]

    def whose(self) -> list[int]:
        """Of both: it tells as much about the one as about the other."""
        return self.person_ids()

    def make_room(self, person_id: int) -> None:
        """What both records said is said once; what they are to each other is over, since they are one."""
        ends = {self.person_id, self.other_id, person_id}
        alike = models.QuerySet(Relationship).filter(kind=self.kind, is_current=True).exclude(pk=self.pk)
        if person_id in (self.person_id, self.other_id) or alike.filter(person__in=ends, other__in=ends).exists():
            self.is_current = False
