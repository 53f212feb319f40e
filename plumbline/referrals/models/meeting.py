"""What follows a referral of significant harm: strategy discussion, conference; and what is done where agencies differ."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from plumbline.referrals.models.referral import Referral, ReferralRecord


class Means(models.TextChoices):
    TELEPHONE = "telephone", "Telephone"
    VIDEO = "video", "Video call"
    MEETING = "meeting", "Face to face"


class StrategyDiscussion(ReferralRecord):
    """Social care, police, health and others decide together whether enquiries under section 47 begin (domain R11)."""

    scrubs = ("others", "decisions")

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="strategies")
    requested_at = MomentField()
    requested_by = who()
    is_immediate = models.BooleanField(default=False, help_text="the child is at risk now: it is held the same day")
    held_at = MomentField(null=True, blank=True)
    held_by = who("who recorded it", null=True)
    means = models.CharField(max_length=10, choices=Means.choices, blank=True)
    police_took_part = models.BooleanField(default=False)
    social_care_took_part = models.BooleanField(default=False)
    health_took_part = models.BooleanField(default=False)
    others = models.CharField(max_length=300, blank=True, help_text="others who took part")
    needs_conference = models.BooleanField(default=False, help_text="enquiries lead to a child protection conference")
    is_joint = models.BooleanField(default=False, help_text="police and social care investigate together")
    decisions = Text(blank=True)

    class Meta(Record.Meta):
        constraints = [
            known("means", Means),
            paired("held", "A strategy discussion"),
            models.CheckConstraint(
                name="strategydiscussion_held_after",
                condition=Q(held_at=None) | Q(held_at__gte=F("requested_at")),
                violation_error_message="It is held after it was asked for.",
            ),
            models.CheckConstraint(
                name="strategydiscussion_told",
                condition=Q(held_at=None) | (~Q(decisions="") & ~Q(means="")),
                violation_error_message="A strategy discussion says how it was held and what was decided.",
            ),
        ]

    def __str__(self) -> str:
        return "Strategy discussion"

    @property
    def took_part(self) -> str:
        named = [("police", self.police_took_part), ("social care", self.social_care_took_part)]
        named += [("health", self.health_took_part), (self.others, bool(self.others))]
        return ", ".join(name for name, there in named if there)


class Abuse(models.TextChoices):
    """The category of a child protection plan."""

    NEGLECT = "neglect", "Neglect"
    PHYSICAL = "physical", "Physical abuse"
    SEXUAL = "sexual", "Sexual abuse"
    EMOTIONAL = "emotional", "Emotional abuse"
    MULTIPLE = "multiple", "More than one"


class Conference(ReferralRecord):
    """The initial child protection conference, within fifteen working days of the strategy discussion (domain R12)."""

    scrubs = ("decisions",)

    strategy = models.OneToOneField(StrategyDiscussion, on_delete=models.PROTECT, related_name="conference")
    held_at = MomentField()
    held_by = who("who recorded it")
    police_took_part = models.BooleanField(default=False)
    police_sent_report = models.BooleanField(default=False)
    is_plan_made = models.BooleanField(help_text="a child protection plan begins")
    category = models.CharField(max_length=10, choices=Abuse.choices, blank=True)
    decisions = Text()

    class Meta(Record.Meta):
        constraints = [
            known("category", Abuse),
            models.CheckConstraint(
                name="conference_plan_has_category",
                condition=Q(is_plan_made=False, category="") | (Q(is_plan_made=True) & ~Q(category="")),
                violation_error_message="A child protection plan has a category; where there is none, there is no category.",
            ),
        ]

    def __str__(self) -> str:
        return "Child protection conference"

    @property
    def referral(self) -> Referral:
        return self.strategy.referral


class Stage(models.IntegerChoices):
    """How far a disagreement between agencies has climbed (domain R16; the steps are force policy)."""

    PRACTITIONERS = 1, "Between practitioners"
    MANAGERS = 2, "Between their managers"
    HEADS = 3, "Between heads of service"


class Disagreement(ReferralRecord):
    """One stage of a disagreement over what is shared or done: it ends settled, or a stage further up."""

    scrubs = ("about", "result")

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="disagreements")
    stage = models.PositiveSmallIntegerField(choices=Stage.choices, default=Stage.PRACTITIONERS)
    about = Text(max_length=2000, help_text="what the force thinks should be done, and what the other agency says")
    raised_at = MomentField()
    raised_by = who()
    ended_at = MomentField(null=True, blank=True)
    ended_by = who(null=True)
    is_settled = models.BooleanField(default=False, help_text="settled at this stage; not, where it was escalated")
    result = Text(blank=True, max_length=2000)

    class Meta(Record.Meta):
        constraints = [
            paired("ended", "The end of a stage"),
            models.CheckConstraint(
                name="disagreement_stage_known",
                condition=Q(stage__in=Stage.values),
                violation_error_message="That is no stage of a disagreement.",
            ),
            models.CheckConstraint(
                name="disagreement_result_told",
                condition=Q(ended_at=None) | ~Q(result=""),
                violation_error_message="Say how the stage ended.",
            ),
            models.UniqueConstraint(
                name="disagreement_one_stage_at_a_time",
                fields=["referral"],
                condition=Q(ended_at=None),
                violation_error_message="There is an open disagreement on this referral: settle or escalate that one.",
            ),
        ]

    def __str__(self) -> str:
        return f"Disagreement, {self.get_stage_display().lower()}"
