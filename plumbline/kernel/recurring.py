"""Work that comes round: what `plumbline worker` does every few seconds or every night. A room says at start-up what and how
often; `worker.py` does it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Recurring:
    """A job as its room declares it."""

    name: str
    seconds: int
    function: Callable[[], Any]
    is_aside: bool = False


register: dict[str, Recurring] = {}


def every(seconds: int, name: str, function: Callable[[], Any], *, aside: bool = False) -> None:
    """Said at start-up: do this so often. A run that takes longer than that is followed by the next at once.

    `aside` is for what waits for someone outside: it is done beside the rest, which does not wait for it.
    """
    register[name] = Recurring(name, seconds, function, aside)
