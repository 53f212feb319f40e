"""How one room points at another room's record without importing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_pages: dict[tuple[str, str], Callable[[int], str]] = {}


@dataclass(frozen=True, order=True, slots=True)
class CaseRef:
    """A record named by its room, its kind within the room, and its number."""

    room: str
    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.room}/{self.kind}/{self.id}"

    @classmethod
    def parse(cls, text: str) -> CaseRef:
        room, kind, number = text.split("/")
        return cls(room, kind, int(number))

    def page(self) -> str | None:
        """Address of the record's page, or None where its room has none."""
        made = _pages.get((self.room, self.kind))
        return made(self.id) if made else None


def pages(room: str, kind: str, address: Callable[[int], str]) -> None:
    """A room tells, at start-up, where the page of one of its records is."""
    _pages[room, kind] = address
