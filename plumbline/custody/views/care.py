"""Looking after the child: telling whoever is responsible, visits, healthcare, hearing the child, the referral."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from plumbline.access.access import acting
from plumbline.custody import actions, forms
from plumbline.custody.access import healthcare_for, visit_for
from plumbline.custody.forms import policy_says
from plumbline.custody.views import WORK, about_detention, about_part
from plumbline.web.pages import sent


def inform(request: HttpRequest, pk: int) -> HttpResponse:
    return about_detention(
        request,
        pk,
        WORK,
        lambda data, _: forms.InformForm(data),
        actions.record_informing,
        title="Tell whoever is responsible",
        submit="Record",
        done="It is recorded.",
        more=lambda _: {"why": policy_says("custody_responsible_informed")},
    )


def visit(request: HttpRequest, pk: int) -> HttpResponse:
    return about_detention(
        request,
        pk,
        WORK,
        lambda data, _: forms.VisitForm(data),
        actions.record_visit,
        title="Visit",
        submit="Record the visit",
        done="The visit is recorded.",
        more=lambda _: {"why": policy_says("custody_visit")},
    )


def visited(request: HttpRequest, pk: int) -> HttpResponse:
    """A visit has no page of its own: it stands on the time line of its detention."""
    found = visit_for(acting(request), pk)
    return redirect(f"{reverse('custody:detention', args=[found.detention_id])}#visit-{pk}")


def visit_next(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("custody:visit", visit_for(acting(request), pk).detention_id)


def healthcare(request: HttpRequest, pk: int) -> HttpResponse:
    return about_detention(
        request,
        pk,
        WORK,
        lambda data, _: forms.HealthcareForm(data),
        actions.request_healthcare,
        title="Ask for healthcare",
        submit="Asked for",
        done="It is recorded that a healthcare professional was asked for.",
        more=lambda _: {"why": policy_says("custody_healthcare")},
    )


def healthcare_read(request: HttpRequest, pk: int) -> HttpResponse:
    found = healthcare_for(acting(request), pk)
    return redirect(f"{reverse('custody:detention', args=[found.detention_id])}#healthcare-{pk}")


def healthcare_seen(request: HttpRequest, pk: int) -> HttpResponse:
    found = healthcare_for(acting(request), pk, to=WORK)
    form = forms.HealthcareSeenForm(sent(request), version=found.version)
    words = {"title": "Seen by a healthcare professional", "submit": "Record", "done": "It is recorded."}
    return about_part(request, found, form, actions.record_healthcare, why=f"Asked for: {found.reason}", **words)


def hear(request: HttpRequest, pk: int) -> HttpResponse:
    """The voice of the child, tied to this detention."""
    return about_detention(
        request,
        pk,
        WORK,
        lambda data, _: forms.HearForm(data),
        actions.hear_child,
        title="Hear the child",
        submit="Record",
        done="The voice of the child is recorded.",
        template="custody/grouped.html",
        more=lambda _: {
            "why": "How the child is, what they want, what they are afraid of: not the offence, which is for the interview. "
            + policy_says("custody_child_heard")
        },
    )


def referral(request: HttpRequest, pk: int) -> HttpResponse:
    return about_detention(
        request,
        pk,
        WORK,
        lambda data, found: forms.ReferralForm(data, version=found.version),
        actions.record_referral,
        title="Safeguarding referral",
        submit="Record the referral",
        done="The referral is recorded.",
        template="custody/referral.html",
        more=lambda _: {"why": policy_says("custody_referral")},
    )
