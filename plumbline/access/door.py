"""What happens at the door: a session begins, is used and ends; what the ledger is told of it.

A session carries when it began, when it was last touched and what was proven, under the names below.
"""

from __future__ import annotations

import base64
import logging
from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from plumbline.access import actions, single_sign_on, sitting
from plumbline.access.access import acting, address_of
from plumbline.access.models import User
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.ledger.actions import signed

BEGAN, SEEN = "sitting_began", "sitting_seen"
PROVEN_TWICE = "proven_twice"
PROVEN_BY_PROVIDER = "proven_by_provider"
ENDED = "sitting_ended"  # why the last session ended, for the sign-in page
LIMITS = "sitting_limits"
KEPT = "kept"  # what was typed into a form when the session had ended
TOUCH_EVERY = 60  # seconds; a session is not written at each request
AT_THE_DOOR = "someone at the sign-in page"
WAYS = {"password": "password", "socialaccount": "single sign-on"}
FACTORS = {"totp": "authenticator app", "recovery_codes": "recovery code", "webauthn": "passkey"}
logger = logging.getLogger("plumbline.access")


def begin(request: HttpRequest, user: User, proofs: list[dict[str, Any]], kept: Any) -> None:
    """The session of someone who has just signed in."""
    session = request.session
    session[BEGAN] = session[SEEN] = _seconds(clock.now())
    by_provider = session.pop(PROVEN_BY_PROVIDER, False) and any(p["method"] == "socialaccount" for p in proofs)
    session[PROVEN_TWICE] = bool(by_provider or any(proof["method"] == "mfa" for proof in proofs))
    session.pop(ENDED, None)
    session.pop(LIMITS, None)
    if kept and kept["user"] != user.pk:
        session.pop(KEPT, None)  # another person at the same screen
    ways = " and ".join(dict.fromkeys(_way(proof) for proof in proofs)) or "another way"
    told(request, user, "access.sign-in.done", f"{user.display_name} signed in by {ways}")


def leave(request: HttpRequest) -> None:
    user: Any = request.user
    if user.is_authenticated:
        told(request, user, "access.sign-out.done", f"{user.display_name} signed out")


def end(request: HttpRequest, why: str) -> None:
    """The session ran out. The next page says so; nothing else of the session is left."""
    user: Any = request.user
    told(request, user, f"access.sign-out.{why}", f"{user.display_name} was signed out: {SAID_IN_LEDGER[why]}")
    limits = sitting.sitting_of(user)
    request.session.flush()
    request.session[ENDED], request.session[LIMITS] = why, (limits.idle_minutes, limits.longest_hours)


def note_lost(request: HttpRequest) -> None:
    """A browser that brings the number of a session which is no more was signed out elsewhere, or is out of date. Noted for
    the sign-in page at once: the answer to this request takes the number away."""
    if request.COOKIES.get(settings.SESSION_COOKIE_NAME) and request.session.is_empty():
        request.session[ENDED] = "elsewhere"


def forget(request: HttpRequest) -> None:
    """What was proven so far at the sign-in page."""
    clear_login(request)
    request.session.pop(PROVEN_BY_PROVIDER, None)


SAID_IN_LEDGER = {"idle": "the screen was not touched", "longest": "the longest time for the role was reached"}


def refused(request: HttpRequest, user: User, why: str) -> None:
    told(request, user, "access.sign-in.refused", f"Sign-in of {user.display_name} refused: {why}")


def told(request: HttpRequest, user: Any, event: str, sentence: str, *, altered: bool = False) -> None:
    """A ledger row about the account. Until the person has proven who they are, nobody is named as the one who acted."""
    known = request.user.is_authenticated and request.user.pk == user.pk
    actor = acting(request) if known else Actor(AT_THE_DOOR, terminal=address_of(request))
    signed(actor, event, sentence, actions.ref_of(user), altered=altered)


def sat_down(request: HttpRequest) -> datetime | None:
    return _moment(request.session.get(BEGAN))


def touched(request: HttpRequest) -> datetime | None:
    return _moment(request.session.get(SEEN))


def touch(request: HttpRequest) -> None:
    """The person did something. Pages that ask again by themselves do not come here."""
    seen = touched(request)
    if seen is not None and age(seen) < TOUCH_EVERY:
        return
    request.session.setdefault(BEGAN, _seconds(clock.now()))
    request.session[SEEN] = _seconds(clock.now())
    if request.session.session_key:
        actions.touch_sitting(request.session.session_key)


def age(moment: datetime) -> float:
    return (clock.now() - moment).total_seconds()


def run_out(request: HttpRequest) -> str:
    """Why this session is over, or "" if it is not."""
    limits, began, seen = sitting.sitting_of(request.user), sat_down(request), touched(request)
    if seen is not None and age(seen) > limits.idle.total_seconds():
        return "idle"
    if began is not None and age(began) > limits.longest.total_seconds():
        return "longest"
    return ""


def is_proven_twice(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return bool(request.session.get(PROVEN_TWICE)) or any(record["method"] == "mfa" for record in records)


def mark_proven_twice(request: HttpRequest) -> None:
    request.session[PROVEN_TWICE] = True


def may_part_with(authenticator: Authenticator) -> bool:
    """The last factor of someone whose role needs one stays until another is there."""
    others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
    proves = others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    return proves or not sitting.must_prove_twice(authenticator.user)


def first_use(user: User, code: str) -> bool:
    """A code opens once. allauth remembers a code for its own half minute; with a clock's tolerance it is good for longer."""
    return bool(cache.add(f"access:code:{user.pk}:{_digest(code)}", 1, timeout=300))


def keys_for(use: str) -> list[bytes]:
    """Keys of their own for each use, from the key of the installation and those that it had before."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = (salted_hmac(f"plumbline.access {use}", "", secret=secret, algorithm="sha256") for secret in secrets)
    return [base64.urlsafe_b64encode(each.digest()) for each in made]


def log(fault: Any) -> None:
    """Why the provider's answer was not taken, for whoever runs the server. Of faults that are not ours only the kind:
    their text may hold a token."""
    told = f"{type(fault).__name__}: {fault}" if isinstance(fault, single_sign_on.NotBelieved) else type(fault).__name__
    logger.warning("single sign-on refused: %s", told)


def _digest(code: str) -> str:
    return salted_hmac("plumbline.access code", code.strip(), algorithm="sha256").hexdigest()[:32]


def _way(proof: dict[str, Any]) -> str:
    return FACTORS.get(proof.get("type", ""), "") or WAYS.get(proof["method"], proof["method"])


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
