"""`plumbline`: the one command. A fresh database is migrated by the first command that needs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Container

NEEDS_NO_DATABASE = {
    "standards",
    "findings",
    "help",
    "--help",
    "-h",
    "collectstatic",
    "makemigrations",
    "migrate",
    "check",
    "compilemessages",
}

LEAVE_NO_ROW = {"changepassword", "createsuperuser"}


def main() -> None:
    """Run a command; whatever stops it is told in one line, never as a trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plumbline.config.settings")
    if len(sys.argv) == 1:
        sys.argv.append("help")
    try:
        _run(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader (head, less) has gone; without this Python complains again while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _run(argv: list[str]) -> None:
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line, get_commands
    from django.db import DatabaseError, InterfaceError

    from plumbline.kernel.errors import PlumblineError

    try:
        django.setup()
        _refuse_slips(argv[1], get_commands())
        if argv[1] not in NEEDS_NO_DATABASE and not {"--help", "-h"} & set(argv):
            _migrate_if_needed()
        execute_from_command_line(argv)
    except (PlumblineError, ImproperlyConfigured, DatabaseError, InterfaceError, OSError) as fault:
        if os.environ.get("PLUMBLINE_DEBUG") == "1":
            raise
        if isinstance(fault, BrokenPipeError):
            raise
        print(f"plumbline {argv[1]}: {' '.join(str(fault).split())}", file=sys.stderr)
        sys.exit(2)


def _refuse_slips(command: str, known: Container[str]) -> None:
    """A command that is not there, or a number of the force's own file that no room has."""
    from plumbline.kernel.errors import Missing
    from plumbline.standards.policy import refuse_unheard

    if command in LEAVE_NO_ROW:
        raise Missing(f"accounts are looked after by `plumbline account`; {command} would leave no row in the ledger")
    if command not in known and command not in NEEDS_NO_DATABASE:
        raise Missing("there is no such command; `plumbline help` lists them")
    refuse_unheard()


def _migrate_if_needed() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Preparing the database…", file=sys.stderr)
        call_command("migrate", verbosity=0, interactive=False)
