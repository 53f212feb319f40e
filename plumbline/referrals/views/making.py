"""Making a referral, from a case or alone, and telling later what was not told."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, authorise, may_do
from plumbline.access.origins import origin_named
from plumbline.kernel.references import number_of
from plumbline.people.access import person_for
from plumbline.people.panels.choosing import page_to_choose, searched
from plumbline.referrals import actions, forms
from plumbline.referrals.access import referral_for, referrals_of_child, require_sight, teams_for
from plumbline.referrals.forms import policy_says
from plumbline.referrals.queries import completeness, in_words
from plumbline.referrals.views import MAKE, about
from plumbline.web.pages import carried_out, sent
from plumbline.workforce.queries import officer_of

VOICE = "people.voice"


def make(request: HttpRequest) -> HttpResponse:
    """Two steps, so that one child keeps one record: find the child, then say what is feared. `?from=` names the case."""
    actor = acting(request)
    authorise(actor, MAKE, None)
    if (pk := chosen_child(request)) is None:
        return _find(request)
    person, officer = person_for(actor, pk), officer_of(request.user)
    form = forms.ReferralForm(
        sent(request),
        person=person,
        teams=teams_for(actor, MAKE),
        may_hear=may_do(request.user, VOICE),
        initial={"team": officer.team_id if officer else None},
    )
    told = {"form": form, "person": person, "origin": origin_named(request)}
    if request.method == "POST" and "check" in request.POST:
        told["whole"] = completeness(form.told, person)
        form.is_bound = False
        form.initial |= {
            name: form.data.getlist(name) if name == "concerns" else form.data.get(name) for name in form.fields
        }
        return render(
            request, "referrals/make.html#score" if request.htmx else "referrals/make.html", _more(request, told)
        )
    if referral := carried_out(
        request, form, partial(actions.make_referral, person, by=actor, origin=origin_named(request))
    ):
        messages.success(
            request, f"{referral.reference} is made, {referral.score}% complete. The referral unit has it."
        )
        return redirect("referrals:referral", referral.pk)
    told["whole"] = completeness(form.told, person)
    return render(request, "referrals/make.html", _more(request, told))


def _more(request: HttpRequest, told: dict[str, object]) -> dict[str, object]:
    person = told["person"]
    known = referrals_of_child(acting(request), person.pk)  # type: ignore[attr-defined]
    return told | {"referrals": known, "why": policy_says("made")}


def chosen_child(request: HttpRequest) -> int | None:
    """The number in `?child=`, if it is one."""
    chosen = request.GET.get("child", "")
    return number_of(chosen)


def _find(request: HttpRequest) -> HttpResponse:
    shown = searched(request, says="Choose the child you fear for.")
    then = "Their page then has the way back here."
    return page_to_choose(request, "referrals/find.html", add_at="people:add", add_then=then, **shown)


def complete(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    require_sight(actor)
    referral = referral_for(actor, pk, to=MAKE)
    form = forms.CompleteForm(sent(request), referral=referral, may_hear=may_do(request.user, VOICE))
    words = {"title": "Tell what is missing", "submit": "Add", "done": "It is added to the referral."}
    act = partial(actions.complete_referral, referral)
    lacking = in_words(referral.lacks)
    why = policy_says("complete")
    return about(request, referral, form, act, template="referrals/complete.html", lacking=lacking, why=why, **words)
