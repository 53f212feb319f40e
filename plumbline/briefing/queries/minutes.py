"""The minutes as one file that stands alone: HTML, and the same HTML from which the PDF is made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from plumbline.briefing.models import Meeting, Seat
from plumbline.briefing.queries.section import TITLES
from plumbline.web.printing import style_of

STYLE = Path(__file__).parent.parent / "static" / "briefing" / "minutes.css"


def as_html(
    meeting: Meeting, parts: Sequence[Any], seats: Sequence[Seat], *, printed_at: datetime, recipient: str
) -> str:
    """No child is named: an item is a case by its reference. What was written down of it is printed as it was typed."""
    told = {
        "meeting": meeting,
        "parts": parts,
        "seats": seats,
        "absent": [TITLES.get(key, key) for key in meeting.absent_keys],
        "printed_at": printed_at,
        "recipient": recipient,
        "force_name": settings.FORCE_NAME,
        "style": style_of(STYLE),
    }
    return render_to_string("briefing/minutes.html", told)


def file_name(meeting: Meeting, kind: str) -> str:
    return f"minutes-{meeting.reference.lower()}.{kind}"
