"""Messages, each with its answer; the count in the header, which asks again by itself; and what climbed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from plumbline.access.access import acting, closed_to
from plumbline.kernel import clock
from plumbline.standards.panels import name_subjects
from plumbline.standards.panels import shown as with_pages
from plumbline.standards.queries import supervises
from plumbline.watch import access, actions
from plumbline.watch.forms import AcknowledgeAllForm, AcknowledgeForm
from plumbline.watch.queries import reading
from plumbline.web import slots
from plumbline.web.pages import carried_out
from plumbline.web.tables import page_of


@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """Mine, those first that nobody has acknowledged."""
    actor = acting(request)
    page = page_of(access.messages_for(actor), request)
    rungs = reading.rungs_of(page)
    listed = [rung for held in rungs.values() for rung in held]
    _shown(request, actor, listed, "Messages read")
    for message in page:
        message.told = rungs.get(message.pk, [])
        message.more = message.number - len(message.told)
        message.form = AcknowledgeForm(version=message.version, auto_id=f"id_{message.pk}_%s")
    bell = reading.bell_of(request.user)
    drawn = {"page": page, "bell": bell, "now": clock.now(), "supervises": supervises(request.user)}
    return render(request, "watch/messages.html", drawn)


def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message, with each duty that it told of and how it stands; and the button that says that one knows."""
    actor = acting(request)
    found = access.message_for(actor, pk)
    form = AcknowledgeForm(request.POST or None, version=found.version)
    if carried_out(request, form, partial(actions.acknowledge, found, by=actor)):
        notices.success(request, "Acknowledged. The duty itself stays until it is done.")
        return redirect("watch:messages")
    page = page_of(found.rungs.order_by("-step", "due_at", "pk"), request)
    _shown(request, actor, list(page), f"{found} read")
    drawn = {"message": found, "form": form, "page": page, "now": clock.now()}
    return render(request, "watch/message.html", drawn)


def acknowledge_all(request: HttpRequest) -> HttpResponse:
    """A page that asks once more, since nobody reads thirty messages by one click."""
    bell = reading.bell_of(request.user)
    form = AcknowledgeAllForm(request.POST or None, initial={"until": bell.latest})
    done = carried_out(request, form, partial(actions.acknowledge_all, by=acting(request)))
    if done is not None:
        words = "1 message" if done == 1 else f"{done} messages"
        notices.success(request, f"{words} acknowledged. The duties themselves stay until they are done.")
        return redirect("watch:messages")
    return render(request, "watch/acknowledge_all.html", {"form": form, "bell": bell})


@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """The count in the header. `?seen=` is the sign of what the screen shows, and 204 says that it still holds."""
    if not request.htmx:
        return redirect("watch:messages")
    now, seen = reading.bell_of(request.user), request.GET.get("seen", "")
    if seen == now.sign:
        return HttpResponse(status=204)
    response = render(request, "watch/bell.html", {"bell": now})
    if _latest(seen) < (now.latest, now.duties) and now.messages:
        trigger_client_event(response, "plumbline:announce", {"text": _words(now)})
    return response


def _latest(seen: str) -> tuple[int, int]:
    """The last message and the number of duties that the screen knows; rubbish knows everything, and announces nothing."""
    parts = seen.split(".")
    whole = len(parts) == 3 and all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts)
    return (int(parts[2]), int(parts[1])) if whole else (2**63, 0)


def _words(now: reading.Bell) -> str:
    return f"New message: {now.messages} not acknowledged" if now.messages > 1 else "New message about a duty"


@require_safe
def escalations(request: HttpRequest) -> HttpResponse:
    """What climbed beyond its owner, to whom, and who has not said that they know."""
    actor, now = acting(request), clock.now()
    page = page_of(access.climbed_for(actor, now), request)
    listed = [with_pages(duty, request) for duty in page]
    access.shown(actor, [duty.person_id for duty in listed], "Escalations read")
    _learn(request, listed)
    climbs = reading.climbs_of(listed)
    for duty in listed:
        duty.climbs = climbs.get(duty.pk, [])  # type: ignore[attr-defined]
    return render(request, "watch/escalations.html", {"page": page, "now": now})


def _shown(request: HttpRequest, actor: Any, rungs: list[Any], what: str) -> None:
    """Each step with the duty it told of, as it stands now; of a duty that fell away the standard alone."""
    duties, now = reading.duties_of_rungs(rungs), clock.now()
    access.shown(actor, [duty.person_id for duty in duties.values()], what)
    _learn(request, [with_pages(duty, request) for duty in duties.values()])
    for rung in rungs:
        rung.duty = duties.get(rung.duty_id)
        rung.is_left = reading.is_left(rung, rung.duty, now)
        rung.title = reading.title_of(rung)


def _learn(request: HttpRequest, duties: list[Any]) -> None:
    """Of a duty about a restricted child no more is said than which standard, and when."""
    name_subjects(duties)
    closed = closed_to(request.user) if duties else {}
    for duty in duties:
        if duty.person_id in closed:
            duty.about = ""
    called = slots.Called.on(request)
    called.learn("person", [duty.person_id for duty in duties])
    called.learn("officer", [duty.owner_id for duty in duties])
    called.learn("district", [duty.district_id for duty in duties])
