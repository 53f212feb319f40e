"""Pages of oversight, by noun. What several share stands here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from plumbline.access.access import acting
from plumbline.kernel.actors import Actor
from plumbline.oversight import access
from plumbline.oversight.forms import WhyForm


def reading(request: HttpRequest) -> tuple[Actor | None, dict[str, Any]]:
    """Who reads the ledger, and for which purpose: None until one of the four is stated in the address. Beside it what the page
    shows of the question; the purpose travels with the links of the page."""
    stated = request.GET.get("why", "")
    actor = access.for_purpose(acting(request), stated)
    told = {
        "why": stated if actor else "",
        "why_words": dict(access.PURPOSES).get(stated, ""),
        "why_form": WhyForm(request.GET or None),
        "kept": [(name, value) for name in request.GET if name != "why" for value in request.GET.getlist(name)],
    }
    return actor, told


def sum_of(number: int, one: str, many: str = "") -> str:
    """1 grant, 12 grants."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
