"""The referral, what it is about, and the decision on it; and the base of all that belongs to one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record
from plumbline.kernel.references import reference
from plumbline.people.models import Ethnicity, Person, Voice
from plumbline.workforce.models import District, Team


class State(models.TextChoices):
    """Where a referral stands; `states.py` says which verb leads where."""

    AWAITING = "awaiting", "Awaiting triage"
    PROPOSED = "proposed", "Decision to be signed off"
    DECIDED = "decided", "Decided"
    CLOSED = "closed", "Closed"


class Grade(models.TextChoices):
    """How grave the concern is (domain R4)."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class Education(models.TextChoices):
    """Where the child learns: it decides who is told at school (domain D3)."""

    SCHOOL = "school", "In school"
    ALTERNATIVE = "alternative", "In alternative provision"
    COLLEGE = "college", "In college or training after 16"
    HOME = "home", "Educated at home"
    BELOW = "below", "Below school age"
    NONE = "none", "In none, though of school age"
    NOT_KNOWN = "not-known", "Not known"


class ConcernKind(models.TextChoices):
    """What the child may be suffering."""

    NEGLECT = "neglect", "Neglect"
    PHYSICAL = "physical", "Physical abuse"
    SEXUAL = "sexual", "Sexual abuse"
    EMOTIONAL = "emotional", "Emotional abuse"
    DOMESTIC = "domestic", "Domestic abuse in the home"
    SEXUAL_EXPLOITATION = "sexual-exploitation", "Sexual exploitation"
    CRIMINAL_EXPLOITATION = "criminal-exploitation", "Criminal exploitation, county lines"
    ONLINE = "online", "Harm online"
    MISSING = "missing", "Goes missing"
    SUBSTANCES = "substances", "Alcohol or drugs in the home"
    MENTAL_HEALTH = "mental-health", "Mental health, the child's or a carer's"
    SELF_HARM = "self-harm", "Self-harm"
    HONOUR = "honour", "Forced marriage, FGM or so-called honour"
    EXTREMISM = "extremism", "Drawn into extremism"
    OFFENDING = "offending", "Came to notice by offending"
    OTHER = "other", "Something else"


class Threshold(models.TextChoices):
    """The level of need that the decision finds met."""

    UNIVERSAL = "universal", "Level 1: needs met by universal services"
    EARLY_HELP = "early-help", "Level 2: early help"
    IN_NEED = "in-need", "Level 3: child in need (section 17)"
    PROTECTION = "protection", "Level 4: significant harm (section 47)"


class Verdict(models.TextChoices):
    """What the hub decides."""

    REFER = "refer", "Refer to children's social care"
    EARLY_HELP = "early-help", "Share for early help"
    INFORM = "inform", "Share for information"
    NOT_SHARED = "not-shared", "Keep within the police, and why"


class Referral(Record):
    """One child risk referral: who was worried for which child, what was told and how whole it was."""

    scrubs = (
        "school", "responsibility", "household", "child_where", "child_condition", "circumstances", "alleged", "background",
        "language", "ethnicity", "source_key", "closing_note", "pattern_note", "home_authority", "host_authority",
    )  # fmt: skip
    keeps = {
        "origin_room": "the name of a room",
        "origin_kind": "a kind of record",
        "source": "the name of a feed",
        "lacks_at_submission": "names of fields that were empty",
        "lacks": "names of fields that are empty",
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="referrals")
    origin_room = models.CharField(max_length=30, blank=True, help_text="the case that gave rise to it, if one did")
    origin_kind = models.CharField(max_length=40, blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.AWAITING)
    noticed_at = MomentField(help_text="when an officer learnt of the risk")
    submitted_at = MomentField()
    submitted_by = who("the officer who referred; empty only where a feed named nobody", null=True)
    submitted_month = models.DateField(editable=False)

    first_grade = models.CharField(max_length=6, choices=Grade.choices, help_text="as the officer graded it")
    grade = models.CharField(max_length=6, choices=Grade.choices, help_text="the grade in force")
    is_domestic = models.BooleanField(default=False, help_text="domestic abuse is among the concerns")
    circumstances = Text(blank=True, help_text="what is feared, and how it is known")
    child_where = models.CharField(max_length=300, blank=True, help_text="where the child is")
    child_condition = Text(blank=True, max_length=2000, help_text="how the child is")
    needs_protection_now = models.BooleanField(null=True, blank=True)
    home_authority = models.CharField(max_length=120, blank=True, help_text="local authority where the child lives")
    host_authority = models.CharField(max_length=120, blank=True, help_text="local authority where the child was found")
    away_at = MomentField(null=True, blank=True, help_text="since when these two are known to differ")
    education = models.CharField(max_length=12, choices=Education.choices, blank=True)
    school = models.CharField(max_length=160, blank=True)
    ethnicity = models.CharField(max_length=2, choices=Ethnicity.choices, default=Ethnicity.NK)
    language = models.CharField(max_length=60, blank=True)
    responsibility = Text(blank=True, max_length=1000, help_text="who has parental responsibility")
    household = Text(blank=True, max_length=2000)
    alleged = Text(blank=True, max_length=2000, help_text="who is thought to harm the child")
    background = Text(blank=True, max_length=5000)
    voice = models.ForeignKey(Voice, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals")

    score = models.PositiveSmallIntegerField(
        help_text="how much of what social care needs was told, in per cent; reckoned"
    )
    lacks_at_submission = models.CharField(max_length=300, blank=True, help_text="what was not told, by name")
    lacks = models.CharField(max_length=300, blank=True, help_text="what is not told by now, by name")
    completed_at = MomentField(
        null=True, blank=True, help_text="when school, ethnicity, parental responsibility and voice were all told"
    )
    voiced_at = MomentField(
        null=True, blank=True, help_text="when the child's voice, or why there is none, was recorded"
    )

    pattern_read_at = MomentField(null=True, blank=True, help_text="when the child's low referrals were read together")
    pattern_read_by = who(null=True)
    pattern_note = Text(blank=True, max_length=2000)
    closed_at = MomentField(null=True, blank=True)
    closed_by = who(null=True)
    closing_note = Text(blank=True, max_length=2000)
    source = models.CharField(max_length=20, blank=True, help_text="the feed that brought it in; blank where made here")
    source_key = models.CharField(max_length=80, blank=True)

    class Meta(Record.Meta):
        constraints = [
            known("state", State),
            known("first_grade", Grade),
            known("grade", Grade),
            known("education", Education),
            known("ethnicity", Ethnicity),
            paired("pattern_read", "Reading low referrals together"),
            paired("closed", "Closing"),
            models.CheckConstraint(
                name="referral_origin_whole",
                condition=Q(origin_room="", origin_kind="", origin_id=None)
                | (~Q(origin_room="") & ~Q(origin_kind="") & Q(origin_id__isnull=False)),
                violation_error_message="A case is named by its room, its kind and its number.",
            ),
            models.CheckConstraint(
                name="referral_away_follows",
                condition=Q(away_at=None)
                & (Q(home_authority="") | Q(host_authority="") | Q(home_authority=F("host_authority")))
                | Q(away_at__isnull=False)
                & ~Q(home_authority="")
                & ~Q(host_authority="")
                & ~Q(home_authority=F("host_authority")),
                violation_error_message="A child is away where the two authorities are told and differ, and only there.",
            ),
            models.CheckConstraint(
                name="referral_score_is_a_share",
                condition=Q(score__gte=0, score__lte=100),
                violation_error_message="The score lies between 0 and 100.",
            ),
            models.CheckConstraint(
                name="referral_made_by_someone",
                condition=Q(submitted_by__isnull=False) | ~Q(source=""),
                violation_error_message="A referral says who made it.",
            ),
            models.CheckConstraint(
                name="referral_noticed_before",
                condition=Q(noticed_at__lte=F("submitted_at")),
                violation_error_message="The risk was noticed before it was referred.",
            ),
            models.UniqueConstraint(
                name="referral_source_once",
                fields=["source", "source_key"],
                condition=~Q(source=""),
                violation_error_message="This feed brought in that referral before.",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "submitted_at"], name="referral_person"),
            models.Index(fields=["-submitted_at"], name="referral_submitted"),
            models.Index(fields=["district", "-submitted_at"], name="referral_district"),
            models.Index(fields=["team", "-submitted_at"], name="referral_team"),
            models.Index(fields=["state", "submitted_at"], name="referral_state"),
            models.Index(fields=["origin_room", "origin_kind", "origin_id"], name="referral_origin"),
            models.Index(fields=["closed_at"], name="referral_closed"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return reference("RF", self.submitted_at, self.pk)

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED

    @property
    def origin(self) -> CaseRef | None:
        return CaseRef(self.origin_room, self.origin_kind, self.origin_id) if self.origin_id is not None else None

    @property
    def responsible(self) -> str:
        """Which authority answers for the child: where the child was found, until that of the home accepted in writing."""
        acceptance = getattr(self, "acceptance", None) if self.away_at else None
        accepted = acceptance is not None and acceptance.accepted_at is not None
        return self.home_authority if accepted else self.host_authority or self.home_authority

    def person_ids(self) -> list[int]:
        return [self.person_id]

    def place(self) -> tuple[int | None, int | None]:
        return self.district_id, self.team_id

    def owners(self) -> list[int]:
        return [self.submitted_by_id] if self.submitted_by_id is not None else []

    def root(self) -> Record:
        return Person(pk=self.person_id)


class ReferralRecord(PartRecord):
    """The base of what belongs to one referral."""

    part_of = "referral"

    class Meta(PartRecord.Meta):
        abstract = True


class Concern(ReferralRecord):
    """One of the things feared for the child."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="concerns")
    kind = models.CharField(max_length=24, choices=ConcernKind.choices)

    class Meta(Record.Meta):
        constraints = [
            known("kind", ConcernKind),
            models.UniqueConstraint(
                name="concern_once",
                fields=["referral", "kind"],
                violation_error_message="That concern is on the referral already.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Decision(ReferralRecord):
    """What the hub decided, on what threshold and why.

    One made in training has no effect until someone who is signed off as competent countersigns it (domain R18, finding
    K53): the database holds that, and that nobody countersigns their own.
    """

    scrubs = ("rationale", "signed_note")

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    threshold = models.CharField(max_length=12, choices=Threshold.choices)
    grade = models.CharField(max_length=6, choices=Grade.choices)
    rationale = Text(max_length=5000)
    made_at = MomentField()
    made_by = who()
    is_in_training = models.BooleanField(help_text="whoever made it is not yet signed off as competent")
    signed_at = MomentField(null=True, blank=True)
    signed_by = who("a practitioner signed off as competent, who agreed or sent it back", null=True)
    is_sent_back = models.BooleanField(default=False)
    signed_note = Text(blank=True, max_length=2000)
    effective_at = MomentField(null=True, blank=True, help_text="since when it holds")

    class Meta(Record.Meta):
        constraints = [
            known("verdict", Verdict),
            known("threshold", Threshold),
            known("grade", Grade),
            paired("signed", "Signing off"),
            models.CheckConstraint(
                name="decision_has_rationale",
                condition=~Q(rationale=""),
                violation_error_message="A decision says why.",
            ),
            models.CheckConstraint(
                name="decision_in_training_countersigned",
                condition=Q(is_in_training=False)
                | Q(effective_at=None)
                | Q(signed_by__isnull=False, is_sent_back=False),
                violation_error_message="A decision made in training has no effect until a signed-off practitioner agrees.",
            ),
            models.CheckConstraint(
                name="decision_signed_by_another",
                condition=Q(signed_by=None) | ~Q(signed_by=F("made_by")),
                violation_error_message="Nobody signs off their own decision.",
            ),
            models.CheckConstraint(
                name="decision_sent_back_has_no_effect",
                condition=Q(is_sent_back=False) | Q(effective_at=None, signed_by__isnull=False),
                violation_error_message="A decision that was sent back has no effect.",
            ),
        ]
        indexes = [
            models.Index(fields=["referral", "made_at"], name="decision_of_referral"),
            models.Index(fields=["effective_at"], name="decision_effective"),
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()
