"""Questions about the ledger that other rooms may ask. Pages over it come with their own permission."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from plumbline.kernel.caserefs import CaseRef
from plumbline.ledger.models import Entry, Operation

READS = (Operation.CONSULTATION, Operation.DISCLOSURE)


def case_of_submission(submission: str) -> CaseRef | None:
    """Where the first submission of this form led, so that a second click can be sent there."""
    entry = Entry.objects.filter(submission=submission).only("room", "kind", "case_id").first()
    return CaseRef(entry.room, entry.kind, entry.case_id) if entry and entry.case_id else None


def times_since(actor_id: int, event: str, since: datetime) -> int:
    """How often this account did that since then."""
    return Entry.objects.filter(actor_id=actor_id, event=event, at__gte=since).count()


def number() -> int:
    """How many entries there are."""
    return Entry.objects.count()


def newest() -> int:
    """Number of the newest entry of all, 0 where there is none."""
    return Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0


def acted_since(room: str, entry: int) -> bool:
    """Whether anything was changed in a room after that entry. Looks only at entries since, so it is cheap for a screen that
    asks every few seconds."""
    return Entry.objects.filter(id__gt=entry, room=room).exclude(operation__in=READS).exists()


def acts_on(case: CaseRef) -> QuerySet[Entry]:
    """What was done to a case, oldest first; who looked at it is not among it."""
    done = Entry.objects.filter(room=case.room, kind=case.kind, case_id=case.id).exclude(operation__in=READS)
    return done.select_related("told").order_by("id")


def has_acted_on(case: CaseRef, user_id: int) -> bool:
    """Whether this account ever did something to the case."""
    return acts_on(case).filter(actor_id=user_id).exists()
