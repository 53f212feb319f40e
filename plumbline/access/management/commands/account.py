"""`plumbline account`: who can sign in, from the first account of an installation to the quickest way to shut one out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from plumbline.access import actions, queries
from plumbline.access.models import Scope, User
from plumbline.access.roles import ROLES
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.kernel.commands import Command as Base
from plumbline.kernel.commands import CouldNotRun

BY = system("command line")
HEADS = ("user name", "name", "state", "roles today", "second factors", "last seen")
VERBS = {
    "close": "the person can no longer sign in, and is signed out everywhere",
    "sign-out": "end every session of the account; the person may sign in again",
    "password": "set a new password, asked for or read from standard input; sessions end",
    "reset-factors": "take away authenticator app, passkeys and recovery codes, for someone who lost theirs",
}


class Command(Base):
    help = "Accounts: open one with a role, list, close, sign out everywhere, set a password, take second factors away."

    def add_arguments(self, parser: Any) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        opening = verbs.add_parser("open", help="make an account and grant it a role; the password is asked for")
        opening.add_argument("username")
        opening.add_argument("--name", required=True, help="rank and surname: PS Okafor")
        opening.add_argument(
            "--role", required=True, choices=sorted(ROLES), metavar="ROLE", help=", ".join(sorted(ROLES))
        )
        opening.add_argument("--scope", choices=Scope.values, default=Scope.FORCE)
        opening.add_argument("--scope-id", type=int, help="number of the district or team")
        opening.add_argument("--until", type=date.fromisoformat, help="last day, as 2026-12-31; some roles need one")
        opening.add_argument(
            "--no-password", action="store_true", help="signs in through the provider alone: no password is kept"
        )
        verbs.add_parser("list", help="every account: state, roles, factors, last seen").add_argument(
            "--format", choices=("table", "json"), default="table"
        )
        for verb, says in VERBS.items():
            verbs.add_parser(verb, help=says).add_argument("username")

    def handle(self, **options: Any) -> None:
        doing: dict[str, Callable[[dict[str, Any]], None]] = {"open": self._open, "list": self._list}
        if options["verb"] in doing:
            doing[options["verb"]](options)
        else:
            self._about(options["verb"], _called(options["username"]))

    def _open(self, options: dict[str, Any]) -> None:
        password = None if options["no_password"] else _password()
        with transaction.atomic():
            user = self._granted(options, password)
        how = "through the provider" if password is None else f"as {user.username}"
        self.print(f"{user.display_name} can sign in {how}: {ROLES[options['role']].name}.")

    def _granted(self, options: dict[str, Any], password: str | None) -> User:
        """Account and grant together, or neither."""
        user = actions.open_account(
            by=BY, username=options["username"], display_name=options["name"], password=password
        )
        grant = {"role": options["role"], "scope": options["scope"], "scope_id": options["scope_id"]}
        grant |= {"ends_on": options.get("until")}
        actions.give_grant(user, by=BY, reason="opened from the command line", **grant)
        return user

    def _about(self, verb: str, user: User) -> None:
        if verb == "close":
            actions.close_account(user, by=BY)
            self.print(f"{user.display_name} can no longer sign in, and is signed out everywhere.")
        elif verb == "sign-out":
            actions.sign_out_everywhere(user, by=BY)
            self.print(f"{user.display_name} is signed out everywhere, and may sign in again.")
        elif verb == "password":
            actions.set_password(user, by=BY, password=_password(user))
            self.print(f"{user.display_name} has a new password, and is signed out everywhere.")
        else:
            actions.remove_factors(user, by=BY)
            self.print(f"{user.display_name} has no second factor any more, and is signed out everywhere.")

    def _list(self, options: dict[str, Any]) -> None:
        found = queries.accounts()
        if options["format"] == "json":
            return self.print_json([vars(account) for account in found])
        rows = [
            (a.username, a.display_name, a.state, a.roles or "–", a.factors or "–", _day(a.last_seen)) for a in found
        ]
        return self.print_table(HEADS, rows) if rows else self.print("There is no account yet: plumbline account open")


def _called(username: str) -> User:
    user = queries.account_called(username)
    if user is None:
        raise CouldNotRun(f"there is no account called {username}")
    return user


def _day(moment: Any) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}" if moment else "–"


def _password(user: User | None = None) -> str:
    password = _typed() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise CouldNotRun(" ".join(fault.messages)) from None
    return password


def _typed() -> str:
    password = getpass("Password: ")
    if getpass("The same again: ") != password:
        raise CouldNotRun("the two passwords are not the same")
    return password
