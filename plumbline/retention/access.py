"""The only way a page gets a review, a hold or the list of those disposed of. Each read leaves a ledger row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from plumbline.access.access import authorise, may_do, people_reached, require_open, require_purpose, unrestricted
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing, Refused
from plumbline.ledger.actions import consulted
from plumbline.people.models import Person
from plumbline.retention.models import Hold, HoldReview, RetentionReview
from plumbline.retention.queries import PENDING

SEE = "retention.see"
NOT_THERE = "There is no such record in your reach."


def require_sight(actor: Actor) -> None:
    if not actor.is_system and not may_do(actor.user, SEE):
        raise Refused(
            "Your role does not let you see how long records are kept. Ask your supervisor if you think it should."
        )
    require_purpose(actor)


def _in_reach(actor: Actor, column: str = "person_id") -> Q:
    """Of people whom the actor reaches, and whose records are not closed to them: a restricted person's are reviewed by whoever
    was given special access."""
    return people_reached(actor.user, SEE, column) & unrestricted(actor.user, column)


def reviews_for(actor: Actor) -> QuerySet[RetentionReview]:
    """Reviews to be held and disposals to be carried out, those due first at the top. The caller names whom it shows."""
    require_sight(actor)
    waiting = QuerySet(RetentionReview).filter(Q(reviewed_at=None) | PENDING, _in_reach(actor))
    return waiting.select_related("person__mother").order_by("due_on", "pk")


def narrowed(reviews: QuerySet[RetentionReview], said: dict[str, Any]) -> QuerySet[RetentionReview]:
    """The list as its filter has it."""
    if said.get("stage") == "overdue":
        reviews = reviews.filter(reviewed_at=None, due_on__lt=clock.today())
    elif said.get("stage") == "review":
        reviews = reviews.filter(reviewed_at=None)
    elif said.get("stage") == "disposal":
        reviews = reviews.filter(PENDING)
    if said.get("group"):
        reviews = reviews.filter(group=said["group"])
    return reviews.filter(is_under_ten=said.get("under_ten") == "yes") if said.get("under_ten") else reviews


def shown(actor: Actor, records: Iterable[Any], what: str) -> None:
    """A list was shown: one ledger row that names the people on it."""
    if people := {pk for record in records for pk in record.person_ids()}:
        consulted(actor, "retention.list.read", what, people)


def review_for(actor: Actor, pk: int, *, to: str = SEE) -> RetentionReview:
    require_sight(actor)
    named = ("person__mother", "reviewed_by", "approved_by", "stopped_by", "disposed_by")
    reached = people_reached(actor.user, SEE, "person_id")
    review = QuerySet(RetentionReview).filter(reached, pk=pk).select_related(*named).first()
    return _read(actor, review, to, "retention.review.read")  # type: ignore[no-any-return]


def hold_for(actor: Actor, pk: int, *, to: str = SEE) -> Hold:
    require_sight(actor)
    reached = people_reached(actor.user, SEE, "person_id")
    hold = QuerySet(Hold).filter(reached, pk=pk).select_related("person__mother", "set_by", "lifted_by").first()
    return _read(actor, hold, to, "retention.hold.read")  # type: ignore[no-any-return]


def hold_review_for(actor: Actor, pk: int, *, to: str = SEE) -> HoldReview:
    require_sight(actor)
    named = ("hold__person__mother", "hold__set_by", "hold__lifted_by", "reviewed_by")
    reached = people_reached(actor.user, SEE, "hold__person_id")
    review = QuerySet(HoldReview).filter(reached, pk=pk).select_related(*named).first()
    return _read(actor, review, to, "retention.hold.read")  # type: ignore[no-any-return]


def _read(actor: Actor, record: Any, to: str, event: str) -> Any:
    if record is None:
        raise Missing(NOT_THERE)
    require_open(actor, record.whose(), NOT_THERE)
    if to != SEE:
        authorise(actor, to, record)
    consulted(actor, event, f"{record} read", record.person_ids(), record.case().ref())
    return record


def holds_for(actor: Actor) -> QuerySet[Hold]:
    """Holds that stand, the one to be looked at soonest first."""
    require_sight(actor)
    standing = QuerySet(Hold).filter(_in_reach(actor), lifted_at=None).select_related("person__mother", "set_by")
    return standing.order_by("review_on", "pk")


def looks_at(hold: Hold) -> list[HoldReview]:
    return list(QuerySet(HoldReview).filter(hold=hold).select_related("reviewed_by").order_by("-pk"))


def disposed_for(actor: Actor) -> QuerySet[Person]:
    """People whose records were disposed of: number, when and by whom; there is nothing else."""
    require_sight(actor)
    gone = QuerySet(Person).filter(_in_reach(actor, "pk"), disposed_at__isnull=False, merged_into=None)
    return gone.select_related("disposed_by").order_by("-disposed_at", "-pk")


def past_reviews_of(person_id: int) -> list[RetentionReview]:
    found = QuerySet(RetentionReview).filter(person=person_id, reviewed_at__isnull=False)
    return list(found.select_related("person", "reviewed_by").order_by("-reviewed_at", "-pk"))
