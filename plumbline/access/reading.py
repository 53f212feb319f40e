"""One record that somebody asked for: in reach, open to them, theirs for what they mean to do; and that they read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db.models import QuerySet

from plumbline.access.access import authorise, require_open
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing
from plumbline.kernel.records import Record
from plumbline.ledger.actions import consulted

R = TypeVar("R", bound=Record)


def one_read(
    actor: Actor, reached: QuerySet[R], pk: int, *, to: str, see: str, absent: str, says: Callable[[R], str]
) -> R:
    """The record of this number among those that the actor reaches. One row of the ledger, filed under its case, `says` that
    it was read.

    `see` is the permission by which they were reached, `to` that for what the actor is about to do, refused here if it is not
    theirs. One that is not there, or closed to them, is `Missing` alike, in the words of `absent`.
    """
    record = reached.filter(pk=pk).first()
    if record is None:
        raise Missing(absent)
    people = record.whose()
    require_open(actor, people, absent)
    if to != see:
        authorise(actor, to, record)
    case = record.case().ref()
    consulted(actor, f"{case.room}.{case.kind}.read", says(record), people, case)
    return record
