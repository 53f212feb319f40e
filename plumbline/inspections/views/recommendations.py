"""Recommendations: asked for, given to someone, worked on, put forward, judged by another, watched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.access.access import acting, may_do
from plumbline.inspections import actions, forms
from plumbline.inspections.access import action_for, inspection_for, officers_for, recommendation_for
from plumbline.inspections.access.inspection import CLOSE, MANAGE, WORK, reviews_of
from plumbline.inspections.access.pack import EXPORT
from plumbline.inspections.queries.measure import charted, read
from plumbline.inspections.queries.recommendation import lacking
from plumbline.inspections.views import of_one_act
from plumbline.kernel import clock
from plumbline.web.pages import carried_out, sent

PAGE = "inspections:recommendation"


def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    found = recommendation_for(acting(request), pk)
    user, now, is_ours = request.user, clock.now(), not found.inspection.is_reference
    is_theirs = is_ours and may_do(user, WORK) and (found.owner_id == user.pk or may_do(user, MANAGE))
    judges = is_ours and may_do(user, CLOSE) and user.pk not in (found.owner_id, found.put_forward_by_id)
    evidence = list(found.evidence.all())
    shown = {
        "recommendation": found,
        "measured": [(reading, charted(reading)) for reading in (read(m, now) for m in found.measures.all())],
        "evidence": [each for each in evidence if each.followed_at is None],
        "earlier": [each for each in evidence if each.followed_at is not None],
        "lacking": lacking(found) if found.status in ("being-progressed", "reopened") and is_ours else [],
        "may_work": is_theirs and found.is_open,
        "may_manage": is_ours and may_do(user, MANAGE),
        "may_judge": judges and found.status == "awaiting-review",
        "may_reopen": is_ours and may_do(user, CLOSE) and found.status == "complete",
        "may_put_forward": is_theirs and found.status in ("being-progressed", "reopened"),
        "is_own": is_ours and may_do(user, CLOSE) and not judges and found.status == "awaiting-review",
        "may_print": is_ours and may_do(user, EXPORT),
    }
    return render(request, "inspections/recommendation.html", shown)


def make(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = inspection_for(actor, pk, to=MANAGE)
    following = max((each.number for each in found.recommendations.all()), default=0) + 1
    form = forms.RecommendationForm(sent(request), officers=officers_for(actor), initial={"number": following})
    if made := carried_out(request, form, lambda **said: actions.make_recommendation(found, by=actor, **said)):
        messages.success(request, "The recommendation is recorded. Set its actions and its measures next.")
        return redirect(PAGE, made.pk)
    shown = {"form": form, "title": "Record a recommendation", "submit": "Record it", "about": found.title}
    return render(request, "inspections/form.html", shown | {"back": reverse("inspections:inspection", args=[pk])})


def owner(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Give it to someone else", "submit": "Hand it over", "done": "It has a new owner."}
    return _page(request, pk, MANAGE, _with_officers(forms.HandOverForm), actions.hand_over, **words)


def action(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Set an action", "submit": "Set it", "done": "The action is set."}
    return _page(request, pk, MANAGE, _with_officers(forms.ActionForm), actions.set_action, **words)


def _with_officers(kind: type[Any]) -> Callable[..., Any]:
    return lambda request, found: kind(sent(request), officers=officers_for(acting(request)), version=found.version)


def _asking(asks: str) -> Callable[..., Any]:
    return lambda request, found: forms.NoteForm(sent(request), asks=asks, version=found.version)


def put_forward(request: HttpRequest, pk: int) -> HttpResponse:
    words = {
        "title": "Put forward as complete",
        "submit": "Put it forward",
        "done": "It is put forward. Someone other than its owner decides.",
        "lacks": lacking,
    }
    return _page(request, pk, WORK, _asking("What has changed since it was asked?"), actions.put_forward, **words)


def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Send it back", "submit": "Send it back", "done": "It is with its owner again."}
    return _page(request, pk, CLOSE, _asking("What is still to be done?"), actions.send_back, **words)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    words = {
        "title": "Close the recommendation",
        "submit": "Close it",
        "done": "It is closed. Its measures go on being watched.",
        "why": "Its measures go on being watched: two falls in a row, month by month, open it again.",
    }
    return _page(request, pk, CLOSE, _asking("What convinced you?"), actions.close_recommendation, **words)


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Open it again", "submit": "Open it again", "done": "It is open again."}
    return _page(request, pk, CLOSE, _asking("Why is it opened again?"), actions.reopen_recommendation, **words)


def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Verdict of a review", "submit": "Record the verdict", "done": "The verdict is recorded."}

    def form(request: HttpRequest, found: Any) -> Any:
        return forms.VerdictForm(sent(request), reviews=reviews_of(found))

    return _page(request, pk, MANAGE, form, actions.give_verdict, **words)


def _page(
    request: HttpRequest, pk: int, to: str, make_form: Callable[..., Any], act: Callable[..., Any], **words: Any
) -> HttpResponse:
    """A page of one act about a recommendation."""
    actor = acting(request)
    found = recommendation_for(actor, pk, to=to)
    lacks = words.pop("lacks", None)
    more = {
        "lacking": lacks(found) if lacks else [],
        "about": f"{found.inspection.title}: recommendation {found.number}",
    }
    more["quote"] = found.says
    return of_one_act(request, make_form(request, found), act, found, by=actor, then=(PAGE, pk), **words, **more)


def action_done(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = action_for(actor, pk, to=WORK)
    form = forms.ActionDoneForm(sent(request), version=found.version)
    words = {"title": "The action is done", "submit": "Record that it is done", "done": "The action is done."}
    then = (PAGE, found.recommendation_id)
    return of_one_act(request, form, actions.finish_action, found, by=actor, then=then, quote=found.what, **words)


def action_drop(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = action_for(actor, pk, to=MANAGE)
    form = forms.ActionDropForm(sent(request), version=found.version)
    words = {"title": "Drop the action", "submit": "Drop it", "done": "The action is dropped."}
    then = (PAGE, found.recommendation_id)
    return of_one_act(request, form, actions.drop_action, found, by=actor, then=then, quote=found.what, **words)
