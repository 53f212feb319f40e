"""Child to notice: who came to the notice of police in the last day, and whom nobody referred."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, authorise, leaves_out
from plumbline.access.origins import origin_named
from plumbline.kernel.errors import Missing
from plumbline.people.access import person_for
from plumbline.referrals import actions, forms
from plumbline.referrals.access import to_notice
from plumbline.referrals.views import MAKE, TRIAGE
from plumbline.referrals.views.making import chosen_child
from plumbline.web.pages import carried_out, sent
from plumbline.web.slots import Called
from plumbline.web.tables import page_of

DAY = timedelta(hours=24)


def notice(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    authorise(actor, TRIAGE, None)
    page = page_of(to_notice(actor, DAY), request)
    Called.on(request).learn("person", [each.person_id for each in page])
    return render(request, "referrals/notice.html", {"page": page, "leaves_out": leaves_out(request.user)})


def not_referred(request: HttpRequest) -> HttpResponse:
    """Why no referral is needed of `?child=` out of `?from=`."""
    actor = acting(request)
    authorise(actor, MAKE, None)
    pk, case = chosen_child(request), origin_named(request)
    if pk is None or case is None:
        raise Missing("Choose the record on the page of children to notice.")
    person = person_for(actor, pk)
    form = forms.NotReferredForm(sent(request))
    if carried_out(request, form, partial(actions.not_refer, person, by=actor, case=case)):
        messages.success(request, f"It is recorded why {person.name} need not be referred.")
        return redirect("people:child", pk)
    told = {"form": form, "person": person, "case": case, "page": case.page()}
    return render(request, "referrals/not_referred.html", told)
