"""Accounts, grants, restrictions and what opens them."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from plumbline.access.roles import ROLES
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record


class UserManager(BaseUserManager["User"]):
    """Django's manager, for signing in by user name. Accounts are opened by `actions.open_account`."""


class User(AbstractBaseUser):
    """Someone who can be named in a record; signs in only while active and with a usable password.

    There are no superusers: what a person may do follows from grants alone.
    """

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=120, help_text="rank and surname as colleagues say it: PS Okafor")
    is_active = models.BooleanField(default=True)
    sittings_ended = models.PositiveIntegerField(
        default=0, help_text="how often all sessions were ended; each carries the number under which it began"
    )

    objects = UserManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.display_name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to be this account's: it dies with the password, and with `sittings_ended`."""
        salt, held = "plumbline.access.models.User", f"{self.password}:{self.sittings_ended}"
        return salted_hmac(salt, held, secret=secret, algorithm="sha256").hexdigest()


class Scope(models.TextChoices):
    """How far a grant reaches."""

    FORCE = "force", "the whole force"
    DISTRICT = "district", "one district"
    TEAM = "team", "one team"
    OWN = "own", "own cases"


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
                condition=Q(scope__in=[Scope.FORCE, Scope.OWN], scope_id=None)
                | Q(scope__in=[Scope.DISTRICT, Scope.TEAM], scope_id__isnull=False),
                violation_error_message="A grant over a district or a team names it; another names none.",
            ),
            models.CheckConstraint(
                name="grant_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="A grant cannot end before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {ROLES[self.role].name}, {self.get_scope_display()}"

    @property
    def role_name(self) -> str:
        return ROLES[self.role].name

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    def reaches(self, district_id: int | None, team_id: int | None) -> bool:
        """Whether the grant covers what lies there. What has no place (a person: the force keeps one index of people) is in
        the reach of everyone whose role knows such records. A grant over own cases covers no place."""
        if self.scope == Scope.OWN:
            return False
        if self.scope == Scope.FORCE or (district_id is None and team_id is None):
            return True
        return self.scope_id == (district_id if self.scope == Scope.DISTRICT else team_id)

    def person_ids(self) -> list[int]:
        return []


class Decision(models.TextChoices):
    """What a review makes of a grant."""

    KEEP = "keep", "Still needed"
    END = "end", "No longer needed: ends today"


class GrantReview(PartRecord):
    """Someone other than its holder looked at whether a grant is still needed."""

    part_of = "grant"

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
                violation_error_message="Say whether the grant is still needed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant}: {Decision(self.decision).label.lower()}"


class Restriction(Record):
    """Everything about one person is closed to all who were not given special access to it."""

    # A person of `people`, a room above this one; held as its number for that reason.
    person = models.BigIntegerField(help_text="number of the person whose records are restricted")
    reason = Text(max_length=1000)
    is_told = models.BooleanField(help_text="others in whose reach it lies are told that a restricted record exists")
    review_on = models.DateField(help_text="day on which someone asks whether it is still needed")
    set_at = MomentField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = MomentField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    scrubs = ("reason",)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                name="restriction_once",
                fields=["person"],
                condition=Q(lifted_at=None),
                violation_error_message="This person's records are restricted already.",
            ),
            models.CheckConstraint(
                name="restriction_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why the records are restricted.",
            ),
            models.CheckConstraint(
                name="restriction_lifted_paired",
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                violation_error_message="A restriction that is lifted says when and by whom.",
            ),
        ]

    def __str__(self) -> str:
        return f"Restriction of person {self.person}"

    def person_ids(self) -> list[int]:
        return [self.person]

    def whose(self) -> list[int]:
        """The mark itself is not part of what it closes: whoever may restrict handles it without reading the record."""
        return []


class AccessKind(models.TextChoices):
    GIVEN = "given", "Given"
    BREAK_GLASS = "break-glass", "Break-glass"


class Outcome(models.TextChoices):
    JUSTIFIED = "justified", "Justified"
    NOT_JUSTIFIED = "not-justified", "Not justified"


class SpecialAccess(Record):
    """A restricted person's records are open to one account for a time, and why."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="special_access")
    person = models.BigIntegerField(help_text="number of the person whose records it opens")
    kind = models.CharField(max_length=12, choices=AccessKind.choices)
    reason = Text(max_length=1000)
    starts_at = MomentField()
    ends_at = MomentField()
    given_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True)
    review_note = Text(max_length=1000, blank=True)
    reviewed_at = MomentField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    scrubs = ("reason", "review_note")

    class Meta(Record.Meta):
        verbose_name_plural = "special access"
        constraints = [
            models.CheckConstraint(
                name="special_access_kind_known",
                condition=Q(kind=AccessKind.GIVEN, given_by__isnull=False)
                | Q(kind=AccessKind.BREAK_GLASS, given_by=None),
                violation_error_message="Special access is given by someone, or taken by breaking the glass.",
            ),
            models.CheckConstraint(
                name="special_access_by_another",
                condition=Q(given_by=None) | ~Q(given_by=models.F("user")),
                violation_error_message="Nobody gives themselves special access.",
            ),
            models.CheckConstraint(
                name="special_access_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why the access is needed.",
            ),
            models.CheckConstraint(
                name="special_access_ends_after_start",
                condition=Q(ends_at__gte=models.F("starts_at")),
                violation_error_message="Special access cannot end before it starts.",
            ),
            models.CheckConstraint(
                name="special_access_outcome_known",
                condition=Q(outcome="", reviewed_at=None, reviewed_by=None)
                | Q(outcome__in=Outcome.values, reviewed_at__isnull=False, reviewed_by__isnull=False),
                violation_error_message="A review says what came of it, when and by whom.",
            ),
            models.CheckConstraint(
                name="special_access_reviewed_by_another",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("user")),
                violation_error_message="Nobody reviews their own special access.",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "user", "ends_at"], name="special_access_open"),
            models.Index(fields=["kind", "starts_at"], name="special_access_unreviewed", condition=Q(reviewed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {AccessKind(self.kind).label.lower()} access to person {self.person}"

    def person_ids(self) -> list[int]:
        return [self.person]

    def whose(self) -> list[int]:
        return []


class Notice(Record):
    """Someone who watches over access was told at once that the glass was broken."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    about = models.ForeignKey(SpecialAccess, on_delete=models.PROTECT, related_name="notices")

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                name="notice_once",
                fields=["user", "about"],
                violation_error_message="This person was told already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} told of {self.about}"

    def case(self) -> Record:
        return self.about

    def whose(self) -> list[int]:
        return []
