"""Reviews: of grants, one or many at once, and of special access."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import F, Max, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from plumbline.access import actions
from plumbline.access.access import acting
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import AlreadyDone, Invalid, PlumblineError
from plumbline.kernel.references import number_of
from plumbline.oversight import access, forms
from plumbline.oversight.queries.adding_up import POLICY, last_day_before_review, told
from plumbline.oversight.views import sum_of
from plumbline.standards import policy
from plumbline.web import slots
from plumbline.web.pages import carried_out
from plumbline.web.tables import Column, export, page_of

MOST_AT_ONCE = 200
COLUMNS = [
    Column("holder", "Who", lambda each: each.grant.user.display_name),
    Column("role", "Role", lambda each: each.role.name),
    Column("reach", "Over", "reach"),
    Column("reason", "Reason", "grant.reason"),
    Column("from", "From", "grant.starts_on"),
    Column("until", "Last day", "grant.ends_on"),
    Column("given", "Given by", "given_by"),
    Column("last", "Last reviewed", lambda each: each.last.reviewed_at if each.last else None),
    Column("due", "Review due", "due_on"),
]


def review(request: HttpRequest) -> HttpResponseBase:
    """All grants in reach, those never reviewed first; keep or end one with a click, or many by their boxes."""
    actor = acting(request)
    filters = forms.ReviewFilter(request.GET or None)
    found = _filtered(access.grants_to_review(actor), filters.said)
    many = forms.ReviewManyForm(request.POST or None)
    if request.method == "POST" and many.is_valid() and _carried_out_many(request, actor, found, many):
        return redirect(request.get_full_path())
    if request.GET.get("format"):
        access.taken_out(actor, f"Grants to review: {found.count()}")
        return export(request, COLUMNS, told(found), "grants to review") or redirect("oversight:review")
    page = page_of(found, request, per_page=50)
    page.object_list = told(page.object_list)
    special = access.special_to_review(actor)
    access.grants_shown(actor, len(page.object_list))
    slots.Called.on(request).learn("person", [each.person for each in special])
    days = policy.value_now(POLICY, "grant_review")
    ticked = {int(n) for n in request.POST.getlist("grant") if n.isdecimal()}
    shown = {"filters": filters, "page": page, "special": special, "form": many, "days": days, "ticked": ticked}
    return render(request, "oversight/review.html", shown)


def _filtered(grants: Any, said: dict[str, Any]) -> Any:
    every = timedelta(days=policy.value_now(POLICY, "grant_review"))
    grants = grants.annotate(last_at=Max("reviews__reviewed_at"))
    if said.get("q"):
        grants = grants.filter(user__display_name__icontains=said["q"])
    if said.get("role"):
        grants = grants.filter(role__exact=said["role"])
    if said.get("show") == "never":
        grants = grants.filter(last_at=None)
    if said.get("show") == "overdue":
        old = clock.now() - every
        grants = grants.filter(Q(last_at__lt=old) | Q(last_at=None, recorded_at__lt=old))
    return grants.order_by(F("last_at").asc(nulls_first=True), "recorded_at", "pk")


def _carried_out_many(request: HttpRequest, actor: Actor, found: Any, form: Any) -> bool:
    """Review each grant that is named, by an act of its own. What is refused is said, and stands on the page as it was."""
    keep_one = request.POST.get("keep", "")
    decision = "keep" if keep_one else request.POST.get("decision", "")
    numbers = [keep_one] if keep_one else request.POST.getlist("grant")
    wanted = [int(n) for n in numbers if number_of(n) is not None][:MOST_AT_ONCE]
    if not wanted or decision not in ("keep", "end"):
        form.add_error(None, "Tick the grants that are to be kept or ended, then choose which.")
        return False
    if decision == "end" and not form.cleaned_data["note"]:
        form.add_error("note", "Say why the grants are ended: the people read it.")
        return False
    done, refused = 0, []
    for grant in found.filter(pk__in=wanted):
        try:
            # Each is an act of its own, and each act needs a mark of its own by which a second click is known.
            by = replace(actor, submission=f"{actor.submission[:24]}-{grant.pk}"[:40], seen=None)
            actions.review_grant(grant, by=by, decision=decision, note=form.cleaned_data["note"])
            done += 1
        except AlreadyDone:
            done += 1
        except PlumblineError as fault:
            refused.append(f"{grant.user.display_name}: {fault.sentence}")
    said = "kept" if decision == "keep" else "ended"
    if done:
        messages.success(request, f"{sum_of(done, 'grant')} {said}.")
    if missed := len(wanted) - done - len(refused):
        refused.append(f"{sum_of(missed, 'grant')} cannot be reviewed by you, or ended meanwhile.")
    for sentence in refused:
        messages.warning(request, sentence)
    return True


def review_one(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    grant = access.grant_for(actor, pk, to=access.REVIEW)
    (each,) = told([grant])
    form = forms.ReviewGrantForm(request.POST or None, version=grant.version)
    if made := carried_out(request, form, partial(actions.review_grant, grant, by=actor)):
        messages.success(
            request, f"Grant of {grant.user.display_name} {'kept' if made.decision == 'keep' else 'ended'}."
        )
        return redirect("oversight:grant-review", pk) if made.decision == "end" else redirect("oversight:review")
    last = each.last
    may_undo = bool(
        last and last.decision == "end" and clock.local(last.reviewed_at).date() == clock.today() and not each.is_over
    )
    shown = {"each": each, "form": form, "is_own": grant.user_id == request.user.pk, "may_undo": may_undo}
    return render(request, "oversight/grant_review.html", shown)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an ending of the same day."""
    actor = acting(request)
    grant = access.grant_for(actor, pk, to=access.REVIEW)
    try:
        actions.restore_grant(grant, by=actor, ends_on=last_day_before_review(grant))
        messages.success(request, f"Grant of {grant.user.display_name} put back as it was.")
    except Invalid as fault:
        messages.warning(request, fault.sentence)
    return redirect("oversight:grant-review", pk)


def review_next(request: HttpRequest, pk: int) -> HttpResponse:
    """From a duty that lies on a review to the page where the grant is reviewed again."""
    return redirect("oversight:grant-review", access.grant_of_review(acting(request), pk))


def review_special(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    special = access.special_for(actor, pk)
    form = forms.ReviewSpecialForm(request.POST or None, version=special.version)
    if carried_out(request, form, partial(actions.review_special_access, special, by=actor)):
        messages.success(request, "The review is recorded.")
        return redirect("oversight:review")
    slots.Called.on(request).learn("person", [special.person])
    may_review = special.reviewed_at is None and request.user.pk not in (special.user_id, special.given_by_id)
    return render(
        request, "oversight/special_review.html", {"special": special, "form": form, "may_review": may_review}
    )
