"""What the watch puts on other rooms' pages: the count in the header, and beside each duty how far it has climbed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from plumbline.access.access import may_do
from plumbline.kernel import caserefs
from plumbline.standards.panels import acts_need
from plumbline.standards.queries import SEE, supervises
from plumbline.watch.queries import reading
from plumbline.web import slots


def register() -> None:
    caserefs.pages("watch", "message", lambda pk: reverse("watch:message", args=[pk]))
    acts_need({"watch:message": SEE})
    slots.names("climb", reading.climb_in_words)
    slots.names("watch.message", reading.names_of_messages)
    slots.panel("header", order=10)(bell_panel)
    slots.panel("my-duties.actions", order=90)(links_panel)


def bell_panel(request: HttpRequest, user: Any) -> SafeString | str:
    """For whoever can be told of a duty: others would wait for a message that cannot come. It asks for its count as soon as the
    page is there, so that no page waits for it; without JavaScript the count stands on *My duties*."""
    return render_to_string("watch/bell.html", {}, request) if may_do(user, SEE) else ""


def links_panel(request: HttpRequest, user: Any) -> SafeString | str:
    if not may_do(user, SEE):
        return ""
    told = {"bell": reading.bell_of(user), "supervises": supervises(user)}
    return render_to_string("watch/links.html", told, request)
