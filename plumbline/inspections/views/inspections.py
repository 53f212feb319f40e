"""Inspections of this force, and the published ones of others."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, authorise, may_do
from plumbline.inspections import actions, forms
from plumbline.inspections.access import inspection_for, inspections_for, reference_inspections
from plumbline.inspections.access.inspection import MANAGE, earlier_inspections
from plumbline.inspections.access.pack import EXPORT
from plumbline.inspections.queries.finding import figures_of
from plumbline.inspections.views import of_one_act
from plumbline.kernel import clock
from plumbline.standards.queries import duties_counted
from plumbline.web.pages import carried_out, sent

PAGE = "inspections:inspection"


def index(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    shown = {
        "inspections": inspections_for(actor),
        "others": reference_inspections(actor),
        "may_manage": may_do(request.user, MANAGE),
    }
    return render(request, "inspections/list.html", shown)


def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    found = inspection_for(acting(request), pk)
    is_ours = not found.is_reference
    shown = {
        "inspection": found,
        "findings": figures_of(found.findings.all(), duties_counted(request.user), clock.now()),
        "response": getattr(found, "response", None),
        "may_manage": is_ours and may_do(request.user, MANAGE),
        "may_print": is_ours and found.published_on is not None and may_do(request.user, EXPORT),
    }
    return render(request, "inspections/inspection.html", shown)


def record(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    authorise(actor, MANAGE, None)
    form = forms.InspectionForm(sent(request), earlier=earlier_inspections(actor))
    if made := carried_out(request, form, lambda **said: actions.record_inspection(by=actor, **said)):
        messages.success(request, "The inspection is recorded.")
        return redirect(PAGE, made.pk)
    shown = {"form": form, "title": "Record an inspection", "submit": "Record it"}
    return render(request, "inspections/form.html", shown)


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = inspection_for(actor, pk, to=MANAGE)
    form = forms.PublishForm(sent(request), version=found.version, initial=_held(found))
    words = {
        "title": "The report is published",
        "submit": "Record publication",
        "done": "Publication is recorded. The deadlines run from that day.",
    }
    return of_one_act(request, form, actions.publish_inspection, found, by=actor, then=(PAGE, pk), **words)


def _held(found: object) -> dict[str, object]:
    return {name: getattr(found, name) for name in forms.PublishForm.base_fields}


def finding(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = inspection_for(actor, pk, to=MANAGE)
    words = {"title": "Record a finding", "submit": "Record it", "done": "The finding is recorded."}
    form = forms.FindingForm(sent(request))
    return of_one_act(request, form, actions.record_finding, found, by=actor, then=(PAGE, pk), **words)


def plan_sent(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = inspection_for(actor, pk, to=MANAGE)
    words = {
        "title": "Action plan sent to the inspectorate",
        "submit": "Record that it went",
        "done": "It is recorded that the action plan went.",
        "why": "The plan is due by the end of the day six weeks after publication.",
    }
    form = forms.PlanSentForm(sent(request), version=found.version)
    return of_one_act(request, form, actions.send_action_plan, found, by=actor, then=(PAGE, pk), **words)


def response(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = inspection_for(actor, pk, to=MANAGE)
    words = {
        "title": "Response of the local policing body",
        "submit": "Record the response",
        "done": "The response is recorded.",
        "why": "It is published within 56 days, the day of publication being the first (Police Act 1996, section 55).",
    }
    form = forms.ResponseForm(sent(request))
    return of_one_act(request, form, actions.record_response, found, by=actor, then=(PAGE, pk), **words)


def stage(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = inspection_for(actor, pk, to=MANAGE)
    words = {"title": "Stage of monitoring", "submit": "Record the stage", "done": "The stage is recorded."}
    form = forms.StageForm(sent(request))
    return of_one_act(request, form, actions.enter_stage, found, by=actor, then=(PAGE, pk), **words)
