"""Roles in words; one person's access, and why; the way to all of oversight."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from plumbline.access.access import acting, may_do
from plumbline.access.roles import PERMISSIONS, ROLES
from plumbline.oversight import access
from plumbline.oversight.queries.adding_up import adds_up, told
from plumbline.web import slots
from plumbline.web.tables import Column, export


def home(request: HttpRequest) -> HttpResponse:
    access.require(acting(request), *access.ANY)
    may = {each.replace(".", "_"): may_do(request.user, each) for each in access.ANY}
    return render(request, "oversight/home.html", may)


def roles(request: HttpRequest) -> HttpResponseBase:
    """Every role with what it may do; `?by=permission` turns it round. Open to everyone signed in: no one's data is in it."""
    columns = [Column("permission", "May", lambda row: PERMISSIONS[row]), *map(_column, ROLES.values())]
    if wanted := export(request, columns, list(PERMISSIONS), "roles and permissions"):
        access.taken_out(acting(request), "Roles and what each may do")
        return wanted
    shown = {
        "turned": request.GET.get("by") == "permission",
        "roles": [(r, [words for key, words in PERMISSIONS.items() if key in r.permissions]) for r in ROLES.values()],
        "permissions": [
            (words, holders)
            for key, words in PERMISSIONS.items()
            if (holders := [role for role in ROLES.values() if key in role.permissions])
        ],
    }
    return render(request, "oversight/roles.html", shown)


def _column(each: Any) -> Column:
    return Column(each.key, each.name, lambda row: "yes" if row in each.permissions else "")


def mine(request: HttpRequest) -> HttpResponse:
    return person(request, request.user.pk)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person may see and do, and why."""
    actor = acting(request)
    holder = access.holder_for(actor, pk)
    grants, special = told(access.grants_held(holder)), access.special_held(actor, holder)
    slots.Called.on(request).learn("person", [each.person for each in special])
    shown = {
        "holder": holder,
        "post": getattr(holder, "officer", None),
        "is_own": holder.pk == request.user.pk,
        "sums": adds_up(grants) if holder.is_active else [],
        "grants": [each for each in grants if not each.is_over],
        "ended": [each for each in grants if each.is_over],
        "special": special,
        "may_administer": may_do(request.user, access.ADMINISTER),
        "may_review": may_do(request.user, access.REVIEW) and holder.pk != request.user.pk,
    }
    return render(request, "oversight/person.html", shown)
