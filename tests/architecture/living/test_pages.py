"""What every page is like, whoever asks: drawn to the end, in English, and without asking the database ever more."""

import json
import os
import re
from functools import cache
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.architecture.code import HERE
from tests.architecture.living.addresses import listed

pytestmark = pytest.mark.one_database  # what a page says does not hang on the engine; the walk draws each on both
PAGES = [pytest.param(a, id=a.name) for a in listed() if a.method == "get" and a.answers == 200]
LISTS = [pytest.param(a, id=a.name) for a in listed() if a.lists]
BOOKKEEPING = re.compile(r"(RELEASE )?SAVEPOINT|ROLLBACK TO|SELECT set_config")
COUNTS = HERE / "query_counts.json"
RENEW = "PLUMBLINE_RENEW_QUERY_COUNTS"
MEANT = {"missing:live": ("None",)}  # in the column of what is overdue
UNDRAWN = re.compile(r"</?c-[a-z]|\{%|%\}|\{\{|\}\}|\{#|object at 0x|<Episode|<QuerySet|&lt;(div|span|a|p|strong)\b")


class Text(HTMLParser):
    """What a reader reads: the text of a page, without scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.headings = 0
        self.ids: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.headings += tag == "h1"
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_data(self, data):
        self.words.append(data.strip())


_drawn: dict[str, str] = {}


def page(world, address):
    """The page as the right person sees it. Drawn once: what a test changes is rolled back after it."""
    if address.name not in _drawn:
        client = Client() if address.is_open else address.right(world)
        _drawn[address.name] = address.ask(client, world).content.decode()
    return _drawn[address.name]


@cache
def read(html):
    reader = Text()
    reader.feed(html)
    return reader


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_drawn_to_the_end(world, address):
    html = page(world, address)
    assert UNDRAWN.findall(html) == []
    assert html.rstrip().endswith("</html>")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_shows_no_value_of_the_machine(world, address):
    words = [word for word in read(page(world, address)).words if word and word not in MEANT.get(address.name, ())]
    odd = [word for word in words if re.search(r"^(None|True|False|nan|undefined|\[\]|\{\})[.,]?$", word)]
    assert odd == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_heading_and_each_id_once(world, address):
    reader = read(page(world, address))
    assert reader.headings == 1
    assert sorted({name for name in reader.ids if reader.ids.count(name) > 1}) == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_a_title_of_its_own(world, address):
    title = re.search(r"<title>(.*?)</title>", page(world, address), re.DOTALL)
    assert title
    assert len(title[1].split("–")[0].strip()) > 2, "the title names the page, not the product alone"


@pytest.mark.parametrize("address", PAGES)
def test_what_is_found_wrong_is_said_on_the_page(world, address):
    """An empty form sent back is drawn again with its errors, or refused; it is never a fault of the server."""
    response = world.client("sergeant").post(address.path(world), {})
    assert response.status_code in (200, 302, 400, 403, 404, 405, 409)
    assert UNDRAWN.findall(response.content.decode()) == []


@pytest.mark.parametrize("address", LISTS)
def test_a_list_asks_no_more_than_it_did(world, address):
    """After a change that is meant: PLUMBLINE_RENEW_QUERY_COUNTS=1 python -m pytest tests/architecture/living"""
    client = address.right(world)
    address.ask(client, world)
    with CaptureQueriesContext(connection) as queries:
        address.ask(client, world)
    asked = len([q for q in queries.captured_queries if not BOOKKEEPING.match(q["sql"])])
    held = json.loads(COUNTS.read_text()) if COUNTS.exists() else {}
    if os.environ.get(RENEW) == "1":
        COUNTS.write_text(json.dumps(dict(sorted((held | {address.name: asked}).items())), indent=2) + "\n")
        return
    assert address.name in held, f"no count is kept for this page: run with {RENEW}=1"
    said = "\n".join(q["sql"][:160] for q in queries.captured_queries)
    assert asked == held[address.name], f"{asked} queries, {held[address.name]} kept. Fewer is good: renew.\n{said}"


def test_no_count_is_kept_of_a_page_that_is_gone():
    if COUNTS.exists():
        assert set(json.loads(COUNTS.read_text())) == {address.name for address in listed() if address.lists}


def test_the_guard_sees_what_is_not_drawn():
    assert UNDRAWN.search("<c-tag>")
    assert UNDRAWN.search("{% if %}")
    assert not UNDRAWN.search("<code>")
