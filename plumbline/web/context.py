"""What every page shows around its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from plumbline.access import queries
from plumbline.access.access import may_do
from plumbline.access.roles import PURPOSES
from plumbline.access.sitting import sitting_of
from plumbline.web import slots


def page(request: HttpRequest) -> dict[str, Any]:
    """The force, the entries this person may use (the current one marked) and the purpose they stated.

    Error pages are drawn for requests that never met the session or the sign-in, hence the defaults.
    """
    found = slots.entries(getattr(request, "user", None))
    here = current(request.path, found)
    return {
        "broken_glass": _broken_glass(getattr(request, "user", None)),
        "force_name": settings.FORCE_NAME,
        "navigation": [
            (entry, "page" if entry.href == request.path else "true" if entry is here else "") for entry in found
        ],
        "idle_seconds": _idle_seconds(request),
        "purpose": dict(PURPOSES).get(getattr(request, "session", {}).get("purpose", ""), ""),
    }


def _idle_seconds(request: HttpRequest) -> int:
    """After how long without a touch this person is signed out; 0 where nobody is signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    return int(sitting_of(user).idle.total_seconds())


def _broken_glass(user: Any) -> list[Any]:
    """Told on every page to those who watch over access, until someone has reviewed it. Others cost it no query."""
    return queries.notices_to(user) if user is not None and may_do(user, "ledger.see") else []


def current(path: str, found: list[slots.Entry]) -> slots.Entry | None:
    """The entry under whose address this page lies, the longest where several match, else one of the same room; none lies
    under the front page."""
    holding = [entry for entry in found if path == entry.href or (entry.href != "/" and path.startswith(entry.href))]
    near = [entry for entry in found if path != "/" and entry.href.split("/")[1] == path.split("/")[1]]
    return max(holding or near, key=lambda entry: len(entry.href), default=None)
