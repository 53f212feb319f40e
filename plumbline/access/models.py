"""Accounts and grants."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from plumbline.access.roles import ROLES
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record


class UserManager(BaseUserManager["User"]):
    """Django's manager, for signing in by user name. Accounts are opened by `actions.open_account`."""


class User(AbstractBaseUser):
    """Someone who can be named in a record; signs in only while active and with a usable password.

    There are no superusers: what a person may do follows from grants alone.
    """

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=120, help_text="rank and surname as colleagues say it: PS Okafor")
    is_active = models.BooleanField(default=True)

    objects = UserManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.display_name or self.username


class Scope(models.TextChoices):
    """How far a grant reaches."""

    FORCE = "force", "the whole force"
    DISTRICT = "district", "one district"
    TEAM = "team", "one team"


class Grant(Record):
    """A role held by a person over a part of the force, for a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40, choices=[(key, role.name) for key, role in ROLES.items()])
    scope = models.CharField(max_length=8, choices=Scope.choices)
    # A district or team of `workforce`, a room above this one; held as its number for that reason.
    scope_id = models.BigIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="last day on which the grant holds")
    reason = models.CharField(max_length=200)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="grant_scope_named",
                condition=Q(scope=Scope.FORCE, scope_id=None) | (~Q(scope=Scope.FORCE) & Q(scope_id__isnull=False)),
                violation_error_message="A grant over a district or a team names it; one over the force names none.",
            ),
            models.CheckConstraint(
                name="grant_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="A grant cannot end before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {ROLES[self.role].name}, {self.get_scope_display()}"

    def reaches(self, district_id: int | None, team_id: int | None) -> bool:
        """Whether the grant covers a record that lies there. A record of no place (a person: the force keeps one index of
        people) is in the reach of everyone whose role knows such records."""
        if self.scope == Scope.FORCE or (district_id is None and team_id is None):
            return True
        return self.scope_id == (district_id if self.scope == Scope.DISTRICT else team_id)


class Decision(models.TextChoices):
    KEEP = "keep", "Keep"
    END = "end", "End"


class GrantReview(Record):
    """Someone with the authority looked at a grant, and kept it or ended it."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=4, choices=Decision.choices)
    note = Text(max_length=1000, blank=True)
    reviewed_at = MomentField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="grant_review_decision_known",
                condition=Q(decision__in=Decision.values),
                violation_error_message="Keep the grant or end it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant}: {self.get_decision_display().lower()}"

    def case(self) -> Record:
        return self.grant


class SpecialKind(models.TextChoices):
    GIVEN = "given", "Given"
    BREAK_GLASS = "break-glass", "Opened in an emergency"


class Outcome(models.TextChoices):
    JUSTIFIED = "justified", "Justified"
    NOT_JUSTIFIED = "not-justified", "Not justified"


class SpecialAccess(Record):
    """One person's restricted record opened to one user for a time: given by another, or taken in an emergency."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="special_access")
    person = models.BigIntegerField(help_text="number of the person whose record it opens")
    kind = models.CharField(max_length=12, choices=SpecialKind.choices)
    reason = Text(max_length=1000)
    starts_at = MomentField()
    ends_at = MomentField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = MomentField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True)
    review_note = Text(max_length=1000, blank=True)

    class Meta(Record.Meta):
        verbose_name_plural = "special access"
        constraints = [
            models.CheckConstraint(
                name="special_access_kind_known",
                condition=Q(kind=SpecialKind.GIVEN, given_by__isnull=False)
                | Q(kind=SpecialKind.BREAK_GLASS, given_by=None),
                violation_error_message="Special access is given by someone, or taken in an emergency by the person themselves.",
            ),
            models.CheckConstraint(
                name="special_access_reviewed_paired",
                condition=Q(reviewed_at=None, reviewed_by=None, outcome="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False, outcome__in=Outcome.values),
                violation_error_message="A review says when, by whom and with what outcome.",
            ),
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="special_access_user")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display().lower()}"

    def person_ids(self) -> list[int]:
        return [self.person]


class Restriction(Record):
    """The records of one person are shown to those alone to whom they are opened."""

    person = models.BigIntegerField(help_text="number of the person whose records are restricted")
    reason = Text(max_length=1000)
    is_told = models.BooleanField(default=True, help_text="others are told that a restricted record exists")
    review_on = models.DateField()
    set_at = MomentField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = MomentField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="restriction_lifted_paired",
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                violation_error_message="A lifted restriction says when and by whom.",
            ),
        ]

    def __str__(self) -> str:
        return f"Restriction of person {self.person}"

    def person_ids(self) -> list[int]:
        return [self.person]
