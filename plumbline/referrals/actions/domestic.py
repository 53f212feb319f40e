"""Domestic abuse with children in the home: recorded with each child, and their schools told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order, not_future
from plumbline.ledger.actions import received_by
from plumbline.people.models import Person
from plumbline.referrals.actions.referral import origin_about, said
from plumbline.referrals.models import (
    ChildVictim,
    DashLevel,
    DomesticIncident,
    NoticeWay,
    Notification,
    Setting,
    SettingKind,
    Term,
    TermCalendar,
)
from plumbline.referrals.queries.terms import next_school_day
from plumbline.workforce.models import Team

MAKE, FINISH, MANAGE = "referrals.make", "referrals.finish", "referrals.manage"
LEVELS = {DashLevel.STANDARD: 0, DashLevel.MEDIUM: 10, DashLevel.HIGH: 14}
MOST_TICKS = 27
LONGEST_TERM = 200


@act(
    "referrals.domestic-abuse.recorded",
    permission=MAKE,
    says="{0.reference}: domestic abuse recorded, children as victims",
    operation="collection",
)
def record_domestic_abuse(
    person: Person,
    *,
    by: Any,
    team: Team,
    happened_at: datetime,
    circumstances: str,
    level: str,
    children: Iterable[Mapping[str, Any]],
    reported_at: datetime | None = None,
    ticks: int | None = None,
    level_reason: str = "",
    origin: CaseRef | None = None,
    **told: Any,
) -> DomesticIncident:
    """One incident, and each child of the household as a victim in their own right, there or not.

    `children` are dictionaries with `person` and, where known, `was_present`, `experience`, `education` and `setting`; the
    child it is recorded from must be among them. The level that the checklist gives may be raised by judgement, with the
    reason, and never lowered.
    """
    at = current().at
    not_future(happened_at=happened_at, reported_at=reported_at)
    said(circumstances=circumstances)
    reported_at = reported_at or at
    in_order(happened_at, reported_at, reported_at="The police were told after it happened.")
    _check_level(level, ticks, level_reason)
    if origin is not None:
        origin_about(by, origin, person)
    incident = DomesticIncident(person=person, team=team, district_id=team.district_id, circumstances=circumstances)
    incident.happened_at, incident.reported_at = min(happened_at, reported_at), reported_at
    incident.recorded_by, incident.level, incident.ticks = actor_of(by).user, level, ticks
    incident.level_reason = level_reason
    for name in ("number", "where", "left_out"):
        setattr(incident, name, told.get(name, ""))
    if origin is not None:
        incident.origin_room, incident.origin_kind, incident.origin_id = origin.room, origin.kind, origin.id
    incident.save()
    _add_victims(incident, list(children))
    return incident


def _check_level(level: str, ticks: int | None, reason: str) -> None:
    if level not in DashLevel.values:
        raise Invalid(level="Choose the level.")
    if ticks is None:
        return
    if ticks > MOST_TICKS:
        raise Invalid(ticks=f"The checklist has at most {MOST_TICKS} questions.")
    least = max((each for each, from_ticks in LEVELS.items() if ticks >= from_ticks), key=lambda each: LEVELS[each])
    if LEVELS[DashLevel(level)] < LEVELS[least]:
        raise Invalid(
            level=f"{ticks} answers make it {least.label.lower()}. Judgement may raise it, and never lower it."
        )
    if level != least and not reason.strip():
        raise Invalid(level_reason="Say why the level is higher than the checklist gives.")


def _add_victims(incident: DomesticIncident, children: list[Mapping[str, Any]]) -> None:
    if incident.person_id not in {each["person"].pk for each in children}:
        raise Invalid("The child from whom this is recorded is a victim too.")
    for each in children:
        person = each["person"]
        if person.turns_18_at is not None and person.turns_18_at <= incident.reported_at:
            raise Invalid(f"{person.name} is 18 or over, and no child victim.")
        victim = ChildVictim(incident=incident, person=person, reported_at=incident.reported_at)
        victim.was_present, victim.experience = each.get("was_present"), each.get("experience", "")
        victim.education, victim.setting = each.get("education", ""), each.get("setting")
        _reckon(victim)
        victim.save()


def _reckon(victim: ChildVictim) -> None:
    """By when the setting is told; and since when that cannot be said, where it cannot."""
    terms: list[tuple[date, date]] = []
    if victim.setting is not None and victim.setting.calendar_id is not None:
        terms = list(
            Term.objects.filter(calendar=victim.setting.calendar_id, removed_at=None).values_list(
                "starts_on", "ends_on"
            )
        )
    victim.notify_by = next_school_day(terms, victim.reported_at) if terms else None
    if victim.needs_setting or victim.needs_dates:
        victim.gap_at, victim.gap_closed_at = victim.gap_at or current().at, None
    elif victim.gap_at is not None:
        victim.gap_closed_at = victim.gap_closed_at or current().at


@act("referrals.victim.placed", permission=MAKE, says="{0}: school recorded")
def place_victim(victim: ChildVictim, *, by: Any, setting: Setting | None = None, education: str = "") -> ChildVictim:
    """Where the child learns, found out later; or that there is nobody to tell, because they are below school age or in none."""
    victim.setting, victim.education = setting, education or victim.education
    if victim.needs_setting:
        raise Invalid(setting="Choose the school, or say that the child is below school age or in none.")
    _reckon(victim)
    victim.save()
    return victim


@act(
    "referrals.setting.notified",
    permission=FINISH,
    says="{0.victim.incident.reference}: {0.setting} told",
    operation="disclosure",
)
def notify(victim: ChildVictim, *, by: Any, way: str, told_to: str, content: str) -> Notification:
    """The school is told, before the next school day begins. Told twice is refused, unless the first attempt failed."""
    if victim.setting is None:
        raise Invalid("Nobody knows where this child learns. Record that first.")
    if way not in NoticeWay.values:
        raise Invalid(way="Choose how they are told.")
    said(told_to=told_to, content=content)
    if victim.notifications.filter(failed_at=None).exists():
        raise Invalid("They have been told already.")
    sent = Notification(victim=victim, setting=victim.setting, way=way, told_to=told_to, content=content)
    sent.sent_at, sent.sent_by = current().at, actor_of(by).user
    sent.save()
    victim.told_at = sent.sent_at
    victim.save()
    received_by(f"{victim.setting}: {told_to}")
    return sent


@act("referrals.notification.failed", permission=FINISH, says="{0.victim.incident.reference}: {0.setting} not reached")
def fail_notification(notification: Notification, *, by: Any, reason: str) -> Notification:
    """It did not arrive: the school has still to be told."""
    said(reason=reason)
    if notification.failed_at is not None:
        raise Invalid("This is recorded as failed already.")
    notification.failed_at, notification.failed_by = current().at, actor_of(by).user
    notification.failed_reason = reason
    notification.save()
    notification.victim.told_at = None
    notification.victim.save()
    return notification


# Settings and their term dates


@act("referrals.calendar.added", permission=MANAGE, says="Term dates added: {0}")
def add_calendar(*, by: Any, name: str) -> TermCalendar:
    said(name=name)
    calendar = TermCalendar(name=name.strip())
    calendar.save()
    return calendar


@act("referrals.term.added", permission=MANAGE, says="Term added to {0.calendar}: {0}")
def add_term(calendar: TermCalendar, *, by: Any, starts_on: date, ends_on: date) -> Term:
    """A term of these dates. For children of whom it could not be said by when their school is told, it is reckoned anew."""
    if ends_on < starts_on:
        raise Invalid(ends_on="A term ends after it starts.")
    if (ends_on - starts_on).days > LONGEST_TERM:
        raise Invalid(ends_on="That is longer than any term. Check the year.")
    if Term.objects.filter(calendar=calendar, removed_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise Invalid(starts_on="Another term holds some of these days already.")
    term = Term(calendar=calendar, starts_on=starts_on, ends_on=ends_on)
    term.save()
    _reckon_again(calendar)
    return term


@act("referrals.term.removed", permission=MANAGE, says="Term removed from {0.calendar}: {0}")
def remove_term(term: Term, *, by: Any) -> Term:
    """These dates were wrong. Schools that are still to be told are told by the dates that are left."""
    if term.removed_at is not None:
        raise Invalid("This term is removed already.")
    term.removed_at, term.removed_by = current().at, actor_of(by).user
    term.save()
    _reckon_again(term.calendar)
    return term


def _reckon_again(calendar: TermCalendar) -> None:
    """What has been told keeps the time by which it was to be told."""
    untold = ChildVictim.objects.filter(told_at=None, setting__calendar=calendar)
    for victim in untold.select_related("setting").order_by("pk"):
        _reckon(victim)
        victim.save()


@act("referrals.setting.added", permission=MANAGE, says="School added: {0}")
def add_setting(
    *,
    by: Any,
    kind: str,
    name: str,
    calendar: TermCalendar | None = None,
    contact_name: str = "",
    contact: str = "",
) -> Setting:
    """A place where children learn, with its term dates and who is told there."""
    if kind not in SettingKind.values:
        raise Invalid(kind="Choose what kind of place it is.")
    said(name=name)
    setting = Setting(kind=kind, name=name.strip(), calendar=calendar, contact_name=contact_name, contact=contact)
    setting.save()
    return setting
