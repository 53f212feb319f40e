"""One record that somebody asked for: in reach, open to them, theirs for what they mean to do; and that they read it."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet

from plumbline.access.access import authorise, require_open
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing
from plumbline.kernel.records import Record
from plumbline.ledger.actions import consulted

R = TypeVar("R", bound=Record)


def one_read(actor: Actor, reached: QuerySet[R], pk: int, *, to: str, see: str, called: str, absent: str) -> R:
    """The record of this number among those that the actor reaches. One row of the ledger says that it was read.

    `see` is the permission by which they were reached, `to` that for what the actor is about to do, refused here if it is not
    theirs. `called` is what the ledger calls such a record. One that is not there, or closed to them, is `Missing` alike, in
    the words of `absent`.
    """
    record = reached.filter(pk=pk).first()
    if record is None:
        raise Missing(absent)
    people = record.whose()
    require_open(actor, people, absent)
    if to != see:
        authorise(actor, to, record)
    ref = record.ref()
    consulted(actor, f"{ref.room}.{ref.kind}.read", f"{called} {record.reference} read", people, ref)  # type: ignore[attr-defined]
    return record
