import io
import zipfile
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import RequestContext, Template

from plumbline.access.models import User
from plumbline.web import tables
from plumbline.web.tables import Column

COLUMNS = [
    Column("name", "Name", "child.name"),
    Column("rank", "Risk", "risk", order=lambda row: {"high": 0, "low": 1}[row.risk]),
    Column("age", "Age", lambda row: row.age, numeric=True),
    Column("note", "Note", "note", sortable=False),
]
ROWS = [
    SimpleNamespace(child={"name": "Maria"}, risk="low", age=14, note="=1+1"),
    SimpleNamespace(child={"name": "Adam"}, risk="high", age=None, note="plain"),
    SimpleNamespace(child={"name": "Zoe"}, risk="low", age=9, note=None),
]


def names(rows):
    return [row.child["name"] for row in rows]


@pytest.mark.parametrize(
    ("asked_for", "number"),
    [("2", 2), ("", 1), ("x", 1), ("-1", 1), ("0", 1), ("99", 4), ("9" * 30, 1), ("١", 1), ("1.5", 1), ("2\0", 1)],
)
def test_a_rubbish_page_number_gives_a_page(rf, asked_for, number):
    assert tables.page_of(list(range(100)), rf.get("/", {"page": asked_for})).number == number


def test_an_empty_list_has_one_empty_page(rf):
    assert list(tables.page_of([], rf.get("/", {"page": "7"}))) == []


def test_a_list_is_sorted_by_what_is_asked_for_and_the_unknown_stand_last(rf):
    assert names(tables.in_order(ROWS, rf.get("/?sort=name"), COLUMNS)[0]) == ["Adam", "Maria", "Zoe"]
    assert names(tables.in_order(ROWS, rf.get("/?sort=age"), COLUMNS)[0]) == ["Zoe", "Maria", "Adam"]
    assert names(tables.in_order(ROWS, rf.get("/?sort=-age"), COLUMNS)[0]) == ["Maria", "Zoe", "Adam"]
    assert names(tables.in_order(ROWS, rf.get("/?sort=rank"), COLUMNS)[0])[0] == "Adam"


@pytest.mark.parametrize("rubbish", ["note", "password", "--name", "-", "name'; drop table"])
def test_nothing_but_the_columns_can_be_sorted_by(rf, rubbish):
    ordered, sort = tables.in_order(ROWS, rf.get("/", {"sort": rubbish}), COLUMNS, default="-name")
    assert (sort.key, sort.descending) == ("name", True)
    assert names(ordered) == ["Zoe", "Maria", "Adam"]


def test_a_query_set_is_sorted_by_the_database_with_ties_settled(rf):
    columns = [Column("who", "Who", "display_name", order="display_name"), Column("x", "X", lambda u: 1)]
    ordered, sort = tables.in_order(User.objects.all(), rf.get("/?sort=-who"), columns)
    assert ordered.query.order_by == ("-display_name", "-pk")
    assert sort.keys == {"who"}
    assert sort.next(columns[0]) == "who"
    assert sort.direction(columns[0]) == "descending"


def test_empty_values_of_the_database_stand_last_either_way(rf):
    columns = [Column("last", "Last", "last_login", order="last_login")]
    for asked_for in ("last", "-last"):
        ordered, _ = tables.in_order(User.objects.all(), rf.get("/", {"sort": asked_for}), columns)
        assert ordered.query.order_by[0].nulls_last


def sheet(response):
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        strings = book.read("xl/sharedStrings.xml").decode() if "xl/sharedStrings.xml" in book.namelist() else ""
        return book.read("xl/worksheets/sheet1.xml").decode() + strings


@pytest.mark.parametrize("text", ["=1+1", "+44 7700", "-2", "@SUM(A1)", "\tx", "\rx", "＝1", " =1+1"])
def test_text_that_looks_like_a_formula_is_made_harmless(rf, text):
    assert tables.harmless(text) == f"'{text}"
    row = [SimpleNamespace(child={"name": text}, risk="low", age=-2, note=None)]
    written = b"".join(tables.export(rf.get("/?format=csv"), COLUMNS, row, "x")).decode()
    assert f"'{text}" in written
    assert ",-2," in written
    assert "<f>" not in sheet(tables.export(rf.get("/?format=xlsx"), COLUMNS, row, "x"))


def test_a_csv_holds_the_rows_as_they_are_shown(rf):
    response = tables.export(rf.get("/?format=csv"), COLUMNS, ROWS, "Missing episodes")
    written = b"".join(response).decode("utf-8-sig")
    assert written.splitlines() == ["Name,Risk,Age,Note", "Maria,low,14,'=1+1", "Adam,high,,plain", "Zoe,low,9,"]
    assert 'filename="missing-episodes-' in response["Content-Disposition"]


def test_moments_leave_in_local_time(rf):
    columns = [Column("at", "At", lambda row: row), Column("on", "On", lambda row: row.date())]
    rows = [datetime(2026, 7, 31, 23, 30, tzinfo=UTC)]
    assert b"2026-08-01 00:30,2026-07-31" in b"".join(tables.export(rf.get("/?format=csv"), columns, rows, "x"))
    assert tables.export(rf.get("/?format=xlsx"), columns, rows, "x").content[:2] == b"PK"


def test_no_format_means_a_page(rf):
    assert tables.export(rf.get("/"), COLUMNS, ROWS, "x") is None
    assert tables.export(rf.get("/?format=exe"), COLUMNS, ROWS, "x") is None


def test_the_table_links_its_headings_and_keeps_the_rest_of_the_address(rf):
    request = rf.get("/?sort=name&page=3&q=a%26b")
    _, sort = tables.in_order(ROWS, request, COLUMNS)
    source = '{% cotton table :columns="columns" :sort="sort" caption="C" %}{% endcotton %}'
    page = Template(source).render(RequestContext(request, {"columns": COLUMNS, "sort": sort}))
    assert 'aria-sort="ascending"' in page
    assert 'href="?q=a%26b&amp;sort=-name"' in page
    assert page.count("aria-sort") == 3


def test_harmless_leaves_numbers_and_dates():
    assert [tables.harmless(v) for v in (-1, 1.5, True, date(2026, 1, 1), None)] == [
        -1,
        1.5,
        True,
        date(2026, 1, 1),
        "",
    ]
