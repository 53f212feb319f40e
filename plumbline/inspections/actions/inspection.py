"""Inspections: recorded, published, answered; and the published ones of other forces, held for reference."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from plumbline.inspections.models import (
    Finding,
    Inspection,
    InspectionKind,
    MonitoringStage,
    Recommendation,
    Response,
    Sentiment,
    Stage,
)
from plumbline.inspections.queries.finding import reference_findings, reference_told
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.kernel.workdays import midnight
from plumbline.standards.standard import Standard


def last_second(day: date | None) -> datetime | None:
    """By which something due on that day is to be done."""
    return midnight(day + timedelta(days=1)) - timedelta(seconds=1) if day else None


def ours(inspection: Inspection) -> None:
    if inspection.is_reference:
        raise Invalid("This is another force's inspection. It is held to be read; nothing is recorded on it.")


def not_ahead(**days: date | None) -> None:
    """A day on which something happened has come."""
    today = clock.local(current().at).date()
    for name, day in days.items():
        if day is not None and day > today:
            raise Invalid(**{name: "The date must be today or in the past."})


def published(inspection: Inspection) -> date:
    ours(inspection)
    if inspection.published_on is None:
        raise Invalid("The report is not published yet.")
    return inspection.published_on


@act("inspections.inspection.recorded", permission="inspections.manage", says="Inspection recorded: {0.title}")
def record_inspection(
    *, by: Any, kind: str, title: str, visited: str = "", follows: Inspection | None = None, note: str = ""
) -> Inspection:
    """An inspection of this force, announced or begun. `follows` is the one that it reviews."""
    if kind not in InspectionKind.values:
        raise Invalid(kind="That is not a kind of inspection.")
    if follows is not None:
        ours(follows)
    made = Inspection(kind=kind, title=title.strip(), force=settings.FORCE_NAME, visited=visited, follows=follows)
    made.note = note
    if not made.title:
        raise Invalid(title="Enter what the inspection is called.")
    made.save()
    return made


@act("inspections.inspection.published", permission="inspections.manage", says="Report published: {0.title}")
def publish_inspection(
    inspection: Inspection,
    *,
    by: Any,
    published_on: date,
    address: str = "",
    audited_good: int | None = None,
    audited_requires_improvement: int | None = None,
    audited_inadequate: int | None = None,
    recommendations_published: int | None = None,
) -> Inspection:
    """The report is out, on that day. The deadlines that follow publication begin with it."""
    ours(inspection)
    not_ahead(published_on=published_on)
    counts = (audited_good, audited_requires_improvement, audited_inadequate)
    if None in counts and counts != (None, None, None):
        raise Invalid(audited_good="Give all three counts of audited cases, or none.")
    inspection.published_on, inspection.published_at = published_on, midnight(published_on)
    inspection.address, inspection.recommendations_published = address, recommendations_published
    inspection.audited_good, inspection.audited_requires_improvement, inspection.audited_inadequate = counts
    inspection.save()
    return inspection


@act(
    "inspections.finding.recorded",
    permission="inspections.manage",
    says="{0.inspection.title}: finding {0.number} recorded",
)
def record_finding(
    inspection: Inspection, *, by: Any, number: str, sentiment: str, says: str, standards: str = "", not_yet: str = ""
) -> Finding:
    """Something that the inspectors found, with the standards that show it or why nothing does."""
    ours(inspection)
    if sentiment not in Sentiment.values:
        raise Invalid(sentiment="Say what kind of finding it is.")
    keys = list(dict.fromkeys(standards.replace(",", " ").split()))
    if unknown := [key for key in keys if key not in Standard.register]:
        raise Invalid(standards=f"There is no standard {', '.join(unknown)}.")
    if not keys and not not_yet.strip():
        raise Invalid(not_yet="Name the standards that show it, or say why nothing here does yet.")
    made = Finding(inspection=inspection, number=number, sentiment=sentiment, says=says, standards=" ".join(keys))
    made.not_yet = not_yet
    made.save()
    return made


@act(
    "inspections.plan.sent",
    permission="inspections.manage",
    says="{0.title}: action plan sent to the inspectorate",
    operation="disclosure",
)
def send_action_plan(inspection: Inspection, *, by: Any, plan_sent_at: datetime | None = None) -> Inspection:
    """The action plan went to the inspectorate; the plan itself is the actions of the recommendations."""
    published(inspection)
    at = plan_sent_at or current().at
    if at > current().at:
        raise Invalid(plan_sent_at="The time must not be in the future.")
    if at < (inspection.published_at or at):
        raise Invalid(plan_sent_at="The plan answers the report, so it cannot have gone before publication.")
    if inspection.plan_sent_at is not None:
        raise Invalid("The action plan was sent already.")
    inspection.plan_sent_at, inspection.plan_sent_by = at, actor_of(by).user
    inspection.save()
    return inspection


@act(
    "inspections.response.recorded",
    permission="inspections.manage",
    says="{0.inspection.title}: local policing body's response recorded",
)
def record_response(
    inspection: Inspection,
    *,
    by: Any,
    published_on: date,
    has_chief_comments: bool,
    covers_all: bool,
    address: str = "",
) -> Response:
    """The local policing body published its response on that day."""
    report = published(inspection)
    not_ahead(published_on=published_on)
    if published_on < report:
        raise Invalid(published_on="The response cannot have been published before the report.")
    if Response.objects.filter(inspection=inspection).exists():
        raise Invalid("The response is recorded already.")
    made = Response(inspection=inspection, published_on=published_on, published_at=midnight(published_on))
    made.has_chief_comments, made.covers_all, made.address = has_chief_comments, covers_all, address
    made.save()
    return made


@act("inspections.stage.entered", permission="inspections.manage", says="{0.inspection.title}: {0}")
def enter_stage(inspection: Inspection, *, by: Any, stage: str, entered_on: date, reason: str) -> MonitoringStage:
    """From that day on the inspectorate watches the force at this stage."""
    ours(inspection)
    not_ahead(entered_on=entered_on)
    if stage not in Stage.values:
        raise Invalid(stage="Say which stage.")
    made = MonitoringStage(inspection=inspection, stage=stage, entered_on=entered_on, reason=reason)
    made.save()
    return made


@act(
    "inspections.reference.loaded",
    permission="inspections.manage",
    says="Reference inspections of other forces loaded: {0} records",
    operation="collection",
)
def load_reference(*, by: Any) -> int:
    """The published inspections that ship with the product. What is there already is left as it is."""
    loaded, inspections = 0, {}
    for told in reference_told()["inspections"]:
        made = Inspection.objects.filter(title=told["title"], force=told["force"], is_reference=True).first()
        if made is None:
            made = _reference_inspection(told, inspections.get(told.get("follows")))
            loaded += 1 + _reference_parts(made, told)
        inspections[told["key"]] = made
    return loaded


def _reference_inspection(told: dict[str, Any], follows: Inspection | None) -> Inspection:
    good, improve, inadequate = told.get("audited", (None, None, None))
    made = Inspection(force=told["force"], title=told["title"], kind=told["kind"], is_reference=True, follows=follows)
    made.visited, made.address, made.note = told["visited"], told["address"], told.get("note", "")
    made.published_on = told.get("published_on")
    made.published_at = midnight(made.published_on) if made.published_on else None
    made.audited_good, made.audited_requires_improvement, made.audited_inadequate = good, improve, inadequate
    made.recommendations_published = told.get("recommendations_published")
    made.save()
    return made


def _reference_parts(made: Inspection, told: dict[str, Any]) -> int:
    findings = [
        Finding(
            inspection=made,
            number=each.number,
            sentiment=each.sentiment,
            says=each.says,
            standards=" ".join(each.standards),
            not_yet=each.not_yet[:300],
        )
        for each in reference_findings()
        if told.get("findings") == each.number[0]
    ]
    asked = [Recommendation(inspection=made, kind="recommendation", **each) for each in told.get("recommendations", ())]
    current().bulk_create(Finding, findings)
    current().bulk_create(Recommendation, asked)
    return len(findings) + len(asked)
