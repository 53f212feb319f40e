"""Operation Encompass: who is to be told, who was not, and for whom it cannot be said by when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from plumbline.kernel.finding import among
from plumbline.referrals.models import ChildVictim, Education, Notification

NOBODY_THERE = (Education.BELOW, Education.NONE)
RECENT = timedelta(days=30)


def _standing(as_of: datetime) -> Exists:
    """A notification that reached the setting by then."""
    sent = QuerySet(Notification).filter(victim_id=OuterRef("pk"), sent_at__lte=as_of)
    return Exists(sent.filter(Q(failed_at=None) | Q(failed_at__gt=as_of)))


def _failed(as_of: datetime) -> Exists:
    return Exists(QuerySet(Notification).filter(victim_id=OuterRef("pk"), failed_at__lte=as_of))


def untold(as_of: datetime, victims: QuerySet[ChildVictim] | None = None) -> QuerySet[ChildVictim]:
    """Child victims whose setting is to be told and was not by then, the soonest first."""
    found = QuerySet(ChildVictim).all() if victims is None else victims
    every = QuerySet(ChildVictim)
    # Few of many; which of them an attempt had reached by then, if it failed later, is asked of the attempts themselves.
    found = found.filter(among(every.filter(told_at=None), every.filter(told_at__gt=as_of)))
    waiting = found.filter(~_standing(as_of), reported_at__lte=as_of).exclude(setting=None, education__in=NOBODY_THERE)
    return waiting.annotate(has_failed=_failed(as_of)).select_related("person__mother", "incident__district", "setting")


def failed_notifications(as_of: datetime) -> QuerySet[ChildVictim]:
    """Child victims whose setting was not told in time, or whom an attempt failed to reach, the longest overdue first. The
    caller narrows to reach."""
    return untold(as_of).filter(Q(notify_by__lt=as_of) | Q(has_failed=True)).order_by("notify_by", "pk")


def cannot_be_told(victims: QuerySet[ChildVictim], as_of: datetime) -> QuerySet[ChildVictim]:
    """Of these, those whose setting or term dates nobody knows: by when they are to be told cannot be said."""
    return untold(as_of, victims).filter(notify_by=None).order_by("reported_at", "pk")
