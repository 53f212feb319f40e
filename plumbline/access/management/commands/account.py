"""`plumbline account`: the first account of an installation, and the quickest way to close one."""

from __future__ import annotations

import sys
from datetime import date
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from plumbline.access import actions
from plumbline.access.models import Scope, User
from plumbline.access.roles import ROLES
from plumbline.kernel.actors import system
from plumbline.kernel.commands import Command as Base
from plumbline.kernel.commands import CouldNotRun

BY = system("command line")


class Command(Base):
    help = "Open an account with a role, or close one. The password is asked for, or read from standard input."

    def add_arguments(self, parser: Any) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        opening = verbs.add_parser("open", help="make an account and grant it a role")
        opening.add_argument("username")
        opening.add_argument("--name", required=True, help="rank and surname: PS Okafor")
        opening.add_argument(
            "--role", required=True, choices=sorted(ROLES), metavar="ROLE", help=", ".join(sorted(ROLES))
        )
        opening.add_argument("--scope", choices=Scope.values, default=Scope.FORCE)
        opening.add_argument("--scope-id", type=int, help="number of the district or team")
        opening.add_argument("--until", type=date.fromisoformat, help="last day, as 2026-12-31; some roles need one")
        closing = verbs.add_parser("close", help="the person can no longer sign in")
        closing.add_argument("username")

    def handle(self, **options: Any) -> None:
        if options["verb"] == "open":
            self._open(options)
        else:
            self._close(options["username"])

    def _open(self, options: dict[str, Any]) -> None:
        password = _password()
        with transaction.atomic():
            user = self._granted(options, password)
        self.print(f"{user.display_name} can sign in as {user.username}: {ROLES[options['role']].name}.")

    def _granted(self, options: dict[str, Any], password: str) -> User:
        """Account and grant together, or neither."""
        user = actions.open_account(
            by=BY, username=options["username"], display_name=options["name"], password=password
        )
        grant = {"role": options["role"], "scope": options["scope"], "scope_id": options["scope_id"]}
        grant |= {"ends_on": options.get("until")}
        actions.give_grant(user, by=BY, reason="opened from the command line", **grant)
        return user

    def _close(self, username: str) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CouldNotRun(f"there is no account called {username}")
        actions.close_account(user, by=BY)
        self.print(f"{user.display_name} can no longer sign in.")


def _password() -> str:
    password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password)
    except ValidationError as fault:
        raise CouldNotRun(" ".join(fault.messages)) from None
    return password
