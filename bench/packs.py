"""An evidence pack of 2,000 rows, from the question to the PDF on the disk."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

from django.db import transaction

TARGET_S, ROWS = 15, 2000


def measure() -> dict[str, float]:
    """Seconds to gather and lay out, and to print. The inspection is taken back afterwards."""
    from plumbline.inspections import actions
    from plumbline.inspections.queries import pack as packs
    from plumbline.inspections.queries.printing import as_html
    from plumbline.kernel import clock
    from plumbline.kernel.actors import system
    from plumbline.web import press

    packs.MOST_ROWS = ROWS
    now, by = datetime(2026, 11, 18, 9, 0, tzinfo=UTC), system("bench")
    with transaction.atomic(), clock.frozen(now):
        inspection = actions.record_inspection(by=by, kind="child-protection", title="Bench")
        inspection = actions.publish_inspection(inspection, by=by, published_on=date(2026, 1, 12))
        asked = _asked(inspection)
        actions.set_measure(asked, by=_someone(), standard="missing.first-review", target=100)
        began = time.perf_counter()
        pack = packs.pack_of(inspection, clock.today(), today=clock.today())
        html = as_html(pack, printed_at=now, recipient="bench", for_paper=True)
        gathered = time.perf_counter()
        press.as_pdf(html)
        printed = time.perf_counter()
        transaction.set_rollback(True)
    return {"rows": pack.rows, "gathered": gathered - began, "printed": printed - gathered, "whole": printed - began}


def _someone() -> object:
    from plumbline.access.models import User

    return User.objects.get(username="bench1")


def _asked(inspection: object) -> object:
    from plumbline.access import actions as access
    from plumbline.inspections import actions
    from plumbline.kernel.actors import system

    user = _someone()
    access.give_grant(user, by=system("bench"), role="protection-lead", scope="force", reason="bench")
    user = _someone()
    told = {"number": 1, "says": "Review every search in time.", "kind": "recommendation"}
    return actions.make_recommendation(inspection, by=user, owner=user, **told)
