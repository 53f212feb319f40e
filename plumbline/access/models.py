"""Accounts and grants."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from plumbline.access.roles import ROLES
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

    @property
    def role_name(self) -> str:
        return ROLES[self.role].name

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    def reaches(self, district_id: int | None, team_id: int | None) -> bool:
        """Whether the grant covers a record that lies there. A record of no place (a person: the force keeps one index of
        people) is in the reach of everyone whose role knows such records."""
        if self.scope == Scope.FORCE or (district_id is None and team_id is None):
            return True
        return self.scope_id == (district_id if self.scope == Scope.DISTRICT else team_id)
