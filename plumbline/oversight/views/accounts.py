"""Accounts, grants and posts, for the administrator. No case is shown here."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from plumbline.access import actions
from plumbline.access.access import acting, authorise
from plumbline.access.roles import ROLES
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing
from plumbline.oversight import access, forms
from plumbline.oversight.queries.adding_up import reaches
from plumbline.web.pages import carried_out
from plumbline.web.tables import Column, export, in_order, page_of
from plumbline.workforce import actions as workforce
from plumbline.workforce import queries as posts


def _post(user: Any) -> str:
    officer = getattr(user, "officer", None)
    left = f", left {officer.left_on:%-d %b %Y}" if officer and officer.left_on else ""
    return f"{officer.get_rank_display()}, {officer.team}{left}" if officer else ""


def _roles(user: Any) -> str:
    return ", ".join(dict.fromkeys(ROLES[grant.role].name for grant in user.grants_now))


LISTED = [
    Column("name", "Name", "display_name", order="display_name"),
    Column("username", "User name", "username", order="username"),
    Column("post", "Post", _post),
    Column("grants", "Roles", _roles),
    Column("last", "Last signed in", "last_login", order="last_login"),
    Column("state", "State", lambda user: "Open" if user.is_active else "Closed"),
]


def accounts(request: HttpRequest) -> HttpResponseBase:
    actor = acting(request)
    filters = forms.AccountFilter(request.GET or None)
    found, sort = in_order(_filtered(access.accounts_for(actor), filters.said), request, LISTED, default="name")
    if request.GET.get("format"):
        access.taken_out(actor, f"List of accounts: {found.count()}")
        return export(request, LISTED, list(found), "accounts") or redirect("oversight:accounts")
    page = page_of(found, request, per_page=50)
    access.accounts_shown(actor, len(page.object_list), "List of accounts read")
    for user in page.object_list:
        user.post, user.roles = _post(user), _roles(user)
    return render(
        request, "oversight/accounts.html", {"filters": filters, "page": page, "columns": LISTED, "sort": sort}
    )


def _filtered(users: Any, said: dict[str, Any]) -> Any:
    state = said.get("state", "")
    if state != "all":
        users = users.filter(is_active=state != "closed")
    today = clock.today()
    holding = Q(grants__starts_on__lte=today) & (Q(grants__ends_on=None) | Q(grants__ends_on__gte=today))
    if state == "none":
        users = users.exclude(pk__in=users.filter(holding).values("pk"))
    if said.get("role"):
        users = users.filter(pk__in=users.filter(holding, grants__role=said["role"]).values("pk"))
    if said.get("q"):
        text = said["q"]
        named = Q(display_name__icontains=text) | Q(username__icontains=text)
        users = users.filter(named | Q(officer__collar_number__iexact=text))
    return users


def open_account(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    authorise(actor, access.ADMINISTER, None)
    form = forms.OpenAccountForm(request.POST or None)
    if user := carried_out(request, form, partial(actions.open_account, by=actor)):
        messages.success(request, f"Account of {user.display_name} opened. It sees nothing until a grant is given.")
        return redirect("oversight:grant-give", user.pk)
    why = "An account names a person in what they record. What they may see and do follows from grants alone."
    return _form(request, form, "Open an account", "Open the account", why=why)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    user = access.account_for(actor, pk)
    form = forms.CloseForm(request.POST or None)
    if user.pk == request.user.pk:
        why = "This is your own account. Another administrator closes it, so that someone is left who can."
        return _form(request, None, f"Close the account of {user.display_name}", "", why=why, holder=user)
    if carried_out(request, form, partial(actions.close_account, user, by=actor)):
        messages.success(request, f"Account of {user.display_name} closed. They are signed out at once.")
        return redirect("oversight:person", pk)
    why = "They can no longer sign in, from this moment. Their name stays in what they recorded; their grants stay as they are."
    title = f"Close the account of {user.display_name}"
    return _form(request, form, title, "Close the account", why=why, kind="warning", holder=user)


def give(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    user = access.account_for(actor, pk)
    form = forms.GrantForm(request.POST or None, initial={"role": request.GET.get("role", "")})
    if grant := carried_out(request, form, partial(actions.give_grant, user, by=actor)):
        messages.success(request, f"{ROLES[grant.role].name} given to {user.display_name}.")
        return redirect("oversight:person", pk)
    why = "Give the least that the work needs. What each role may do stands under Roles."
    title = f"Give {user.display_name} a grant"
    return _form(request, form, title, "Give the grant", why=why, holder=user)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    grant = access.grant_for(actor, pk, to=access.ADMINISTER)
    form = forms.EndGrantForm(request.POST or None, version=grant.version, initial={"on": clock.today()})
    if carried_out(request, form, partial(actions.end_grant, grant, by=actor)):
        messages.success(request, f"Grant of {grant.user.display_name} ends on {grant.ends_on:%-d %b %Y}.")
        return redirect("oversight:person", grant.user_id)
    why = (
        f"{ROLES[grant.role].name} over {reaches([grant])[grant.pk]}, since {grant.starts_on:%-d %b %Y}: {grant.reason}"
    )
    title = f"End a grant of {grant.user.display_name}"
    return _form(request, form, title, "End the grant", why=why, kind="warning", holder=grant.user)


def post(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    user = access.account_for(actor, pk)
    form = forms.PostForm(request.POST or None)
    if carried_out(request, form, partial(_post_officer, user, actor)):
        messages.success(request, f"{user.display_name} is posted.")
        return redirect("oversight:person", pk)
    return _form(request, form, f"Post {user.display_name} to a team", "Post", holder=user)


def _post_officer(user: Any, actor: Actor, *, team: str, rank: str, supervisor: str, **told: Any) -> Any:
    above = posts.officer_called(supervisor)
    return workforce.post_officer(
        posts.team_called(team), by=actor, user=user, rank=int(rank), supervisor=above, **told
    )


def move(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    user = access.account_for(actor, pk)
    officer = posts.officer_of(user)
    if officer is None:
        raise Missing
    form = forms.MoveForm(request.POST or None, version=officer.version)
    if carried_out(request, form, partial(_move_officer, officer, actor)):
        messages.success(request, f"{user.display_name} is moved.")
        return redirect("oversight:person", pk)
    why = f"Now {officer.get_rank_display()}, {officer.team}. Grants do not move with them: end and give what the new work needs."
    return _form(request, form, f"Move {user.display_name}", "Move", why=why, holder=user)


def _move_officer(officer: Any, actor: Actor, *, team: str, supervisor: str, rank: str, reason: str) -> Any:
    above, new = posts.officer_called(supervisor), posts.team_called(team)
    return workforce.move_officer(
        officer, by=actor, team=new, reason=reason, supervisor=above, rank=int(rank) if rank else None
    )


def places(request: HttpRequest) -> HttpResponse:
    """Districts and their teams: no one's data."""
    authorise(acting(request), access.ADMINISTER, None)
    return render(request, "oversight/places.html", {"districts": posts.districts_whole()})


def open_district(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    authorise(actor, access.ADMINISTER, None)
    form = forms.DistrictForm(request.POST or None)
    if made := carried_out(request, form, partial(workforce.open_district, by=actor)):
        messages.success(request, f"District {made.name} opened.")
        return redirect("oversight:places")
    return _form(request, form, "Open a district", "Open the district")


def open_team(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    authorise(actor, access.ADMINISTER, None)
    form = forms.TeamForm(request.POST or None, initial={"district": request.GET.get("district", "")})
    if made := carried_out(request, form, partial(_open_team, actor)):
        messages.success(request, f"Team {made} opened.")
        return redirect("oversight:places")
    return _form(request, form, "Open a team", "Open the team")


def _open_team(actor: Actor, *, district: str, **told: Any) -> Any:
    return workforce.open_team(posts.district_called(district), by=actor, **told)


def _form(request: HttpRequest, form: Any, title: str, submit: str, **shown: Any) -> HttpResponse:
    return render(request, "oversight/form.html", {"form": form, "title": title, "submit": submit, **shown})
