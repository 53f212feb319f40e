"""Evidence packs: asked for, printed beside the page that waits, fetched once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting
from plumbline.inspections import forms
from plumbline.inspections.access import pack_for, subject_for
from plumbline.inspections.access.pack import require_export
from plumbline.inspections.queries import press
from plumbline.inspections.queries.printing import as_html, file_name
from plumbline.inspections.views import sent
from plumbline.kernel import clock
from plumbline.kernel.errors import Missing
from plumbline.web.pages import carried_out

KEPT = "packs"  # tokens of the packs that this session may fetch
FOLDER = settings.VAR / "packs"


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
            return _attached(as_html(pack, **told).encode(), file_name(pack, "html"))
        press.loaded()
        return _begun(request, as_html(pack, **told, for_paper=True), file_name(pack, "pdf"))

    try:
        if answer := carried_out(request, form, made):
            return answer
    except press.NoPress as fault:
        form.add_error("kind", f"{fault} HTML can be had.")
    shown = {"form": form, "subject": subject, "kind": kind, "back": subject.ref().page()}
    return render(request, "inspections/pack_ask.html", shown)


def _begun(request: HttpRequest, html: str, name: str) -> HttpResponse:
    token = press.start(FOLDER, html, name)
    request.session[KEPT] = [*request.session.get(KEPT, []), token][-10:]
    return redirect("inspections:printing", token)


def printing(request: HttpRequest, token: str) -> HttpResponse:
    """How far the press is; the live part asks again by itself, and without scripts the page does."""
    state, page = _standing(request, token)
    template = "inspections/printing.html"
    template += "#standing" if request.headers.get("HX-Request") else ""
    shown = {"state": state, "page": page, "token": token}
    response = render(request, template, shown)
    if state == "printing" and not request.headers.get("HX-Request"):
        response["Refresh"] = "3"
    return response


def printed(request: HttpRequest, token: str) -> HttpResponse:
    """The PDF, once: it is removed as it is handed over."""
    state, _ = _standing(request, token)
    if state != "ready":
        raise Missing("This pack is not there. Print it anew.")
    name, content = press.take(FOLDER, token)
    return _attached(content, name)


def _standing(request: HttpRequest, token: str) -> tuple[str, int]:
    require_export(acting(request))
    if token not in request.session.get(KEPT, []):
        raise Missing("There is no such pack.")
    return press.standing(FOLDER, token)


def _attached(content: bytes, name: str) -> HttpResponse:
    kind = "application/pdf" if name.endswith(".pdf") else "text/html; charset=utf-8"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
