"""Turns the errors that people meet into pages."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from plumbline.access.access import acting
from plumbline.kernel.errors import (
    AlreadyDone,
    Busy,
    Invalid,
    Missing,
    PlumblineError,
    PurposeNeeded,
    Refused,
    Restricted,
    Stale,
    TooMany,
)
from plumbline.ledger.actions import turned_away
from plumbline.web import errors

STATUS: dict[type[PlumblineError], int] = {
    Refused: 403,
    Missing: 404,
    Stale: 409,
    AlreadyDone: 409,
    Invalid: 400,
    TooMany: 429,
    Busy: 503,
}
STATUS_WORDS = {403: "Refused", 404: "Not there or out of reach", 429: "Asked to wait"}


class PlainRefusals:
    """Any PlumblineError raised in a view becomes a calm page that shows its sentence; other faults pass through.

    Two of them lead on instead: one who must state a purpose is asked for it and comes back, and a form that was sent
    twice leads to what it made the first time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pages stay out of the browser's store: on a shared terminal the next person must not find them by going back."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, PlumblineError):
            return None
        if isinstance(exception, PurposeNeeded):
            return _go(request, f"{reverse('access:purpose')}?{urlencode({'next': _page(request)})}")
        if isinstance(exception, AlreadyDone) and (page := exception.case.page()):
            messages.info(request, exception.sentence)
            return _go(request, page)
        _note(request, exception)
        if isinstance(exception, Restricted):
            return errors.restricted(request, exception, _page(request))
        return errors.plain(request, status_of(exception), exception.sentence or errors.NOT_FOUND)


def _note(request: HttpRequest, exception: PlumblineError) -> None:
    """Who is turned away is in the ledger, with the address asked for: numbers alone, since no address of a record holds a
    name. An act that was refused has left nothing else behind."""
    if isinstance(exception, Refused | Missing | TooMany) and request.user.is_authenticated:
        turned_away(acting(request), f"{STATUS_WORDS[status_of(exception)]}: {request.method} {request.path[:120]}")


def status_of(error: PlumblineError) -> int:
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def _page(request: HttpRequest) -> str:
    """Where to come back to: the page that a live part belongs to, and the form's page rather than its submission."""
    if request.headers.get("HX-Request"):
        return request.headers.get("HX-Current-URL", "/")
    return request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)
