"""What standards put on other rooms' pages: navigation, and the duties of a record with their clocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe

from plumbline.access.access import may_do
from plumbline.kernel import clock
from plumbline.kernel.records import Record
from plumbline.standards.models import Duty
from plumbline.standards.queries import SEE, duties_of, has_ended
from plumbline.standards.standard import Standard
from plumbline.web import slots

Subjects = Callable[[Any], Sequence[tuple[str, Iterable[int]]]]
_subjects: dict[str, Subjects] = {}
_needs: dict[str, str] = {}


def register() -> None:
    slots.navigation("My duties", "standards:my-duties", order=10)
    slots.navigation("Standards", "standards:catalogue", order=70, permission=SEE)
    slots.navigation("Force", "standards:force", order=90, permission=SEE)
    slots.panel("case.duties", order=10)(duties_panel)


def subjects_of_case(kind: str, function: Subjects) -> None:
    """A room says which subjects' duties belong on a case's page: an episode's own, and those of its enquiries."""
    _subjects[kind] = function


def acts_need(permissions: dict[str, str]) -> None:
    """A room says which permission each page takes on which its duties are done (url name → permission). A duty leads those
    who hold it to that page, and others to the case."""
    _needs.update(permissions)


def permission_for(page: str) -> str:
    """The permission that a page takes on which a duty is done; "" where its room named none."""
    return _needs.get(page, "")


def duties_panel(request: HttpRequest, record: Record) -> SafeString:
    """Every duty of a case, most urgent first, each with the way to its act."""
    kind = str(record._meta.label_lower)
    subjects = _subjects[kind](record) if kind in _subjects else [(kind, [record.pk])]
    now = clock.now()
    duties = [shown(duty, request) for duty in duties_of(subjects, now)]
    for duty in duties:
        duty.ended = has_ended(duty, now)  # type: ignore[attr-defined]
    name_subjects(duties, but=kind)
    slots.Called.on(request).learn("climb", [duty.pk for duty in duties if is_open(duty)])
    told = {
        "open": [duty for duty in duties if is_open(duty)],
        "settled": [duty for duty in duties if not is_open(duty)],
        "may_waive": may_do(request.user, "standards.waive", record),
    }
    return mark_safe(render_to_string("standards/duties_panel.html", told, request))  # noqa: S308  our own template


def is_open(duty: Duty) -> bool:
    """Whether there is still something to be done about it. Of duties as `duties_panel` asked for them."""
    return duty.done_at is None and not duty.ended and not duty.is_waived and not duty.unknown  # type: ignore[attr-defined]


def shown(duty: Duty, request: HttpRequest) -> Duty:
    """A duty with what a page shows of it: its standard, the page of its case, and the page where it is done."""
    standard = Standard.register[duty.standard]
    duty.rule = standard  # type: ignore[attr-defined]
    duty.case_page = duty.subject_ref().page()  # type: ignore[attr-defined]
    may_act = standard.act not in _needs or may_do(request.user, _needs[standard.act])
    duty.act_page = (act_page(standard, duty.subject_id) if may_act else None) or duty.case_page  # type: ignore[attr-defined]
    return duty


def name_subjects(duties: list[Duty], but: str = "") -> None:
    """Say which enquiry or review each duty is about, where its room gives such records names; the case itself needs none."""
    for kind in {duty.kind for duty in duties} - {but}:
        called = slots.name_of(kind, [duty.subject_id for duty in duties if duty.kind == kind])
        for duty in duties:
            if duty.kind == kind:
                duty.about = called.get(duty.subject_id, "")  # type: ignore[attr-defined]


def act_page(standard: type[Standard], subject_id: int) -> str | None:
    """Where the duty is done: one click from the duty to the act."""
    if not standard.act:
        return None
    try:
        return reverse(standard.act, args=[subject_id])
    except NoReverseMatch:
        return None
