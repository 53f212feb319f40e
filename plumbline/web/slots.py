"""Where rooms meet without importing one another: navigation, panels, and the names and addresses of records.

A room calls these from its AppConfig.ready(). Registering the same thing twice replaces it.

    navigation("Missing", "missing:episodes", order=40, permission="missing.view")

    @panel("child.main", order=30)
    def episodes(request, child): ...

    names("person", lambda ids: {p.pk: p.full_name for p in people(ids)})
    links("person", lambda pk: reverse("people:child", args=[pk]))
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from plumbline.access import access

RESTRICTED = "Restricted record"
Panel = Callable[[HttpRequest, Any], str]
Names = Callable[[Iterable[int]], Mapping[int, str]]
Link = Callable[[int], str]


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation. COMPONENTS.md lists the orders."""

    label: str
    url_name: str
    order: int
    permission: str | tuple[str, ...] | None = None

    def is_for(self, user: Any) -> bool:
        """Whether the user holds the permission, or one of several."""
        wanted = (self.permission,) if isinstance(self.permission, str) else self.permission
        return wanted is None or any(access.may_do(user, each) for each in wanted)

    @property
    def href(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True)
class _Filled:
    order: int
    name: str
    draw: Panel


_navigation: dict[str, Entry] = {}
_panels: dict[str, dict[str, _Filled]] = {}
_names: dict[str, Names] = {}
_links: dict[str, Link] = {}


def navigation(label: str, url_name: str, order: int, permission: str | tuple[str, ...] | None = None) -> None:
    """Add an entry, shown to those who hold the permission or one of several (to everyone signed in where none is named)."""
    _navigation[url_name] = Entry(label, url_name, order, permission)


def entries(user: Any) -> list[Entry]:
    """The entries that this user may use, in order. Nobody signed in has none."""
    if not getattr(user, "is_authenticated", False):
        return []
    return sorted((e for e in _navigation.values() if e.is_for(user)), key=attrgetter("order", "label"))


def panel(slot_name: str, order: int) -> Callable[[Panel], Panel]:
    """Fill a slot of another room's page. The function answers for who may see what it shows; "" shows nothing."""

    def fill(draw: Panel) -> Panel:
        name = f"{draw.__module__}.{draw.__qualname__}"
        _panels.setdefault(slot_name, {})[name] = _Filled(order, name, draw)
        return draw

    return fill


def panels(slot_name: str, request: HttpRequest, record: Any) -> SafeString:
    """Everything that rooms put into the slot for this record, in order."""
    filled = sorted(_panels.get(slot_name, {}).values(), key=attrgetter("order", "name"))
    return mark_safe("".join(_drawn(each, request, record) for each in filled))  # noqa: S308  each is checked


def _drawn(filled: _Filled, request: HttpRequest, record: Any) -> str:
    drawn = filled.draw(request, record)
    if drawn and not isinstance(drawn, SafeString):
        raise TypeError(f"the panel {filled.name} returned bare text; render a template")
    return drawn


def names(kind: str, resolver: Names) -> None:
    """Say how records of a kind ("person", "district", "team", "officer") are called. Asked once for many."""
    _names[kind] = resolver


def name_of(kind: str, ids: Iterable[int]) -> dict[int, str]:
    """What these are called. One that the kind's room does not know is left out; no room, no names."""
    wanted = {pk for pk in ids if pk is not None}
    resolver = _names.get(kind)
    return dict(resolver(wanted)) if resolver and wanted else {}


def links(kind: str, resolver: Link) -> None:
    """Say where the page of a record of this kind is."""
    _links[kind] = resolver


def link_to(kind: str, pk: int) -> str:
    """The address of the record's page, "" where its kind has none."""
    return _links[kind](pk) if kind in _links else ""


class Called:
    """The names met while one page is drawn, so that a list of 25 children asks once and not 25 times.

    A person whose record is closed to whoever looks is called *Restricted record*, whichever page asks.
    """

    def __init__(self, user: Any = None) -> None:
        self._known: dict[tuple[str, int], str] = {}
        self._user = user

    @classmethod
    def on(cls, request: HttpRequest) -> "Called":
        if not hasattr(request, "names_called"):
            request.names_called = cls(getattr(request, "user", None))  # type: ignore[attr-defined]
        return request.names_called  # type: ignore[attr-defined]

    def learn(self, kind: str, ids: Iterable[int]) -> None:
        """Ask for many at once, before the page is drawn."""
        unknown = {pk for pk in ids if pk is not None and (kind, pk) not in self._known}
        asked = unknown if kind == "person" and self._user is not None else set()
        closed = asked & access.closed_to(self._user).keys() if asked else set()
        found = name_of(kind, unknown - closed) | dict.fromkeys(closed, RESTRICTED)
        self._known |= {(kind, pk): found.get(pk, "") for pk in unknown}

    def name(self, kind: str, pk: int | None) -> str:
        if pk is None:
            return ""
        self.learn(kind, [pk])
        return self._known[kind, pk]
