"""Filters and tags that every template has without loading them."""

from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.utils import flatatt
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from plumbline.web import charts, forms, slots, tones, words

register = template.Library()


@register.filter
def local(value: datetime | None) -> str:
    """22 Nov 2026 at 14:05, Europe/London."""
    return words.moment(value)


@register.filter
def local_date(value: date | datetime | None) -> str:
    """22 Nov 2026."""
    return words.day(value)


@register.filter
def iso(value: date | datetime | None) -> str:
    """For the datetime attribute of <time>."""
    return value.isoformat() if value else ""


@register.filter
def ago(value: datetime | None) -> str:
    """3 h 5 min ago; "in 12 minutes" if it lies ahead."""
    return words.relative(value)


@register.filter
def until(value: datetime | None) -> str:
    """in 12 minutes; "3 h 5 min ago" if it has passed."""
    return words.relative(value)


@register.filter
def due_words(value: datetime | None) -> str:
    """due in 12 minutes; overdue by 3 h 5 min."""
    return words.due(value)


@register.filter
def is_past(value: datetime | None) -> bool:
    return words.is_past(value)


@register.filter
def span(value: Any) -> str:
    """A timedelta in words."""
    return words.span(value) if value is not None else ""


@register.filter
def percent(value: float | None, places: int = 0) -> str:
    """0.92 as 92%; None as "none yet"."""
    return words.percent(value, places)


@register.filter
def tone_class(tone: Any) -> str:
    """The tag's colour for what it means."""
    return tones.colour(tone)


@register.filter
def tone_words(tone: Any) -> str:
    """What the tag says when the page gives it no words."""
    return tones.words(tone)


@register.filter
def alert_variant(tone: Any) -> str:
    """The alert's look for a tone, or for the level of one of Django's messages."""
    return tones.variant(tone)


@register.filter
def number(value: int | None) -> str:
    """20000 as 20,000."""
    return f"{value:,}" if value is not None else ""


@register.filter
def html_attributes(attrs: Any) -> SafeString:
    """Attributes that a component passes on, escaped; `{{ attrs }}` itself does not escape quotes in every case."""
    return flatatt(attrs.attrs_dict())


@register.filter
def form_errors(form: Any) -> list[tuple[str, str]]:
    """For the error summary: (id of the box, message)."""
    return forms.listed_errors(form) if form and form.is_bound else []


@register.filter
def filters_used(form: BaseForm) -> int:
    """How many filters are set in the address."""
    return (
        sum(1 for field in form if field.name in form.fields and field.data not in (None, "", [], False)) if form else 0
    )


@register.filter
def page_numbers(page: Page) -> list[int | str]:
    """The numbers that pagination shows; a gap is "…"."""
    return [
        n if isinstance(n, int) else "…"
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]


@register.filter
def sort_direction(sort: Any, column: Any) -> str:
    return sort.direction(column) if sort else "none"


@register.filter
def sort_next(sort: Any, column: Any) -> str:
    return sort.next(column) if sort else column.key


@register.simple_tag(takes_context=True)
def query(context: Context, **replaced: Any) -> str:
    """The address of this page with some parameters replaced (None takes one away): {% query page=2 format=None %}."""
    parameters = context["request"].GET.copy()
    for name, value in replaced.items():
        parameters.pop(name, None)
        if value is not None:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}"


@register.simple_tag(takes_context=True)
def panels(context: Context, slot_name: str, record: Any) -> SafeString:
    """What other rooms put on this page: {% panels "child.main" child %}."""
    return slots.panels(slot_name, context["request"], record)


@register.simple_tag(takes_context=True)
def name(context: Context, kind: str, pk: int | None, link: bool = False) -> str:
    """What a record of another room is called: {% name "person" duty.person_id link=True %}."""
    called = slots.Called.on(context["request"]).name(kind, pk)
    href = slots.link_to(kind, pk) if link and pk is not None and called else ""
    return format_html('<a class="govuk-link" href="{}">{}</a>', href, called) if href else called


@register.simple_tag
def bar(parts: Any, title: str) -> SafeString:
    return charts.proportion_bar(parts, title=title)


@register.simple_tag
def sparkline(values: Any, title: str) -> SafeString:
    return charts.sparkline(values, title=title)
