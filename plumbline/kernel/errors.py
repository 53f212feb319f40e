"""Errors that people meet. Each says in one sentence what was wrong and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plumbline.kernel.caserefs import CaseRef


class PlumblineError(Exception):
    """An error whose text may be shown to the person at the screen as it stands."""

    @property
    def sentence(self) -> str:
        return str(self)


class Refused(PlumblineError):
    """The actor may not do or see this."""


class PurposeNeeded(Refused):
    """The role must state why it looks before it is shown a record."""


class Restricted(Refused):
    """The record is restricted, and policy lets the actor know that there is one. `person` is whose it is."""

    def __init__(self, person: int) -> None:
        super().__init__("This record is restricted. It is shown only to those who were given special access to it.")
        self.person = person


class Missing(PlumblineError):
    """No such record, or none in reach: the two are not told apart, so that guessing numbers reveals nothing."""


class Invalid(PlumblineError):
    """What was given breaks a rule. `fields` maps a form field to its message where the fault has a place."""

    def __init__(self, sentence: str = "", **fields: str) -> None:
        super().__init__(sentence or " ".join(fields.values()))
        self.fields = fields


class Stale(PlumblineError):
    """Someone else changed the record after this person's page was drawn."""


class AlreadyDone(PlumblineError):
    """The same form was submitted before; `case` is where its result stands."""

    def __init__(self, case: CaseRef) -> None:
        super().__init__("This was already recorded; nothing was recorded twice.")
        self.case = case


class Busy(PlumblineError):
    """The database could not take the change now; the same act may be tried again."""


class TooMany(PlumblineError):
    """The same was asked for too often in a short time, by a person or by what acts in their name."""


class OutsideAct(RuntimeError):
    """A record was written outside an act: a fault of the code, never of the person."""
