"""Lists: their pages, their order, and the very rows as CSV or Excel.

COLUMNS = [Column("name", "Child", "person.name", order="person__family_name"), Column("age", "Age", age_of)]

ordered, sort = in_order(episodes_for(user), request, COLUMNS, default="-reported")
if wanted := export(request, COLUMNS, ordered, "missing episodes"):
    return wanted
page = page_of(ordered, request)
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

import xlsxwriter
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.text import slugify

from plumbline.kernel import clock

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MOST_PAGES = 1_000_000  # beyond it the offset no longer fits the integer of SQLite
MOST_ROWS_EXCEL = 1_048_575


@dataclass(frozen=True)
class Column:
    """One column: `key` stands in the address when sorted by, `value` is a dotted path or a function of the row.

    `order` names the fields that a query set is sorted by. A list is sorted by the value, or by `order` where that is a
    function of the row. Without either the heading of a query set's column cannot be sorted by.
    """

    key: str
    label: str
    value: str | Callable[[Any], Any]
    order: str | tuple[str, ...] | Callable[[Any], Any] = ()
    sortable: bool = True
    numeric: bool = False

    def of(self, row: Any) -> Any:
        return self.value(row) if callable(self.value) else _follow(row, self.value)

    @property
    def fields(self) -> tuple[str, ...]:
        if callable(self.order):
            return ()
        return (self.order,) if isinstance(self.order, str) else self.order

    def rank(self, row: Any) -> Any:
        return self.order(row) if callable(self.order) else self.of(row)


@dataclass(frozen=True)
class Sort:
    """The order in force ("" where the list keeps its own) and the columns that can be sorted by."""

    key: str = ""
    descending: bool = False
    keys: frozenset[str] = frozenset()

    def direction(self, column: Column) -> str:
        """For aria-sort."""
        if column.key != self.key:
            return "none"
        return "descending" if self.descending else "ascending"

    def next(self, column: Column) -> str:
        """What ?sort= becomes when the heading is chosen: a second choice turns the order round."""
        turned = column.key == self.key and not self.descending
        return f"-{column.key}" if turned else column.key


def page_of(rows: Any, request: HttpRequest, per_page: int = 25) -> Page:
    """The page that ?page= asks for; rubbish gives the first and too much the last."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
    return Paginator(rows, per_page).get_page(min(max(number, 1), MOST_PAGES))


def in_order(rows: Any, request: HttpRequest, columns: Sequence[Column], default: str = "") -> tuple[Any, Sort]:
    """The rows as ?sort= asks, if it names a column that sorts; else by `default`, else as they came."""
    sorting = {c.key: c for c in columns if c.sortable and (c.fields or not isinstance(rows, QuerySet))}
    for wanted in (request.GET.get("sort", ""), default):
        column = sorting.get(wanted.removeprefix("-"))
        if column:
            sort = Sort(column.key, wanted.startswith("-"), frozenset(sorting))
            return _ordered(rows, column, sort.descending), sort
    return rows, Sort(keys=frozenset(sorting))


def _ordered(rows: Any, column: Column, descending: bool) -> Any:
    if isinstance(rows, QuerySet):
        # Ties keep one order, or a row could stand on two pages.
        return rows.order_by(
            *(_turned(rows, field, descending) for field in column.fields), "-pk" if descending else "pk"
        )
    ranked = [(column.rank(row), row) for row in rows]
    known = sorted((pair for pair in ranked if pair[0] is not None), key=itemgetter(0), reverse=descending)
    return [row for _, row in known] + [row for rank, row in ranked if rank is None]


def _turned(rows: QuerySet[Any], field: str, descending: bool) -> Any:
    """Empty values last either way: left to themselves, SQLite and PostgreSQL put them at opposite ends."""
    name, down = field.removeprefix("-"), descending != field.startswith("-")
    if not _may_be_empty(rows, name):
        return f"-{name}" if down else name
    return F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True)


def _may_be_empty(rows: QuerySet[Any], name: str) -> bool:
    """True also where it is not known, as for an annotation or a field of a related record."""
    try:
        return bool(rows.model._meta.get_field(name).null)
    except FieldDoesNotExist:
        return True


def _follow(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = row.get(name) if isinstance(row, dict) else getattr(row, name, None)
        row = row() if callable(row) else row
    return row


def export(
    request: HttpRequest, columns: Sequence[Column], rows: Iterable[Any], filename: str
) -> HttpResponseBase | None:
    """The rows as the file that ?format=csv or ?format=xlsx asks for; None when a page is wanted."""
    wanted = request.GET.get("format")
    if wanted not in {"csv", "xlsx"}:
        return None
    name = f"{slugify(filename)}-{clock.local(clock.now()):%Y%m%d-%H%M}.{wanted}"
    table = _table(columns, rows)
    return _csv(table, name) if wanted == "csv" else _xlsx(table, name)


def _table(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[list[Any]]:
    yield [column.label for column in columns]
    source = rows.iterator(chunk_size=2000) if isinstance(rows, QuerySet) else rows
    for row in source:
        yield [harmless(column.of(row)) for column in columns]


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, (bool, int, float, date)):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


class _Line:
    """A file that hands back what is written to it, so that the CSV streams."""

    def write(self, text: str) -> str:
        return text


def _csv(table: Iterable[list[Any]], name: str) -> StreamingHttpResponse:
    writer = csv.writer(_Line())
    lines = (writer.writerow([_written(cell) for cell in row]) for row in table)
    marked = (
        ("\ufeff" if first else "") + line for first, line in _first(lines)
    )  # Excel reads UTF-8 only with the mark
    return StreamingHttpResponse(marked, content_type="text/csv; charset=utf-8", headers=_attached(name))


def _first(lines: Iterable[str]) -> Iterator[tuple[bool, str]]:
    for number, line in enumerate(lines):
        yield number == 0, line


def _written(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return f"{clock.local(cell):%Y-%m-%d %H:%M}"
    return {True: "yes", False: "no"}.get(cell, cell) if isinstance(cell, bool) else cell


def _xlsx(table: Iterable[list[Any]], name: str) -> HttpResponse:
    """Held in memory while it is written: a sheet cannot be streamed, because its index comes last."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        styles = {
            datetime: book.add_format({"num_format": "d mmm yyyy hh:mm"}),
            date: book.add_format({"num_format": "d mmm yyyy"}),
        }
        heading = book.add_format({"bold": True})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for number, row in zip(range(MOST_ROWS_EXCEL), table, strict=False):
            for place, cell in enumerate(row):
                _put(sheet, number, place, cell, heading if number == 0 else styles.get(type(cell)))
        sheet.autofit()
    return HttpResponse(
        target.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers=_attached(name),
    )


def _put(sheet: Any, row: int, place: int, cell: Any, style: Any) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(row, place, clock.local(cell).replace(tzinfo=None), style)
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, style)
    elif isinstance(cell, str):
        sheet.write_string(row, place, cell, style)
    else:
        sheet.write(row, place, _written(cell), style)


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
