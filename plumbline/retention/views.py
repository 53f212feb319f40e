"""Pages of retention. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, authorise, may_do
from plumbline.people.access import person_for
from plumbline.people.queries import numbers_of
from plumbline.retention import access, actions, forms, queries
from plumbline.web.pages import carried_out, page_of_act, sent
from plumbline.web.tables import page_of

REVIEW, APPROVE, DISPOSE = "retention.review", "retention.approve", "retention.dispose"
HOLD, CONFIRM = "retention.hold", "retention.confirm"


def reviews(request: HttpRequest) -> HttpResponse:
    """Reviews to be held and disposals to be carried out. Under tens can be shown apart, and are marked among the others."""
    actor = acting(request)
    filters = forms.ListFilter(request.GET or None)
    page = page_of(access.narrowed(access.reviews_for(actor), filters.said), request)
    access.shown(actor, page.object_list, "List of retention reviews read")
    unconfirmed = [period for period in queries.periods() if not period.is_confirmed]
    return render(request, "retention/list.html", {"page": page, "filters": filters, "unconfirmed": len(unconfirmed)})


def review(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.review_for(acting(request), pk)
    return render(request, "retention/review.html", _about(request, found))


def _about(request: HttpRequest, found: Any) -> dict[str, Any]:
    """What every page about one review shows: the clock, what counts, what was decided, what stands in the way."""
    told = queries.clock_of([found.person_id]).get(found.person_id)
    numbers = numbers_of(found.person_id)
    holds = queries.holds_on(numbers)
    is_pending = found.decision == "dispose" and not found.disposed_at and not found.stopped_at
    counted = queries.record_counted(told, numbers) if told else None
    return {
        "review": found,
        "person": found.person,
        "clock": told,
        "counted_page": counted.page() if counted else None,
        "hindrances": queries.hindrances(found, told, numbers, holds) if is_pending else [],
        "holds": holds,
        "unconfirmed": queries.unconfirmed(found.group),
        "answers": _answers(found),
        "past": [each for each in access.past_reviews_of(found.person_id) if each.pk != found.pk],
        "is_pending": is_pending,
        "may_review": may_do(request.user, REVIEW),
        "may_approve": may_do(request.user, APPROVE) and found.reviewed_by_id != request.user.pk,
        "may_dispose": may_do(request.user, DISPOSE),
        "may_hold": may_do(request.user, HOLD),
    }


def _answers(found: Any) -> list[dict[str, str]]:
    words = {"yes": "Yes", "no": "No", "not-known": "Not known"}
    return [
        {"asks": q["asks"], "answer": words[given["answer"]], "reason": given["reason"]}
        for q in queries.questions()
        if (given := found.answers.get(q["code"]))
    ]


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The national assessment and the decision."""

    def make(data: Any, found: Any) -> Any:
        return forms.ReviewForm(
            data, version=found.version, questions=queries.questions(), under_ten=found.is_under_ten
        )

    words = {"title": "Record the review", "submit": "Record the decision", "done": "The decision is recorded."}
    return _act(request, pk, REVIEW, make, actions.record_review, template="retention/record.html", **words)


def approve(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Approve the disposal", "submit": "Approve", "done": "The disposal is approved."}
    return _act(request, pk, APPROVE, _plain(forms.ApproveForm), actions.approve_disposal, **words)


def stop(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Stop the disposal", "submit": "Stop it", "done": "The disposal is stopped."}
    return _act(request, pk, REVIEW, _plain(forms.ReasonForm), actions.stop_disposal, **words)


def dispose(request: HttpRequest, pk: int) -> HttpResponse:
    words = {
        "title": "Dispose of the record",
        "submit": "Erase it",
        "kind": "warning",
        "done": "The record is disposed of.",
    }
    return _act(request, pk, DISPOSE, _plain(forms.DisposeForm), actions.dispose, **words)


def _plain(form: type[Any]) -> Callable[[Any, Any], Any]:
    return lambda data, found: form(data, version=found.version)


def _act(
    request: HttpRequest,
    pk: int,
    to: str,
    make: Callable[[Any, Any], Any],
    act: Callable[..., Any],
    *,
    template: str = "retention/act.html",
    **words: str,
) -> HttpResponse:
    """The page of one act about one review."""
    actor = acting(request)
    found = access.review_for(actor, pk, to=to)
    form, bound = make(sent(request), found), partial(act, found, by=actor)
    way = ("retention:review", pk)
    more = partial(_about, request, found)
    return page_of_act(request, form, bound, then=way, template=template, more=more, **words)


def holds(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    page = page_of(access.holds_for(actor), request)
    access.shown(actor, page.object_list, "List of holds read")
    return render(request, "retention/holds.html", {"page": page})


def hold(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.hold_for(acting(request), pk)
    shown = {
        "hold": found,
        "person": found.person,
        "looks": access.looks_at(found),
        "may_hold": may_do(request.user, HOLD),
    }
    return render(request, "retention/hold.html", shown)


def set_hold(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    access.require_sight(actor)
    person = person_for(actor, pk, to=HOLD)
    form = forms.HoldForm(sent(request))
    if made := carried_out(request, form, partial(actions.set_hold, person, by=actor)):
        messages.success(request, "The hold is set. Nothing of this person is disposed of until it is lifted.")
        return redirect("retention:hold", made.pk)
    return render(
        request,
        "retention/hold_form.html",
        {"form": form, "person": person, "title": "Set a hold", "submit": "Set the hold"},
    )


def lift(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = access.hold_for(actor, pk, to=HOLD)
    form = forms.ReasonForm(sent(request), version=found.version)
    if carried_out(request, form, partial(actions.lift_hold, found, by=actor)):
        messages.success(request, "The hold is lifted.")
        return redirect("retention:hold", pk)
    shown = {"form": form, "person": found.person, "hold": found, "title": "Lift the hold", "submit": "Lift it"}
    return render(request, "retention/hold_form.html", shown)


def hold_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a hold again; one that was looked at is shown with its hold."""
    actor = acting(request)
    found = access.hold_review_for(actor, pk)
    if found.reviewed_at is not None:
        return redirect("retention:hold", found.hold_id)
    authorise(actor, HOLD, found)
    form = forms.HoldReviewForm(sent(request), version=found.version)
    if carried_out(request, form, partial(actions.review_hold, found, by=actor)):
        messages.success(request, "The review of the hold is recorded.")
        return redirect("retention:hold", found.hold_id)
    shown = {
        "form": form,
        "person": found.hold.person,
        "hold": found.hold,
        "title": "Review the hold",
        "submit": "Record",
    }
    return render(request, "retention/hold_form.html", shown)


def periods(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    access.require_sight(actor)
    shown = {
        "periods": queries.periods(),
        "questions": queries.questions(),
        "rules": queries.told_in("groups")["rules"],
        "may_confirm": may_do(request.user, CONFIRM),
    }
    return render(request, "retention/periods.html", shown)


def confirm(request: HttpRequest, key: str) -> HttpResponse:
    actor = acting(request)
    access.require_sight(actor)
    authorise(actor, CONFIRM, None)
    period = next((each for each in queries.periods() if each.key == key), None)
    if period is None:
        raise Http404
    form = forms.ConfirmForm(sent(request), initial={"value": period.value})
    if carried_out(request, form, partial(actions.confirm_period, by=actor, number=key)):
        messages.success(request, f"Confirmed: {period.says}, {period.words}.")
        return redirect("retention:periods")
    return render(request, "retention/confirm.html", {"form": form, "period": period})


def disposed(request: HttpRequest) -> HttpResponse:
    """Who was disposed of: numbers, dates and the names of those who did it. There is nothing else to show."""
    actor = acting(request)
    page = page_of(access.disposed_for(actor), request)
    access.shown(actor, page.object_list, "List of disposals read")
    return render(request, "retention/disposed.html", {"page": page})
