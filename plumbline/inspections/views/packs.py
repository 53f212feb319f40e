"""Evidence packs: asked for, printed beside the page that waits, fetched once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.access.access import acting
from plumbline.inspections import forms
from plumbline.inspections.access import pack_for, subject_for
from plumbline.inspections.access.pack import require_export
from plumbline.inspections.queries.printing import as_html, file_name
from plumbline.kernel import clock
from plumbline.web import press
from plumbline.web import printing as press_room
from plumbline.web.pages import carried_out, sent


def of_inspection(request: HttpRequest, pk: int) -> HttpResponse:
    return _pack(request, "inspection", pk)


def of_recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    return _pack(request, "recommendation", pk)


def _pack(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    actor = acting(request)
    subject = subject_for(actor, kind, pk)
    form = forms.PackForm(sent(request))

    def made(**said: Any) -> HttpResponse:
        pack = pack_for(actor, subject, said["as_of"], said["recipient"])
        told = {"printed_at": clock.now(), "recipient": said["recipient"]}
        if said["kind"] == "html":
            return press_room.attached(as_html(pack, **told).encode(), file_name(pack, "html"))
        press.loaded()
        html = as_html(pack, **told, for_paper=True)
        return press_room.begun(request, html, file_name(pack, "pdf"), "inspections:printing")

    try:
        if answer := carried_out(request, form, made):
            return answer
    except press.NoPress as fault:
        form.add_error("kind", f"{fault} HTML can be had.")
    shown = {"form": form, "subject": subject, "kind": kind, "back": subject.ref().page()}
    return render(request, "inspections/pack_ask.html", shown)


def printing(request: HttpRequest, token: str) -> HttpResponse:
    require_export(acting(request))
    where = {"here": "inspections:printing", "fetch": "inspections:printed", "back": "inspections:list"}
    return press_room.printing(request, token, title="Evidence pack", **where)


def printed(request: HttpRequest, token: str) -> HttpResponse:
    require_export(acting(request))
    return press_room.printed(request, token)
