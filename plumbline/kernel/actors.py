"""Who acts: a person signed in, or a part of the system under its own name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


class Person(Protocol):
    """What the kernel asks of a user."""

    pk: Any
    display_name: str


@dataclass(frozen=True)
class Actor:
    """The one who acts, and what is known of the circumstances.

    `user` is None for a system actor. `seen` is the version of the record that the person had on the screen;
    `submission` is the mark of one printed form, so that a second click does nothing.
    """

    name: str
    user: Any = None  # a Person; the kernel knows no accounts
    purpose: str = ""
    terminal: str = ""
    submission: str = ""
    seen: int | None = None

    @property
    def is_system(self) -> bool:
        return self.user is None


def system(name: str) -> Actor:
    """A part of Plumbline that acts for no one in particular: an import, the demo, the worker."""
    return Actor(name=name)


def actor_of(who: Any) -> Actor:
    """Take an actor or a user; anything else (None above all) is refused: no actor, no act."""
    if isinstance(who, Actor):
        return who
    if getattr(who, "pk", None) is not None and hasattr(who, "display_name"):
        return Actor(name=who.display_name, user=who)
    raise TypeError(f"by= must be a user or an actor, not {who!r}")
