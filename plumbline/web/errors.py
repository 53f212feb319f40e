"""Pages for what went wrong. They name the fault in one sentence and say what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from plumbline.access import views
from plumbline.access.access import may_do
from plumbline.access.forms import BreakGlassForm
from plumbline.kernel.errors import Restricted

TITLES = {
    400: "That could not be done",
    403: "You cannot do this",
    404: "Page not found",
    409: "Your change was not saved",
    429: "Too many at once",
    500: "Plumbline has a fault",
    503: "Plumbline is busy",
}
NOT_FOUND = (
    "There is nothing at this address, or it is not within your reach. Check the address, or search for the record."
)


def plain(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """The page for a status. A live part of a page gets the sentence alone, in the shape of an alert."""
    shown = {"title": TITLES[status], "sentence": sentence, "status": status}
    template = "web/error.html#alert" if request.headers.get("HX-Request") else "web/error.html"
    return render(request, template, shown, status=status)


def restricted(request: HttpRequest, refusal: Restricted, following: str) -> HttpResponse:
    """The way into a restricted record, for those who may break the glass; for others, whom to ask."""
    if request.headers.get("HX-Request"):
        return plain(request, 403, refusal.sentence)
    form = BreakGlassForm() if may_do(request.user, "access.break-glass") else None
    return views.restricted(request, refusal.person, form, following, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return plain(request, 400, "The address or the form was not one that Plumbline could read. Go back and try again.")


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return plain(request, 403, "Your role does not allow it. If your work needs it, ask your supervisor.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return plain(request, 404, NOT_FOUND)


def failed(request: HttpRequest) -> HttpResponse:
    """Draws on nothing that may itself be broken: no user, no database, no context processor."""
    return HttpResponse(get_template("web/failed.html").render({"title": TITLES[500]}), status=500)
