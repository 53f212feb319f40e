"""The cost of standards in the write: the same act with forty standards on its subject, and without any.

The two are taken in turn at random, so that a slow moment of the machine falls on both alike.
"""

from __future__ import annotations

import random
import statistics
import time
from typing import Any

from django.db import transaction

from plumbline.kernel import acts
from plumbline.standards import actions as standards
from plumbline.standards import engine
from plumbline.standards.standard import Standard

FORTY = 40


def forty_standards() -> None:
    """Add variants of the episode's own standards until the subject carries forty."""
    from plumbline.missing.facts import EpisodeFacts

    own = [s for s in Standard.register.values() if s.facts is EpisodeFacts]
    for number in range(FORTY - len(own)):
        base = own[number % len(own)]
        type(
            f"Bench{number}",
            (base,),
            {"key": f"missing.bench-{number}", "__doc__": base.__doc__, "__module__": base.__module__},
        )
    engine.statement.cache_clear()
    standards.paths.cache_clear()
    standards.owner_fact.cache_clear()


def measure(writes: int = 250, warm: int = 30) -> dict[str, float]:
    """Milliseconds of result_enquiry, median and 95th percentile, with and without the witness of standards."""
    from plumbline.access.models import User
    from plumbline.missing.actions import result_enquiry
    from plumbline.missing.facts import EnquiryFacts, EpisodeFacts
    from plumbline.missing.models import Enquiry

    sergeant = User.objects.get(username="bench1")
    waiting = list(
        Enquiry.objects.filter(resulted_at=None).select_related("episode").order_by("pk")[: (writes + warm) * 12 : 6]
    )
    random.Random(7).shuffle(waiting)
    chosen = waiting[: 2 * (writes + warm)]
    with transaction.atomic():
        standards.bring_into_line(EpisodeFacts, [enquiry.episode_id for enquiry in chosen])
        standards.bring_into_line(EnquiryFacts, [enquiry.pk for enquiry in chosen])
    taken: dict[bool, list[float]] = {True: [], False: []}
    order = [True, False] * (writes + warm)
    random.Random(8).shuffle(order)
    see = acts.without_witness("standards")
    assert see is not None
    for enquiry, with_them in zip(chosen, order, strict=False):
        if with_them:
            acts.witness("standards", see)
        taken[with_them].append(_timed(result_enquiry, enquiry, sergeant))
        acts.without_witness("standards")
    acts.witness("standards", see)
    return {
        f"{name}_{figure}": value
        for flag, name in ((True, "with"), (False, "without"))
        for figure, value in _figures(taken[flag][warm:])
    }


def _timed(act: Any, enquiry: Any, sergeant: Any) -> float:
    began = time.perf_counter()
    act(enquiry, by=sergeant, outcome="nothing", result="Rang out.")
    return (time.perf_counter() - began) * 1000


def _figures(times: list[float]) -> list[tuple[str, float]]:
    return [
        ("median", statistics.median(times)),
        ("p95", statistics.quantiles(times, n=20)[-1]),
        ("writes", len(times)),
    ]
