"""The only writers of accounts and grants."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from plumbline.access.models import Decision, Grant, GrantReview, Restriction, SpecialAccess, SpecialKind, User
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid

EMERGENCY = timedelta(hours=12)


@act(
    "access.account.opened",
    permission="access.administer",
    says="Account opened for {0.display_name}",
    operation="collection",
)
def open_account(*, by: Any, username: str, display_name: str, password: str | None = None) -> User:
    """Make an account. Without a password it names a person in records but cannot sign in."""
    if User.objects.filter(username=username).exists():
        raise Invalid(username=f"There is already an account called {username}.")
    user = User(username=username, display_name=display_name)
    user.set_password(password)
    user.save()
    return user


@act("access.account.closed", permission="access.administer", says="Account of {0.display_name} closed")
def close_account(user: User, *, by: Any) -> User:
    """The person can no longer sign in; their name stays in what they recorded."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


@act("access.grant.given", permission="access.administer", says="Grant given: {0}")
def give_grant(
    user: User,
    *,
    by: Any,
    role: str,
    scope: str,
    reason: str,
    scope_id: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Grant:
    """Nobody gives themselves a grant: whoever may give any role could else see everything, and no one would know better."""
    if (giver := actor_of(by).user) is not None and giver.pk == user.pk:
        raise Invalid("Nobody gives themselves a grant. Ask another administrator.")
    grant = Grant(user=user, role=role, scope=scope, scope_id=scope_id, reason=reason)
    grant.starts_on, grant.ends_on = starts_on or clock.today(), ends_on
    grant.save()
    return grant


@act("access.grant.ended", permission="access.administer", says="Grant ended: {0}")
def end_grant(grant: Grant, *, by: Any, on: date) -> Grant:
    """The grant holds to the end of that day and no longer."""
    grant.ends_on = on
    grant.save()
    return grant


# -- reviews of grants ---------------------------------------------------------------------------------------------------


@act("access.grant.reviewed", permission="access.review", says="Grant reviewed: {0}")
def review_grant(grant: Grant, *, by: Any, decision: str, note: str = "") -> GrantReview:
    """Keep a grant, or end it with this day. Nobody reviews a grant of their own."""
    reviewer, today = actor_of(by).user, clock.today()
    if reviewer is None or reviewer.pk == grant.user_id:
        raise Invalid("A grant is reviewed by someone who does not hold it.")
    if grant.ends_on is not None and grant.ends_on < today:
        raise Invalid("This grant has ended already; there is nothing to review.")
    if decision == Decision.END and not note.strip():
        raise Invalid(note="Say why the grant is ended.")
    review = GrantReview(grant=grant, decision=decision, note=note, reviewed_at=current().at, reviewed_by=reviewer)
    review.save()
    if decision == Decision.END:
        grant.ends_on = max(today, grant.starts_on)
        grant.save()
    return review


@act("access.grant.restored", permission="access.review", says="Grant ended by mistake put back: {0}")
def restore_grant(grant: Grant, *, by: Any, ends_on: date | None) -> GrantReview:
    """Undo an ending of the same day, as long as the grant still holds. `ends_on` is the last day that it had before."""
    reviewer = actor_of(by).user
    last = grant.reviews.order_by("-pk").first()
    is_ended_now = last is not None and last.decision == Decision.END and grant.ends_on is not None
    if reviewer is None or reviewer.pk == grant.user_id:
        raise Invalid("A grant is put back by someone who does not hold it.")
    if last is None or not is_ended_now or clock.local(last.reviewed_at).date() != clock.today():
        raise Invalid("Only a grant that a review ended today can be put back. Ask an administrator to give it again.")
    grant.ends_on = ends_on
    grant.save()
    note = "Ended by mistake; put back."
    review = GrantReview(grant=grant, decision="keep", note=note, reviewed_at=current().at, reviewed_by=reviewer)
    review.save()
    return review


# -- restricted records --------------------------------------------------------------------------------------------------


@act("access.record.restricted", permission="access.restrict", says="{0}", operation="collection")
def restrict(*, by: Any, person: int, reason: str, review_on: date, is_told: bool = True) -> Restriction:
    restriction = Restriction(person=person, reason=reason, review_on=review_on, is_told=is_told)
    restriction.set_at, restriction.set_by = current().at, actor_of(by).user
    restriction.save()
    return restriction


@act("access.restriction.lifted", permission="access.restrict", says="{0} lifted")
def lift_restriction(restriction: Restriction, *, by: Any) -> Restriction:
    restriction.lifted_at, restriction.lifted_by = current().at, actor_of(by).user
    restriction.save()
    return restriction


@act(
    "access.glass.broken", permission="access.break-glass", says="Restricted record opened: {0}", operation="collection"
)
def break_glass(*, by: Any, person: int, reason: str) -> SpecialAccess:
    """Open one person's restricted record to oneself for some hours. It waits for review from then on."""
    opened = SpecialAccess(user=actor_of(by).user, person=person, kind=SpecialKind.BREAK_GLASS, reason=reason)
    opened.starts_at, opened.ends_at = current().at, current().at + EMERGENCY
    opened.save()
    return opened


@act("access.special.given", permission="access.restrict", says="Special access given: {0}", operation="collection")
def give_special_access(user: User, *, by: Any, person: int, reason: str, ends_at: datetime) -> SpecialAccess:
    given = SpecialAccess(user=user, person=person, kind=SpecialKind.GIVEN, reason=reason, ends_at=ends_at)
    given.starts_at, given.given_by = current().at, actor_of(by).user
    given.save()
    return given


@act("access.special.reviewed", permission="access.review", says="Special access reviewed: {0}, {0.outcome}")
def review_special_access(special: SpecialAccess, *, by: Any, outcome: str, note: str) -> SpecialAccess:
    """Judge whether one opening of a restricted record was justified. Nobody judges their own."""
    reviewer = actor_of(by).user
    if reviewer is None or reviewer.pk in (special.user_id, special.given_by_id):
        raise Invalid("Special access is reviewed by someone who neither had it nor gave it.")
    if special.reviewed_at is not None:
        raise Invalid("This special access was reviewed already.")
    special.outcome, special.review_note = outcome, note
    special.reviewed_at, special.reviewed_by = current().at, reviewer
    special.save()
    return special
