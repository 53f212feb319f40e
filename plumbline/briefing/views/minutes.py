"""Minutes: asked for, printed beside the page that waits, fetched once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from plumbline.access.access import acting, authorise
from plumbline.briefing import forms
from plumbline.briefing.access import EXPORT, agenda_for, meeting_for, minutes_taken_out, seats_of
from plumbline.briefing.queries.minutes import as_html, file_name
from plumbline.kernel import clock
from plumbline.web import press
from plumbline.web import printing as press_room
from plumbline.web.pages import carried_out, sent


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    meeting = meeting_for(actor, pk, to=EXPORT)
    form = forms.MinutesForm(sent(request))

    def made(*, recipient: str, kind: str) -> HttpResponse:
        if kind == "pdf":
            press.loaded()
        parts = agenda_for(actor, meeting)
        minutes_taken_out(actor, meeting, parts, recipient)
        html = as_html(meeting, parts, seats_of(meeting), printed_at=clock.now(), recipient=recipient)
        if kind == "html":
            return press_room.attached(html.encode(), file_name(meeting, "html"))
        return press_room.begun(request, html, file_name(meeting, "pdf"), "briefing:printing")

    try:
        if answer := carried_out(request, form, made):
            return answer
    except press.NoPress as fault:
        form.add_error("kind", f"{fault} HTML can be had.")
    shown: dict[str, Any] = {"form": form, "title": "Minutes", "submit": "Print the minutes"}
    shown |= {"back": reverse("briefing:meeting", args=[pk]), "warning": LEAVES}
    return render(request, "briefing/form.html", shown)


LEAVES = (
    "They leave the system. They name no child, but print what was typed of each: read them before you hand them over."
)


def printing(request: HttpRequest, token: str) -> HttpResponse:
    authorise(acting(request), EXPORT, None)
    where = {"here": "briefing:printing", "fetch": "briefing:printed", "back": "briefing:list"}
    return press_room.printing(request, token, title="Minutes", **where)


def printed(request: HttpRequest, token: str) -> HttpResponse:
    authorise(acting(request), EXPORT, None)
    return press_room.printed(request, token)
