"""The way of what is printed: begun beside the page that waits, asked about, fetched once.

A room decides who may print and writes the disclosure before it calls `begun`. Its own two addresses then call `printing` and
`printed`, each after asking once more whether this person may.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from plumbline.kernel.errors import Missing
from plumbline.web import press

KEPT = "packs"  # tokens of what this session may fetch
FOLDER = settings.VAR / "packs"
GONE = "This is not there. Print it anew."


def style_of(path: Path) -> SafeString:
    """What is printed goes where our server cannot be asked for a style sheet, so that it carries its own."""
    return mark_safe(f"<style>\n{path.read_text()}</style>")  # noqa: S308  a file of our own


def begun(request: HttpRequest, html: str, name: str, page: str) -> HttpResponse:
    """Start to print, and lead to the page (the name of an address) that tells how far it is."""
    token = press.start(FOLDER, html, name)
    request.session[KEPT] = [*request.session.get(KEPT, []), token][-10:]
    return redirect(page, token)


def printing(request: HttpRequest, token: str, *, title: str, here: str, fetch: str, back: str) -> HttpResponse:
    """How far the press is; the live part asks again by itself, and without scripts the page does."""
    state, page = standing(request, token)
    is_live = bool(request.headers.get("HX-Request"))
    shown = {"state": state, "page": page, "title": title, "back": reverse(back)}
    shown |= {"here": reverse(here, args=[token]), "fetch": reverse(fetch, args=[token])}
    response = render(request, "web/printing.html#standing" if is_live else "web/printing.html", shown)
    if state == "printing" and not is_live:
        response["Refresh"] = "3"
    return response


def printed(request: HttpRequest, token: str) -> HttpResponse:
    """The PDF, once: it is removed as it is handed over."""
    state, _ = standing(request, token)
    if state != "ready":
        raise Missing(GONE)
    name, content = press.take(FOLDER, token)
    return attached(content, name)


def standing(request: HttpRequest, token: str) -> tuple[str, int]:
    if token not in request.session.get(KEPT, []):
        raise Missing(GONE)
    return press.standing(FOLDER, token)


def attached(content: bytes, name: str) -> HttpResponse:
    kind = "application/pdf" if name.endswith(".pdf") else "text/html; charset=utf-8"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
