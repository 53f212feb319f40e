"""Reviews and extensions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from plumbline.access.access import acting
from plumbline.custody import actions, forms
from plumbline.custody.access import review_for
from plumbline.custody.forms import policy_says
from plumbline.custody.views import EXTEND, REVIEW, about_detention


def review(request: HttpRequest, pk: int) -> HttpResponse:
    return about_detention(
        request,
        pk,
        REVIEW,
        lambda data, _: forms.ReviewForm(data),
        actions.record_review,
        title="Review detention",
        submit="Record the review",
        done="The review is recorded, and the next one set.",
        template="custody/review.html",
        more=lambda found: {
            "why": f"{policy_says('custody_first_review')} Nobody reviews what they authorised.",
            "is_own": request.user.pk in found.owners(),
        },
    )


def reviewed(request: HttpRequest, pk: int) -> HttpResponse:
    """A review has no page of its own: it stands on the time line of its detention."""
    found = review_for(acting(request), pk)
    return redirect(f"{reverse('custody:detention', args=[found.detention_id])}#review-{pk}")


def review_next(request: HttpRequest, pk: int) -> HttpResponse:
    """From a review to the form of the one that it set."""
    return redirect("custody:review", review_for(acting(request), pk).detention_id)


def extend(request: HttpRequest, pk: int) -> HttpResponse:
    return about_detention(
        request,
        pk,
        EXTEND,
        lambda data, _: forms.ExtendForm(data),
        actions.extend_detention,
        title="Extend detention without charge",
        submit="Extend",
        done="The extension is recorded.",
        more=lambda _: {"why": policy_says("custody_limit")},
    )
