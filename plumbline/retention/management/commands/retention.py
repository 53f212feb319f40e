"""`plumbline retention`: whose review falls due, opening those reviews, and making the database let go of what was erased."""

from __future__ import annotations

from typing import Any

from plumbline.kernel import commands, storage
from plumbline.kernel.actors import system
from plumbline.kernel.relations import records
from plumbline.ledger.models import Entry, EntryPerson, Told
from plumbline.people.models import SearchName
from plumbline.retention import actions, queries


class Command(commands.Command):
    help = "due: whose retention review falls due (--open opens them). vacuum: drop what deleted rows left in the database."

    def add_arguments(self, parser: Any) -> None:
        does = parser.add_subparsers(dest="does", required=True, metavar="due|vacuum")
        due = does.add_parser("due", help="list people whose review falls due and is not open yet")
        due.add_argument("--open", action="store_true", help="open their reviews; run it every day")
        due.add_argument("--format", choices=["table", "json"], default="table")
        vacuum = does.add_parser("vacuum", help="after disposals: drop dead rows from the database's files")
        vacuum.add_argument(
            "--full", action="store_true", help="PostgreSQL: write each table anew; nobody can use it meanwhile"
        )

    def handle(self, *_args: Any, does: str, **options: Any) -> None:
        {"due": self._due, "vacuum": self._vacuum}[does](**options)

    def _due(self, *, open: bool, format: str, **_options: Any) -> None:
        if open:
            opened = actions.open_due_reviews(by=system("retention"))
            self.print(f"{opened} reviews opened")
            return
        found = sorted(queries.falling_due(), key=lambda told: (told.due_on, told.person_id))
        rows = [
            [
                told.person_id,
                int(told.group),
                told.due_on.isoformat(),
                told.last.words,
                "yes" if told.is_under_ten else "",
            ]
            for told in found
        ]
        heads = ["person", "group", "due_on", "counted", "under_ten"]
        if format == "json":
            self.print_json([dict(zip(heads, row, strict=True)) for row in rows])
        elif rows:
            self.print_table(["Person", "Group", "Due on", "Counted from", "Under ten"], rows)
        else:
            self.print("No review falls due that is not open already.")

    def _vacuum(self, *, full: bool, **_options: Any) -> None:
        models = [*records(), Entry, Told, EntryPerson, SearchName]
        storage.vacuum([*(model._meta.db_table for model in models), "django_session"], full=full)
        self.print("Done: what was erased is gone from the database's files.")
