"""The writers of what comes in by a feed: each run is one act, so that a file is in whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plumbline.inspections.models import PublishedAudit
from plumbline.kernel.acts import act, current
from plumbline.missing.models import Episode
from plumbline.people import actions as people
from plumbline.people.models import CareStatus
from plumbline.referrals.models import AuthorityAssessment, AuthorityEnquiry, AuthorityPlan, AuthorityReferral

if TYPE_CHECKING:
    from plumbline.feeds.case_audits import Plan as PublishedPlan
    from plumbline.feeds.cin import Plan as CensusPlan
    from plumbline.feeds.ssda903 import Plan


@act("feeds.ssda903.imported", permission="access.administer", says="{0.sentence}", operation="collection")
def take_in_looked_after(plan: Plan, *, by: Any) -> Plan:
    """Write what a looked-after children's return tells. Its sentence in the ledger names the files and their digests."""
    for person, details in plan.amended:
        people.amend_person(person, by=by, **details)
    for person in plan.care_changed:
        person.save()
    people.add_people(by=by, people=plan.new_people)
    # Periods that end make way for those that have no end yet: a child has one at a time.
    for period in sorted(plan.changed_periods, key=lambda period: period.ended_on is None):
        period.save()
    current().bulk_create(CareStatus, plan.new_periods)
    for episode in plan.changed_episodes:
        episode.save()
    current().bulk_create(Episode, plan.new_episodes)
    return plan


@act("feeds.case-audits.imported", permission="access.administer", says="{0.sentence}", operation="collection")
def take_in_case_audits(plan: PublishedPlan, *, by: Any) -> PublishedPlan:
    """Write what public reports tell of case audits; no one's data. Its sentence names the files and their digests."""
    for audit in plan.changed:
        audit.save()
    current().bulk_create(PublishedAudit, plan.new)
    return plan


@act("feeds.cin.imported", permission="access.administer", says="{0.sentence}", operation="collection")
def take_in_children_in_need(plan: CensusPlan, *, by: Any) -> CensusPlan:
    """Write what a children in need census tells. Its sentence in the ledger names the authority, the file and its digest."""
    for person, details in plan.amended:
        people.amend_person(person, by=by, **details)
    people.add_people(by=by, people=plan.new_people)
    for record in plan.changed:
        record.save()
    for model in (AuthorityReferral, AuthorityEnquiry, AuthorityAssessment, AuthorityPlan):
        current().bulk_create(model, plan.new.get(model, []))
    return plan
