"""`plumbline inspections`: the watch over closed recommendations, evidence packs, other forces' published inspections."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tqdm import tqdm

from plumbline.inspections import actions
from plumbline.inspections.access.pack import called, pack_for
from plumbline.inspections.queries.measure import closed_recommendations
from plumbline.inspections.queries.printing import as_html
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.kernel.commands import FOUND_SOMETHING, CouldNotRun
from plumbline.kernel.commands import Command as Base
from plumbline.web import press


class Command(Base):
    help = "The watch over closed recommendations, evidence packs, and other forces' published inspections."

    def add_arguments(self, parser: Any) -> None:
        does = parser.add_subparsers(dest="does", required=True, metavar="watch | pack | reference")
        does.add_parser("watch", help="reopen closed recommendations of which a measure fell twice in a row")
        does.add_parser("reference", help="load the published inspections of other forces that ship with the product")
        pack = does.add_parser("pack", help="print an evidence pack")
        pack.add_argument(
            "reference", metavar="REF", help="IN-26-000001 (an inspection) or RC-26-000001 (a recommendation)"
        )
        pack.add_argument("--as-of", metavar="DATE", help="as things stood at the end of that day (today)")
        pack.add_argument("--format", choices=("pdf", "html"), default="pdf")
        pack.add_argument("--output", metavar="FILE", required=True)
        pack.add_argument("--to", metavar="RECIPIENT", required=True, help="who will receive it; the ledger keeps it")

    def handle(self, **options: Any) -> None:
        {"watch": self._watch, "pack": self._pack, "reference": self._reference}[options["does"]](options)

    def _reference(self, _options: Any) -> None:
        loaded = actions.load_reference(by=system("reference"))
        self.print(f"{loaded} records loaded" if loaded else "The reference inspections are there already.")

    def _watch(self, _options: Any) -> None:
        """Ends with 1 when something was reopened, so that whoever runs it by a timer may be told."""
        watched, reopened = len(closed_recommendations()), actions.watch_closed()
        for recommendation in reopened:
            self.print(f"{recommendation.reference} reopened. {recommendation.reopened_because}")
        self.print(f"{watched} closed recommendations watched, {len(reopened)} reopened.")
        if reopened:
            raise SystemExit(FOUND_SOMETHING)

    def _pack(self, options: Any) -> None:
        actor, target = system("plumbline inspections pack"), Path(options["output"])
        if not target.parent.is_dir():
            raise CouldNotRun(f"there is no folder {target.parent}")
        if options["format"] == "pdf":
            _need_the_press()
        subject = called(actor, options["reference"])
        with tqdm(desc="gathering", unit=" page", disable=None) as bar:
            pack = pack_for(actor, subject, _day(options["as_of"]), options["to"], bar.set_description)
            told = {"printed_at": clock.now(), "recipient": options["to"]}
            html = as_html(pack, **told, for_paper=options["format"] == "pdf")
            content = html.encode() if options["format"] == "html" else _printed(html, pack.rows, bar)
        _write(target, content)
        self.print(f"{target}: {pack.title}, {pack.rows:,} rows, as of {pack.day:%d %b %Y}, for {options['to']}")


def _printed(html: str, rows: int, bar: Any) -> bytes:
    bar.set_description("laying out pages")
    bar.total = 6 + rows // 44  # a guess, for the length of the bar; it grows if there are more

    def at(page: int) -> None:
        bar.total = max(bar.total, page)
        bar.update(page - bar.n)

    return press.as_pdf(html, at)


def _need_the_press() -> None:
    try:
        press.loaded()
    except press.NoPress as fault:
        raise CouldNotRun(f"{fault} --format html needs neither.") from None


def _day(text: str | None) -> date:
    if text is None:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CouldNotRun(f"{text!r} is not a date (2026-11-22)") from None


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all: half a pack looks like a pack."""
    beside = target.with_name(f"{target.name}.part")
    beside.write_bytes(content)
    beside.replace(target)
