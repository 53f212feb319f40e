"""Evidence packs. To print one is a disclosure: the ledger names the recipient and every child in its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from plumbline.access.access import authorise, require_purpose
from plumbline.inspections.access.inspection import SEE, inspection_for, recommendation_for
from plumbline.inspections.models import Inspection, Recommendation
from plumbline.inspections.queries.pack import Pack, pack_of
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Invalid, Missing
from plumbline.kernel.references import number_in
from plumbline.ledger.actions import disclosed

EXPORT = "standards.export"


def require_export(actor: Actor) -> None:
    authorise(actor, SEE, None)
    authorise(actor, EXPORT, None)
    require_purpose(actor)


def subject_for(actor: Actor, kind: str, pk: int) -> Inspection | Recommendation:
    """What a pack is to be about."""
    require_export(actor)
    return inspection_for(actor, pk) if kind == "inspection" else recommendation_for(actor, pk)


def called(actor: Actor, text: str) -> Inspection | Recommendation:
    """The inspection or the recommendation of this reference."""
    for letters, kind in (("IN", "inspection"), ("RC", "recommendation")):
        number = number_in(letters, text)
        if number is not None:
            return subject_for(actor, kind, number)
    raise Missing(f"{text!r} is no reference of an inspection (IN-26-000001) or a recommendation (RC-26-000001)")


def pack_for(
    actor: Actor,
    subject: Inspection | Recommendation,
    day: date,
    recipient: str,
    progress: Callable[[str], None] = lambda _: None,
) -> Pack:
    """The pack as of that day, for that recipient: one disclosure in the ledger, written before anything is printed."""
    require_export(actor)
    if not recipient.strip():
        raise Invalid(recipient="Say who will receive it.")
    pack = pack_of(subject, day, today=clock.today(), progress=progress)
    told = f"Evidence pack {pack.reference} as of {pack.day:%d %b %Y}, {pack.rows:,} rows"
    disclosed(actor, "inspections.pack.printed", told, pack.people, pack.ref, to=recipient.strip())
    return pack
