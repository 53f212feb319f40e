"""A pack as HTML, from the one template from which the PDF is made too."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from plumbline.inspections.queries.pack import Pack
from plumbline.web.printing import style_of

STYLE = Path(__file__).parent.parent / "static" / "inspections" / "pack.css"


def as_html(pack: Pack, *, printed_at: datetime, recipient: str, for_paper: bool = False) -> str:
    """One file that stands alone. For paper the rows are lines of one width; on a screen they are tables that can be read out."""
    told = {
        "pack": pack,
        "printed_at": printed_at,
        "recipient": recipient,
        "force_name": settings.FORCE_NAME,
        "for_paper": for_paper,
        "style": style_of(STYLE),
    }
    return render_to_string("inspections/pack.html", told)


def file_name(pack: Pack, kind: str) -> str:
    return f"evidence-{pack.reference.lower()}-{pack.day:%Y%m%d}.{kind}"
