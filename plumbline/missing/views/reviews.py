"""Reviews."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.access.access import acting, may_do
from plumbline.missing import actions, forms
from plumbline.missing.access import assessments_of, enquiries_of, episode_for, review_for, reviews_of
from plumbline.missing.queries import sum_of_enquiries
from plumbline.missing.views import ENDORSE, SUPERVISE
from plumbline.web.pages import carried_out, sent


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What is outstanding is counted and shown; the supervisor answers the rest and sets the next."""
    actor = acting(request)
    episode = episode_for(actor, pk, to=SUPERVISE)
    kind = "reviewing" if may_do(request.user, ENDORSE, episode) else "supervisor"
    form = forms.ReviewForm(sent(request), episode=episode, kind=kind)
    if made := carried_out(request, form, partial(actions.record_review, episode, by=actor)):
        messages.success(request, "The review is recorded, and the next one set.")
        if not made.risk_is_right:
            messages.info(request, "You said that the risk grade is not right. Grade it now.")
            return redirect("missing:assess", pk)
        return redirect("missing:enquiry-set" if not made.new_enquiries else "missing:episode", pk)
    found = enquiries_of(episode)
    shown = {
        "episode": episode,
        "form": form,
        "title": "Review",
        "sum": sum_of_enquiries(found),
        "waiting": [e for e in found if e.is_open],
        "unchecked": [e for e in found if e.resulted_at and not e.checked_at and not e.dropped_at],
        "assessment": next(iter(assessments_of(episode)), None),
        "earlier": reviews_of(episode),
    }
    return render(request, "missing/review.html", shown)


def reviewed(request: HttpRequest, pk: int) -> HttpResponse:
    """A review has no page of its own: it stands on the time line of its episode."""
    found = review_for(acting(request), pk)
    return redirect(f"{reverse('missing:episode', args=[found.episode_id])}#review-{pk}")


def review_next(request: HttpRequest, pk: int) -> HttpResponse:
    """From a review to the form of the one that it set."""
    return redirect("missing:review", review_for(acting(request), pk).episode_id)
