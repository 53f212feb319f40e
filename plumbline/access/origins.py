"""The record that another one comes of, named without importing its room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import QuerySet

from plumbline.access.access import may_do, require_open
from plumbline.kernel.actors import actor_of
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Missing
from plumbline.kernel.records import Record
from plumbline.kernel.references import number_of

if TYPE_CHECKING:
    from django.http import HttpRequest

NO_ORIGIN = "The record that this comes from is not there, or not in your reach."


def came_from(request: HttpRequest) -> str:
    """What `?from=` says of the record that this comes of, as it is handed on from page to page."""
    return request.GET.get("from", "")[:120]


def origin_named(request: HttpRequest) -> CaseRef | None:
    """The record in `?from=room.kind.number`; anything else is no record. Whether it is there and in reach, the act says."""
    room, _, rest = came_from(request).partition(".")
    kind, _, number = rest.partition(".")
    if not (room and kind and number_of(number) is not None):
        return None
    return CaseRef(room, kind, int(number))


def origin_in_reach(by: Any, ref: CaseRef) -> Record:
    """The record itself. `Missing` where it is not there, is no record with a page of its own, or whoever acts may not
    see it: told alike."""
    actor = actor_of(by)
    try:
        model = apps.get_model(ref.room, ref.kind)
    except LookupError:
        raise Missing(NO_ORIGIN) from None
    found = QuerySet(model).filter(pk=ref.id).first() if issubclass(model, Record) and ref.page() else None
    if found is None or not (actor.is_system or may_do(actor.user, f"{ref.room}.see", found)):
        raise Missing(NO_ORIGIN)
    require_open(actor, found.whose(), NO_ORIGIN)
    return found
