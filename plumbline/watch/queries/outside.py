"""What leaves the system of a message: reference, duty, time and a link. No name and no detail of a child: a mailbox is no place
for them."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from plumbline.kernel.caserefs import CaseRef
from plumbline.standards.standard import Standard
from plumbline.watch.models import Delivery, Message, Rung, Step
from plumbline.web.words import moment

MOST = 20  # duties named in one; of a gathered message the page shows the rest


def subject(message: Message) -> str:
    what = "about to fall due" if message.step == Step.AHEAD else "overdue"
    return f"Plumbline: {message.number} {'duty' if message.number == 1 else 'duties'} {what}"


def letter(message: Message) -> str:
    lines = [f"{each['reference']}: {each['duty']}, due {each['due']}" for each in _items(message)]
    more = message.number - len(lines)
    lines += [f"and {more} more"] if more > 0 else []
    said = Step(message.step).label
    return "\n".join(
        [f"{said[0].upper()}{said[1:]}:", "", *lines, "", "Say that you know, and see more:", link(message)]
    )


def payload(taken: Delivery) -> dict[str, Any]:
    message = taken.message
    return {
        "key": taken.key,
        "message": message.pk,
        "step": Step(message.step).name.lower(),
        "to": sorted(message.copies.values_list("user__username", flat=True)),
        "told_at": message.told_at.isoformat(),
        "number": message.number,
        "duties": [
            {name: each[name] for name in ("reference", "duty", "standard", "due_at")} for each in _items(message)
        ],
        "link": link(message),
    }


def link(message: Message) -> str:
    return f"{settings.WATCH['address']}{reverse('watch:message', args=[message.pk])}"


def _items(message: Message) -> list[dict[str, str]]:
    rungs = message.rungs.order_by("-step", "due_at", "pk")[:MOST]
    return [_item(rung) for rung in rungs]


def _item(rung: Rung) -> dict[str, str]:
    known = Standard.register.get(rung.standard)
    return {
        "reference": reference_of(rung.subject_ref()),
        "duty": known.title if known else rung.standard,
        "standard": rung.standard,
        "due": moment(rung.due_at),
        "due_at": rung.due_at.isoformat(),
    }


def reference_of(ref: CaseRef) -> str:
    """How colleagues call the case (MP-26-000123); where neither the record nor its case has a reference, its kind and number."""
    model = apps.get_model(ref.room, ref.kind)
    record: Any = QuerySet(model).filter(pk=ref.id).first()
    case = record.case() if record is not None else None
    found = getattr(record, "reference", "") or getattr(case, "reference", "")
    return str(found or f"{model._meta.verbose_name} {ref.id}")
