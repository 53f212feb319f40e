"""Listening to calls again: a month opened for a call handler, a call checked, the call handler told."""

from __future__ import annotations

from datetime import date
from typing import Any

from plumbline.incidents.actions.call import POLICY
from plumbline.incidents.models import MEASURES, CallCheck, CheckMonth, Incident, Mark
from plumbline.incidents.queries import end_of_month
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.standards.policy import value_now
from plumbline.workforce.queries import officer_of


@act("incidents.check-month.opened", permission="incidents.check", says="Calls of {0} are to be checked")
def open_check_month(handler: Any, *, by: Any, month: date) -> CheckMonth:
    """So many calls of this call handler are to be checked in that month; how many, as policy asks on that day."""
    first = month.replace(day=1)
    if first > clock.today().replace(day=1):
        raise Invalid(month="That month has not begun.")
    if CheckMonth.objects.filter(handler=handler, month=first).exists():
        raise Invalid(month="That month is open for this call handler already.")
    officer = officer_of(handler)
    made = CheckMonth(handler=handler, month=first, wanted=value_now(POLICY, "calls_checked"))
    made.team = officer.team if officer else None
    made.opened_at, made.opened_by = current().at, actor_of(by).user
    made.due_at = end_of_month(first)
    made.save()
    return made


@act("incidents.call.checked", permission="incidents.check", says="{0.incident.reference}: {0}")
def check_call(incident: Incident, *, by: Any, note: str, **marks: str) -> CallCheck:
    """Grade how a call was handled. It counts for the month in which the call was made, which it opens if need be.

    `marks` are the four measures. Nobody checks a call that they took themselves.
    """
    user = actor_of(by).user
    if incident.call_taker is None:
        raise Invalid("Nobody is named as having taken this call, so there is nobody to tell.")
    if user is None or incident.call_taker_id == user.pk:
        raise Invalid("A call is checked by someone other than who took it.")
    if not note.strip():
        raise Invalid(note="Say what was done well and what was not: the marks alone help nobody.")
    wrong = {name: "Choose a mark." for name in MEASURES if marks.get(name) not in Mark.values}
    if wrong:
        raise Invalid(**wrong)
    if CallCheck.objects.filter(incident=incident).exists():
        raise Invalid("This call was checked already.")
    month = _month_of(incident, by)
    made = CallCheck(incident=incident, month=month, handler=incident.call_taker, note=note, **marks)
    made.happened_at, made.checked_by = current().at, user
    made.save()
    if month.filled_at is None and month.checks.count() >= month.wanted:
        month.filled_at = made.happened_at
        month.save()
    return made


def _month_of(incident: Incident, by: Any) -> CheckMonth:
    held = CheckMonth.objects.filter(handler=incident.call_taker, month=incident.reported_month).first()
    return held or open_check_month(incident.call_taker, by=by, month=incident.reported_month)


@act(
    "incidents.check.fed-back",
    permission="incidents.check",
    says="{0.incident.reference}: call handler told of the check",
)
def feed_back(check: CallCheck, *, by: Any) -> CallCheck:
    """The call handler was told what was found."""
    if check.fed_back_at is not None:
        raise Invalid("The call handler was told already.")
    check.fed_back_at, check.fed_back_by = current().at, actor_of(by).user
    check.save()
    return check
