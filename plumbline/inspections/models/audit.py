"""Case audits: a programme, its rounds, the sample of each, what auditors made of it, and what others published."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.inspections.models.questions import AREAS, Area, QuestionSet, set_called
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record
from plumbline.people.models import Person
from plumbline.workforce.models import District, Team


class Grade(models.TextChoices):
    """The three grades of a case (domain Q1). There is no number behind them: they are counted, never averaged."""

    GOOD = "good", "Good"
    REQUIRES_IMPROVEMENT = "requires-improvement", "Requires improvement"
    INADEQUATE = "inadequate", "Inadequate"


class Answered(models.TextChoices):
    """What one question may be answered with. What does not arise is neither good nor bad."""

    GOOD = "good", "Good"
    REQUIRES_IMPROVEMENT = "requires-improvement", "Requires improvement"
    INADEQUATE = "inadequate", "Inadequate"
    DOES_NOT_ARISE = "does-not-arise", "Does not arise"


class Place(models.TextChoices):
    """Whose marking it is. The second is blind: its auditor has not seen the first."""

    FIRST = "first", "First marking"
    SECOND = "second", "Second, blind marking"
    MODERATED = "moderated", "Moderation"


class AuditProgramme(Record):
    """What is audited again and again in one area: by which questions, how many cases at least, and whether two mark each."""

    name = models.CharField(max_length=120, unique=True)
    area = models.CharField(max_length=40)
    question_set = models.CharField(max_length=40)
    months = models.PositiveSmallIntegerField(help_text="a round is meant every so many months")
    minimum_sample = models.PositiveSmallIntegerField(help_text="below it nothing is claimed to have improved")
    is_marked_twice = models.BooleanField(help_text="a second auditor marks each case without seeing the first marking")
    made_at = MomentField()
    made_by = who()

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="auditprogramme_minimum_sensible",
                condition=Q(minimum_sample__gte=5, months__gte=1),
                violation_error_message="A sample of fewer than five cases says nothing; a round comes at most monthly.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audited(self) -> Area:
        return AREAS[self.area]

    @property
    def questions(self) -> QuestionSet:
        return set_called(self.question_set)


class AuditRound(Record):
    """One sample, drawn and marked. All that is needed to draw it again is kept: frame, strata, seed, and the query in words."""

    scrubs = ("closing_note",)

    programme = models.ForeignKey(AuditProgramme, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    question_set = models.CharField(max_length=40, help_text="the programme’s set when the round was opened")
    question_digest = models.CharField(max_length=64)
    reported_from = models.DateField(help_text="first day of the reports in the frame")
    reported_to = models.DateField(help_text="last day of the reports in the frame")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    strata = models.CharField(max_length=80, blank=True, help_text="by what the frame is divided before drawing")
    seed = models.PositiveBigIntegerField()
    size = models.PositiveSmallIntegerField()
    query = Text(max_length=1000, help_text="the frame in words, exactly as it was asked for")
    algorithm = models.CharField(max_length=40)
    frame_size = models.PositiveIntegerField()
    frame_digest = models.CharField(max_length=64, help_text="of the numbers in the frame")
    is_marked_twice = models.BooleanField()
    marking_due_at = MomentField()
    opened_at = MomentField()
    opened_by = who()
    closed_at = MomentField(null=True, blank=True)
    closed_by = who(null=True)
    closing_note = Text(blank=True, max_length=2000)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                name="auditround_number_once",
                fields=["programme", "number"],
                violation_error_message="A round was opened a moment ago. Look at it before you open another.",
            ),
            paired("closed", "Closing a round"),
            models.CheckConstraint(
                name="auditround_sample_within_frame",
                condition=Q(size__gte=1, size__lte=F("frame_size")),
                violation_error_message="A sample is no larger than the frame it is drawn from.",
            ),
            models.CheckConstraint(
                name="auditround_days_in_order",
                condition=Q(reported_to__gte=F("reported_from")),
                violation_error_message="The last day of the frame is not before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.name}, round {self.number}"

    @property
    def questions(self) -> QuestionSet:
        return set_called(self.question_set)

    @property
    def strata_keys(self) -> list[str]:
        return self.strata.split() if self.strata else []

    def place(self) -> tuple[int | None, int | None]:
        return self.district_id, None


class AuditStratum(Record):
    """A part of a round’s frame: its numbers as they were when the sample was drawn, and how many of them were."""

    round = models.ForeignKey(AuditRound, on_delete=models.PROTECT, related_name="parts")
    label = models.CharField(max_length=200)
    ids = Text(max_length=5_000_000, help_text="numbers of the records, ascending")
    in_frame = models.PositiveIntegerField()
    drawn = models.PositiveSmallIntegerField()

    class Meta(Record.Meta):
        verbose_name_plural = "audit strata"
        constraints = [
            models.UniqueConstraint(
                name="auditstratum_label_once",
                fields=["round", "label"],
                violation_error_message="A stratum stands there twice.",
            ),
            models.CheckConstraint(
                name="auditstratum_within",
                condition=Q(drawn__lte=F("in_frame")),
                violation_error_message="No more is drawn from a stratum than it holds.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def place(self) -> tuple[int | None, int | None]:
        return self.round.place()


class SampledCase(Record):
    """One case of a round’s sample, as it stood when drawn, and the grade that its markings came to."""

    scrubs = ("set_aside_reason",)
    keeps = {
        "stratum": "a part of the frame: district, risk, looked after or not, missing before or not",
        "room": "a room of the product",
        "kind": "a kind of record",
        "reference": "the number of a case, which the case itself keeps",
    }

    round = models.ForeignKey(AuditRound, on_delete=models.PROTECT, related_name="cases")
    order = models.PositiveSmallIntegerField(help_text="in which the sample is marked")
    stratum = models.CharField(max_length=200, blank=True)
    room = models.CharField(max_length=30)
    kind = models.CharField(max_length=40)
    case_id = models.BigIntegerField()
    reference = models.CharField(max_length=40, help_text="what people call the case")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    drawn_at = MomentField()
    due_at = MomentField(help_text="by when it is to be marked")
    auditor = who("who took the first marking", null=True)
    grade = models.CharField(max_length=20, choices=Grade.choices, blank=True)
    marked_at = MomentField(null=True, blank=True, help_text="when its last marking was handed in")
    disagreed_at = MomentField(null=True, blank=True, help_text="when two markings turned out to differ")
    moderated_at = MomentField(null=True, blank=True)
    moderated_by = who(null=True)
    set_aside_at = MomentField(null=True, blank=True)
    set_aside_by = who(null=True)
    set_aside_reason = Text(blank=True, max_length=1000)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                name="sampledcase_drawn_once",
                fields=["round", "room", "kind", "case_id"],
                violation_error_message="A case is drawn once in a round.",
            ),
            known("grade", Grade),
            paired("moderated", "Moderation"),
            paired("set_aside", "Setting a case aside"),
            models.CheckConstraint(
                name="sampledcase_graded_when_marked",
                condition=Q(grade="") | Q(marked_at__isnull=False),
                violation_error_message="A case has its grade when it is marked.",
            ),
            models.CheckConstraint(
                name="sampledcase_moderated_when_disagreed",
                condition=Q(moderated_at=None) | Q(disagreed_at__isnull=False),
                violation_error_message="Only a disagreement is moderated.",
            ),
        ]
        indexes = [models.Index(fields=["room", "kind", "case_id"], name="sampledcase_of_case")]

    def __str__(self) -> str:
        return f"{self.reference} in {self.round}"

    def person_ids(self) -> list[int]:
        return [self.person_id]

    def place(self) -> tuple[int | None, int | None]:
        return self.district_id, self.team_id

    def root(self) -> Record:
        return Person(pk=self.person_id)

    def audited(self) -> CaseRef:
        return CaseRef(self.room, self.kind, self.case_id)

    @property
    def is_whole(self) -> bool:
        """All markings that were wanted are in, so that what they say may be read."""
        return self.marked_at is not None

    @property
    def awaits_moderation(self) -> bool:
        return self.disagreed_at is not None and self.moderated_at is None and self.set_aside_at is None


class Marking(PartRecord):
    """One auditor’s judgement of a case: a draft until it is handed in, and never changed after."""

    part_of = "sample"
    scrubs = ("told", "why")

    sample = models.ForeignKey(SampledCase, on_delete=models.PROTECT, related_name="markings")
    place_taken = models.CharField(max_length=10, choices=Place.choices)
    auditor = who()
    begun_at = MomentField()
    saved_at = MomentField(help_text="when its draft was last kept")
    submitted_at = MomentField(null=True, blank=True)
    grade = models.CharField(max_length=20, choices=Grade.choices, blank=True)
    is_still_at_risk = models.BooleanField(null=True, blank=True, help_text="the child is still at risk")
    told = models.CharField(
        max_length=300, blank=True, help_text="whom the auditor told at once of a child still at risk"
    )
    why = Text(blank=True, help_text="what the grade rests on")

    class Meta(Record.Meta):
        constraints = [
            known("place_taken", Place),
            known("grade", Grade),
            models.UniqueConstraint(
                name="marking_place_once",
                fields=["sample", "place_taken"],
                violation_error_message="Someone else took this marking a moment ago.",
            ),
            models.UniqueConstraint(
                name="marking_auditor_once",
                fields=["sample", "auditor"],
                violation_error_message="One auditor marks a case once.",
            ),
            models.CheckConstraint(
                name="marking_whole_when_submitted",
                condition=Q(submitted_at=None) | (~Q(grade="") & Q(is_still_at_risk__isnull=False)),
                violation_error_message="A marking is handed in with a grade, and says whether the child is still at risk.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_place_taken_display()} of {self.sample.reference}"


class MarkingAnswer(PartRecord):
    """The answer to one question, with the question as it was put."""

    part_of = "marking.sample"
    scrubs = ("text",)
    keeps = {
        "question": "the code of a question",
        "asks": "the question as it was put",
    }

    marking = models.ForeignKey(Marking, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=40)
    asks = models.CharField(max_length=300)
    answer = models.CharField(max_length=20, choices=Answered.choices, blank=True)
    text = Text(blank=True, max_length=3000)

    class Meta(Record.Meta):
        constraints = [
            known("answer", Answered),
            models.UniqueConstraint(
                name="markinganswer_once",
                fields=["marking", "question"],
                violation_error_message="A question is answered once in a marking.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asks} {self.get_answer_display()}"


class Safeguarding(PartRecord):
    """An auditor found the work inadequate and the child still at risk: raised at once, and done the same day."""

    part_of = "marking.sample"
    scrubs = ("told", "done")

    marking = models.OneToOneField(Marking, on_delete=models.PROTECT, related_name="safeguarding")
    raised_at = MomentField()
    raised_by = who()
    day_ends_at = MomentField(help_text="the last second of the day on which it was raised")
    told = models.CharField(max_length=300)
    safeguarded_at = MomentField(null=True, blank=True, help_text="when the child was made safe")
    safeguarded_by = who("who answers for it", null=True)
    done = Text(blank=True, help_text="what was done to make the child safe")

    class Meta(Record.Meta):
        verbose_name_plural = "safeguarding"
        constraints = [
            paired("safeguarded", "Making the child safe"),
            models.CheckConstraint(
                name="safeguarding_told",
                condition=Q(safeguarded_at=None) | ~Q(done=""),
                violation_error_message="Say what was done to make the child safe.",
            ),
        ]

    def __str__(self) -> str:
        return f"Child still at risk in {self.marking.sample.reference}"


class PublishedAudit(Record):
    """What a public report says of the cases that inspectors read in one force. What it does not say is null, never nought."""

    force = models.CharField(max_length=200)
    kind = models.CharField(max_length=60, help_text="inspection, post-inspection review, …")
    visit = models.CharField(max_length=40, blank=True, help_text="when the cases were read, as published")
    visited_on = models.DateField(null=True, blank=True, help_text="first day of that month or year, for order alone")
    published = models.CharField(max_length=40, blank=True)
    area = models.CharField(max_length=80, help_text="overall, or the part of child protection")
    total = models.PositiveIntegerField(null=True, blank=True)
    good = models.PositiveIntegerField(null=True, blank=True)
    requires_improvement = models.PositiveIntegerField(null=True, blank=True)
    inadequate = models.PositiveIntegerField(null=True, blank=True)
    derived = models.CharField(max_length=80, blank=True, help_text="counts got by subtraction, not published as such")
    topics = Text(blank=True, max_length=500, help_text="grades of topics, where those were published and not cases")
    note = Text(blank=True, max_length=1000)
    source_title = models.CharField(max_length=300)
    address = models.CharField(max_length=500, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                name="publishedaudit_once",
                fields=["force", "kind", "visit", "area"],
                violation_error_message="That visit is here already.",
            ),
            models.CheckConstraint(
                name="publishedaudit_adds_up",
                condition=Q(good=None)
                | Q(requires_improvement=None)
                | Q(inadequate=None)
                | Q(total=None)
                | Q(total=F("good") + F("requires_improvement") + F("inadequate")),
                violation_error_message="The grades do not add up to the number of cases.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.force}, {self.kind} {self.visit}".strip()

    @property
    def counts(self) -> dict[str, int | None]:
        """By grade; None where it was not published."""
        return {
            Grade.GOOD: self.good,
            Grade.REQUIRES_IMPROVEMENT: self.requires_improvement,
            Grade.INADEQUATE: self.inadequate,
        }

    @property
    def derived_grades(self) -> list[str]:
        return self.derived.split() if self.derived else []

    @property
    def gaps(self) -> list[str]:
        """What the report does not tell."""
        lacking = [Grade(grade).label.lower() for grade, count in self.counts.items() if count is None]
        return [*(["how many cases"] if self.total is None else []), *lacking]
