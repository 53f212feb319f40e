"""Who is sent, when they arrive, and how it ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plumbline.incidents.actions.call import since_the_call, still_open
from plumbline.incidents.models import Deployment, Incident, Result, Thrive
from plumbline.incidents.states import next_state
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order


@act("incidents.unit.sent", permission="incidents.take", says="{0.incident.reference}: {0.unit} sent")
def send_unit(incident: Incident, *, by: Any, unit: str, sent_at: datetime | None = None) -> Deployment:
    """Send a unit. It need not wait for a grade."""
    since_the_call(incident, sent_at=sent_at)
    if not unit.strip():
        raise Invalid(unit="Enter the call sign.")
    if incident.deployments.filter(unit__iexact=unit.strip(), stood_down_at=None).exists():
        raise Invalid(unit=f"{unit.strip()} is on it already.")
    incident.state = next_state(incident.state, "send")
    made = Deployment(incident=incident, unit=unit.strip(), sent_at=sent_at or current().at, sent_by=actor_of(by).user)
    made.save()
    if incident.sent_at is None or made.sent_at < incident.sent_at:
        incident.sent_at = made.sent_at
    incident.save()
    return made


@act("incidents.unit.arrived", permission="incidents.attend", says="{0.incident.reference}: {0.unit} there")
def arrive(deployment: Deployment, *, by: Any, arrived_at: datetime | None = None) -> Deployment:
    """The unit is at the scene."""
    incident, at = deployment.incident, arrived_at or current().at
    since_the_call(incident, arrived_at=arrived_at)
    if deployment.stood_down_at is not None:
        raise Invalid(f"{deployment.unit} stood down. Send it again first.")
    if deployment.arrived_at is not None:
        raise Invalid(f"{deployment.unit} is there already.")
    in_order(deployment.sent_at, at, arrived_at="Nobody arrives before they are sent. Check both times.")
    incident.state = next_state(incident.state, "arrive")
    # A time typed to the minute may lie before the second at which the unit was sent.
    deployment.arrived_at, deployment.arrived_by = max(at, deployment.sent_at), actor_of(by).user
    deployment.save()
    if incident.arrived_at is None or deployment.arrived_at < incident.arrived_at:
        incident.arrived_at = deployment.arrived_at
    incident.save()
    return deployment


@act("incidents.unit.stood-down", permission="incidents.take", says="{0.incident.reference}: {0.unit} stood down")
def stand_down(deployment: Deployment, *, by: Any) -> Deployment:
    """The unit is no longer on it. Where no other is, and none ever arrived, nobody is sent again."""
    incident = deployment.incident
    still_open(incident)
    if deployment.stood_down_at is not None:
        raise Invalid(f"{deployment.unit} stood down already.")
    deployment.stood_down_at, deployment.stood_down_by = current().at, actor_of(by).user
    deployment.save()
    others = incident.deployments.filter(stood_down_at=None).exists()
    if incident.arrived_at is None and not others:
        incident.state, incident.sent_at = next_state(incident.state, "leave it unattended"), None
        incident.save()
    return deployment


@act("incidents.incident.closed", permission="incidents.supervise", says="{0.reference}: closed, {0.result}")
def close_incident(
    incident: Incident, *, by: Any, result: str, closing_summary: str, duplicate_of: Incident | None = None
) -> Incident:
    """Close it with its result, by someone other than who took the call.

    Refused while an appointment stands, while nobody did THRIVE, and while something overtook the last one: unless it is
    the same as another incident, where the work goes on.
    """
    user = actor_of(by).user
    if user is not None and incident.call_taker_id == user.pk:
        raise Invalid("Whoever took the call does not close it. Another supervisor does.")
    if result not in Result.values:
        raise Invalid(result="Choose what came of it.")
    if not closing_summary.strip():
        raise Invalid(closing_summary="Sum up what happened, and how everyone was left.")
    if result == Result.DUPLICATE:
        _refuse_wrong_double(incident, duplicate_of)
    else:
        _refuse_unweighed(incident)
    incident.state = next_state(incident.state, "close")
    incident.result, incident.closing_summary = result, closing_summary
    incident.duplicate_of = duplicate_of if result == Result.DUPLICATE else None
    incident.closed_at, incident.closed_by = current().at, user
    incident.save()
    return incident


def _refuse_wrong_double(incident: Incident, other: Incident | None) -> None:
    if other is None or other.pk == incident.pk:
        raise Invalid(duplicate_of="Name the other incident, such as IC-26-000123.")
    if other.duplicate_of_id is not None:
        raise Invalid(duplicate_of=f"{other.reference} was itself closed as a double. Name the one that goes on.")
    if incident.appointments.filter(standing="booked").exists():
        raise Invalid("An appointment is booked. Take it out of the diary first.")


def _refuse_unweighed(incident: Incident) -> None:
    latest = Thrive.objects.filter(incident=incident).order_by("-happened_at", "-id").first()
    if latest is None:
        raise Invalid("Nobody has done THRIVE. Do it before closing.")
    if latest.is_stale:
        raise Invalid(f"Something overtook the last THRIVE ({latest.why_stale.lower()}). Do it again before closing.")
    if incident.appointments.filter(standing="booked").exists():
        raise Invalid("An appointment is booked. Settle it first.")


@act("incidents.incident.reopened", permission="incidents.supervise", says="{0.reference}: reopened")
def reopen_incident(incident: Incident, *, by: Any) -> Incident:
    """Undo a closing that was a mistake, or that new knowledge calls for. It waits for someone to be sent again."""
    incident.state = next_state(incident.state, "reopen")
    incident.closed_at = incident.closed_by = incident.duplicate_of = None
    incident.result = ""
    incident.save()
    return incident
