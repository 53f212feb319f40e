"""What every kind of feed has in common: which files it takes, and what came of a run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from plumbline.kernel.errors import PlumblineError


class Unreadable(PlumblineError):
    """Nothing can be taken in: the files are not what the feed reads. One line for each problem."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def cannot_open(name: str, fault: OSError) -> Unreadable:
    """Why a file cannot be read, in words."""
    match fault:
        case IsADirectoryError():
            return Unreadable(f"{name} is a directory: name the files in it")
        case FileNotFoundError():
            return Unreadable(f"{name} does not exist")
    return Unreadable(f"{name} cannot be read: {fault.strerror}")


@dataclass(frozen=True, order=True)
class Rejected:
    """A row that was left out, where it stands and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file} line {self.line}: {self.reason}"


@dataclass
class Tally:
    """What became of the rows of one file, or of one kind of record. `read` is the sum of the others."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def read(self) -> int:
        return self.new + self.changed + self.unchanged + self.rejected


@dataclass
class Outcome:
    """What a run did, or would do."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def reject(self, file: str, line: int, reason: str) -> None:
        self.tallies[file].rejected += 1
        self.rejected.append(Rejected(file, line, reason))


class Feed(ABC):
    """One kind of extract. Defining a subclass with a `kind` registers it."""

    kind: ClassVar[str]
    says: ClassVar[str]
    counts: ClassVar[str] = "file"  # what the lines of its report are
    register: ClassVar[dict[str, Feed]] = {}

    def __init_subclass__(cls) -> None:
        Feed.register[cls.kind] = cls()

    @abstractmethod
    def run(self, files: Sequence[Path], *, authority: str, dry_run: bool) -> Outcome:
        """Take the files in, or with `dry_run` say what would come of it. Raises Unreadable before anything is written."""
