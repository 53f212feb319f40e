"""What a local authority's census return tells of one referral, on one page, whichever of its records leads there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.access.access import acting
from plumbline.referrals.access import authority_assessment_for, authority_enquiry_for, authority_referral_for


def referral(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, authority_referral_for(acting(request), pk))


def enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, authority_enquiry_for(acting(request), pk))


def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, authority_assessment_for(acting(request), pk))


def _shown(request: HttpRequest, found: object) -> HttpResponse:
    return render(request, "referrals/authority.html", {"found": found})
