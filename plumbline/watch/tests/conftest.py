"""A constable, a sergeant, an inspector and a superintendent, a child, and a duty of the constable's that climbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from plumbline.access.models import User
from plumbline.kernel import clock
from plumbline.missing import actions as missing
from plumbline.standards.models import Duty
from plumbline.watch import actions
from plumbline.watch.models import Copy, Message, Step

AT = datetime.fromisoformat("2026-03-03T02:00:00+00:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Night:
    """`moment` later the watch looks; who is told since the look before."""

    officer: User
    sergeant: User
    inspector: User
    chief: User
    episode: Any
    duty: Duty

    def look(self, at: datetime) -> list[tuple[str, int]]:
        before = Copy.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        with clock.frozen(at):
            actions.look()
        new = Copy.objects.filter(pk__gt=before).select_related("message", "user").order_by("pk")
        return [(copy.user.display_name, copy.message.step) for copy in new]

    def result(self, at: datetime) -> None:
        with clock.frozen(at):
            enquiry = self.episode.enquiries.get()
            missing.result_enquiry(enquiry, by=self.officer, outcome="nothing", result="Looked.")


@pytest.fixture
def night(officer: Callable[..., User], child: Callable[..., Any], team: Any) -> Night:
    """An enquiry allocated at two, due at three; the watch has looked once before. Every other duty is out of the way."""
    with clock.frozen(AT - HOUR):
        chief = officer("superintendent", name="Supt Grant")
        inspector = officer("duty-inspector", name="Insp Lin", supervisor=chief.officer)
        sergeant = officer("sergeant", name="PS Okafor", supervisor=inspector.officer)
        constable = officer("response-officer", name="PC Bell", supervisor=sergeant.officer)
        actions.look()
    with clock.frozen(AT):
        episode = missing.report_missing(child(), by=sergeant, team=team, reported_at=AT)
        told = {"kind": "search", "what": "home", "due_at": AT + HOUR, "allocated_to": constable}
        missing.set_enquiry(episode, by=sergeant, **told)
    duty = Duty.objects.get(standard="missing.enquiry-resulted")
    Duty.objects.exclude(pk=duty.pk).delete()
    return Night(constable, sergeant, inspector, chief, episode, duty)


def messages(user: User) -> list[Message]:
    return list(Message.objects.filter(copies__user=user).order_by("pk"))


STEPS = [Step.AHEAD, Step.OWNER, Step.SUPERVISOR, Step.INSPECTOR, Step.SUPERINTENDENT]
