"""Forms in GOV.UK markup. Every form of the project is drawn so, whether or not it uses the classes below.

The classes `Form`, `FilterForm` and `ModelForm` add the manners: errors in words that name the answer, "(optional)"
where an answer is, control characters taken out, a cap on every free text, and no browser memory of personal data.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from secrets import token_urlsafe
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.forms.utils import ErrorDict
from django.template import TemplateDoesNotExist
from django.utils.formats import get_format

from plumbline.kernel import clock

FREE_TEXT = 5000
COUNT_QUIETLY_FROM = 2000  # a long allowance is counted only once three quarters of it are used
KEPT_CONTROLS = "\t\n"
MARKS = {"version", "submission"}
YES, NO, NOT_KNOWN = "yes", "no", "not_known"
CLASSES = {
    forms.Textarea: "govuk-textarea",
    forms.SelectMultiple: "govuk-select",
    forms.RadioSelect: "",
    forms.CheckboxSelectMultiple: "",
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.Select: "govuk-select",
    forms.FileInput: "govuk-file-upload",
    forms.widgets.Input: "govuk-input",
}


class BoundField(forms.BoundField):
    """A field with the classes, count and wording of GOV.UK."""

    @property
    def kind(self) -> str:
        """Which shape field.html draws: fieldset, checkbox, counted or plain."""
        if self.use_fieldset:
            return "fieldset"
        if isinstance(self.field.widget, forms.CheckboxInput):
            return "checkbox"
        return "counted" if self.count_to else "plain"

    @property
    def count_to(self) -> int | None:
        counted = isinstance(self.field.widget, forms.Textarea)
        return getattr(self.field, "max_length", None) if counted else None

    @property
    def count_from(self) -> int:
        return 75 if (self.count_to or 0) >= COUNT_QUIETLY_FROM else 0

    @property
    def is_optional(self) -> bool:
        """Whether to say so. A lone box to tick is never marked: leaving it empty is an answer."""
        return getattr(self.form, "mark_optional", False) and not self.field.required and self.kind != "checkbox"

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if self.use_fieldset:
            built.pop("aria-invalid", None)  # it belongs to a text box; on a radio button it is not allowed
        elif names := self._classes(widget):
            built["class"] = names
        return built

    def _classes(self, widget: forms.Widget) -> str:
        base = next((name for kind, name in CLASSES.items() if isinstance(widget, kind)), "")
        wrong = f"{base}--error" if base and self.errors and self.kind != "checkbox" else ""
        counted = "govuk-js-character-count" if self.count_to else ""
        return " ".join(filter(None, [base, wrong, counted, widget.attrs.get("class")]))

    def value(self) -> Any:
        """After a refusal as stale the page shows what changed, so the version sent next is the one now shown."""
        if self.name == "version" and getattr(self.form, "stale", False):
            return self.initial
        return super().value()

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby
        return " ".join(filter(None, [described, f"{self.auto_id}-info"])) if self.count_to else described


class Renderer(TemplatesSetting):
    """Draws forms from web's templates, and from Django's own what web does not redraw (file inputs, for one)."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
    bound_field_class = BoundField

    def __init__(self) -> None:
        self.stock = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            return self.stock.get_template(template_name)


class TextArea(forms.Textarea):
    def __init__(self, attrs: dict[str, Any] | None = None, rows: int = 4) -> None:
        super().__init__({"rows": rows, **(attrs or {})})


class Search(forms.SearchInput):
    """A box to search with."""


class _Small:
    """Lets the choices of a filter be drawn small."""

    small = False

    def get_context(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(*args, **kwargs)  # type: ignore[misc]
        context["widget"]["small"] = self.small
        return context


class Radios(_Small, forms.RadioSelect):
    """Radio buttons; `hints` puts a line under a choice, `inline` sets few short choices side by side."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Iterable[Any] = (),
        hints: Mapping[Any, str] | None = None,
        inline: bool = False,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}
        self.inline = inline

    def get_context(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(*args, **kwargs)
        context["widget"]["inline"] = self.inline
        return context

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["hint"] = self.hints.get(str(option["value"]), "")
        return option


class Checkboxes(_Small, forms.CheckboxSelectMultiple):
    """Several boxes under one question."""


class DateBox(forms.DateInput):
    """The browser's own date picker, which wants and sends the date as 2026-11-22 whatever it shows."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "govuk-input--width-10", **(attrs or {})}, format="%Y-%m-%d")


def _typed_moment(text: Any) -> datetime | None:
    """What was typed, mostly without a zone. A day alone is none: midnight would be a guess."""
    text = str(text).strip()
    if "T" in text:
        with suppress(ValueError):
            return datetime.fromisoformat(text).replace(microsecond=0)
    for layout in (each for each in get_format("DATETIME_INPUT_FORMATS") if "%H" in each):
        with suppress(ValueError):
            return datetime.strptime(text, layout)
    return None


class MomentBox(forms.DateTimeInput):
    """The browser's own picker of date and time, to the minute, by the clock on the wall.

    Where that clock shows the time twice, in the night in which it goes back, it asks which of the two is meant, and sends the
    answer beside the time.
    """

    input_type = "datetime-local"
    template_name = "django/forms/widgets/moment.html"
    WHICH: ClassVar = (("first", "The first, before they went back"), ("second", "The second, after"))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "govuk-input--width-20", "step": "60", **(attrs or {})}, format="%Y-%m-%dT%H:%M")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was typed; with its zone, where it was said which of two times is meant."""
        value, said = super().value_from_datadict(data, files, name), data.get(f"{name}-which")
        for (which, _), moment in zip(self.WHICH, _both(_typed_moment(value)), strict=False):
            if said == which:
                return clock.local(moment).isoformat(timespec="minutes")
        return value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        held = value if isinstance(value, datetime) else _typed_moment(value)
        is_told = isinstance(value, datetime) or bool(held and held.tzinfo)
        wall = clock.local(held).replace(tzinfo=None) if held and held.tzinfo else held
        context = super().get_context(name, wall or value, attrs)
        if wall and _both(wall):
            choices = [(which, label, is_told and wall.fold == fold) for fold, (which, label) in enumerate(self.WHICH)]
            context["widget"] |= {"which": choices, "time": f"{wall:%H:%M}"}
        return context


def _both(wall: datetime | None) -> list[datetime]:
    """The two moments of a time that the clock on the wall shows twice; of any other, none."""
    moments = clock.readings(wall) if wall and wall.tzinfo is None and 1900 <= wall.year <= 2200 else []
    return moments if len(moments) == 2 else []


class DateField(forms.DateField):
    """A day. `latest_today` refuses one that has not come."""

    widget = DateBox
    default_error_messages: ClassVar = {
        "invalid": "Enter a real date, such as 22/11/2026.",
        "ahead": "The date must be today or in the past.",
        "ancient": "Enter the year in full, such as 2026.",
    }

    def __init__(self, *, latest_today: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.latest_today = latest_today

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is None:
            return None
        if day.year < 1900:
            raise ValidationError(self.error_messages["ancient"], "ancient")
        if self.latest_today and day > clock.today():
            raise ValidationError(self.error_messages["ahead"], "ahead")
        return day


class MomentField(forms.DateTimeField):
    """A moment, typed and shown in local time, kept in UTC. `latest_now` refuses one that has not come.

    On two nights a year the clocks change. An hour that was skipped names no moment. One that was repeated names two: it is
    not guessed which, but asked (see MomentBox), unless the later of them has not come yet and must have.
    """

    widget = MomentBox
    default_error_messages: ClassVar = {
        "invalid": "Enter a real date and time, such as 22/11/2026 14:05.",
        "ahead": "The time must not be in the future.",
        "ancient": "Enter the year in full, such as 2026.",
        "skipped": "The clocks went forward that night, so %(time)s did not happen. Enter the time by the new clock.",
        "repeated": "The clocks went back that night, so %(time)s happened twice. Say which of the two it was.",
    }

    def __init__(self, *, latest_now: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.latest_now = latest_now

    def prepare_value(self, value: Any) -> Any:
        aware = isinstance(value, datetime) and value.tzinfo is not None
        return clock.local(value).replace(tzinfo=None) if aware else value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime) and value.tzinfo is not None:
            return clock.whole(value)
        return self._in_utc(self._typed(value))

    def _typed(self, value: Any) -> datetime:
        if (typed := _typed_moment(value)) is None:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return typed

    def _in_utc(self, typed: datetime) -> datetime:
        if typed.tzinfo is not None:
            return clock.whole(typed)
        if not 1900 <= typed.year <= 2200:
            raise ValidationError(self.error_messages["ancient"], "ancient")
        moments = clock.readings(typed)
        if len(moments) == 2 and self.latest_now and moments[1] > clock.now():
            moments = moments[:1]
        if len(moments) != 1:
            code = "repeated" if moments else "skipped"
            raise ValidationError(self.error_messages[code], code, {"time": f"{typed:%H:%M}"})
        return moments[0]

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        if moment and self.latest_now and moment > clock.now():
            raise ValidationError(self.error_messages["ahead"], "ahead")
        return moment


class YesNoNotKnown(forms.TypedChoiceField):
    """True, False, or None for "not known": someone asked and nobody could say, which silence does not tell."""

    widget = Radios
    ANSWERS: ClassVar = {YES: True, NO: False, NOT_KNOWN: None}

    def __init__(self, **kwargs: Any) -> None:
        choices = [(YES, "Yes"), (NO, "No"), (NOT_KNOWN, "Not known")]
        super().__init__(choices=choices, coerce=self.ANSWERS.__getitem__, empty_value=None, **kwargs)
        self.widget.inline = True

    def prepare_value(self, value: Any) -> Any:
        return {True: YES, False: NO}.get(value, value)


class _Manners:
    """What `Form`, `FilterForm` and `ModelForm` share."""

    use_required_attribute = False  # the browser's own bubbles cannot be read back, linked or worded by us
    mark_optional = True
    once = True
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _word_errors(field, str(field.label or name.replace("_", " ")))
            _keep_private(field)
            if isinstance(field, forms.CharField):
                _cap(field)
                _take_out_controls(field)
        self.seen = version
        self.submission = ""
        if version is not None:
            self.fields["version"] = forms.IntegerField(widget=_mark(), required=False, initial=version)
        if self.once:
            mark = forms.CharField(widget=_mark(), required=False, max_length=40, initial=lambda: token_urlsafe(16))
            self.fields["submission"] = mark

    def add_prefix(self, field_name: str) -> str:
        """The two marks keep their names in a form with a prefix, because `access.acting` reads them by name."""
        return field_name if field_name in MARKS else super().add_prefix(field_name)  # type: ignore[misc]

    def full_clean(self) -> None:
        """Also moves the two hidden answers out of cleaned_data, which can then be passed to an action as it stands."""
        super().full_clean()  # type: ignore[misc]
        answers = getattr(self, "cleaned_data", {})
        self.seen = answers.pop("version", None) or self.seen
        self.submission = answers.pop("submission", "") or self.submission


class Form(_Manners, forms.Form):
    """The base of every form that changes something.

    `version=` puts the version of the record on the page. It and the mark of this printed form come back with it:
    `access.acting(request)` reads both, and they stay out of cleaned_data.
    """


class FilterForm(_Manners, forms.Form):
    """The base of a search or filter, sent by GET: nothing is required and nothing says "(optional)"."""

    mark_optional = False
    once = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            if isinstance(field.widget, _Small):
                field.widget.small = True


class ModelForm(_Manners, forms.ModelForm):
    """The base of a form over a model. It validates; the room's action writes."""


def _mark() -> forms.HiddenInput:
    """A hidden box without an id, since a page may hold several forms."""
    return forms.HiddenInput({"id": False})


def _word_errors(field: forms.Field, label: str) -> None:
    """Replace Django's general wording by one that names the answer, where the form gave none of its own."""
    for code, sentence in _sentences(field, label).items():
        if field.error_messages.get(code) == _stock(field).get(code):
            field.error_messages[code] = sentence


def _sentences(field: forms.Field, label: str) -> dict[str, str]:
    asks = label.endswith("?")
    named = label[:1].lower() + label[1:] if label[1:2].islower() else label
    verb = "Select" if isinstance(field, forms.ChoiceField) else "Enter"
    ticked = isinstance(field, forms.BooleanField)
    needed = f"Tick “{label}”" if ticked else f"Answer “{label}”" if asks else f"{verb} {named}"
    subject = "The answer" if asks else label
    return {"required": needed, "max_length": f"{subject} must be %(limit_value)d characters or fewer"}


def _stock(field: forms.Field) -> dict[str, Any]:
    messages: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        messages.update(getattr(kind, "default_error_messages", {}))
    return messages


def _keep_private(field: forms.Field) -> None:
    """Browsers of a shared terminal must not offer one child's details while another's are typed."""
    if not isinstance(field.widget, (forms.RadioSelect, forms.CheckboxInput, forms.CheckboxSelectMultiple)):
        field.widget.attrs.setdefault("autocomplete", "off")


def _cap(field: forms.CharField) -> None:
    if field.max_length is None:
        field.max_length = FREE_TEXT
        field.validators.append(MaxLengthValidator(FREE_TEXT))
    field.widget.attrs.update(field.widget_attrs(field.widget))


def _take_out_controls(field: forms.CharField) -> None:
    """A copy of the field belongs to this form alone, so its own to_python can be wrapped."""
    convert: Callable[[Any], Any] = field.to_python

    def cleaned(value: Any) -> Any:
        converted = convert(value)
        return without_controls(converted) if isinstance(converted, str) else converted

    field.to_python = cleaned  # type: ignore[method-assign]


def without_controls(text: str) -> str:
    """The text without what prints nothing. A line end becomes one character, as the counter in the page counts it."""
    if "\0" in text:
        raise ValidationError("The text holds a character that cannot be kept. Type it again.", "null")
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in joined if c in KEPT_CONTROLS or unicodedata.category(c) not in {"Cc", "Cs"})
    return kept.strip()


def listed_errors(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Each error with the id of the box it is about ("" where it is about the whole form), in the order of the page."""
    errors: ErrorDict = form.errors
    about_all = [("", str(message)) for message in form.non_field_errors()]
    return about_all + [
        (_first_box(form[name]), str(e)) for name in form.fields if name in errors for e in errors[name]
    ]


def _first_box(field: forms.BoundField) -> str:
    """The box itself, or the first choice that is drawn: the blank one of a list of radio buttons is not."""
    drawn = (choice.id_for_label for choice in field.subwidgets if choice.data.get("value") != "")
    return field.id_for_label or next(drawn, None) or field.auto_id
