"""The way of a form: sent, carried out, or shown again with every word kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.access.access import acting
from plumbline.kernel.errors import Invalid, Stale

R = TypeVar("R")


def sent(request: HttpRequest) -> Any:
    """What was posted, were it nothing at all; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def page_of_act(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[..., Any],
    *,
    then: tuple[str, int],
    template: str,
    done: str,
    more: Callable[[], dict[str, Any]] = dict,
    **shown: Any,
) -> HttpResponse:
    """The page of one act. Carried out, it says what is `done` and goes on to `then`: an address's name, and its number.

    Else it is drawn with the form, with all that is `shown`, with what `more` gives (asked for only then), and with the way
    `back`, which is where one would have gone on to.
    """
    if carried_out(request, form, act):
        messages.success(request, done)
        return redirect(*then)
    return render(request, template, {"form": form, "back": reverse(then[0], args=[then[1]])} | shown | more())


def carried_out(request: HttpRequest, form: forms.BaseForm, act: Callable[..., R]) -> R | None:
    """Carry out the act with what the form holds; None when the page is to be drawn (again), the reasons on the form.

    The act is called with the cleaned fields as keywords. Its refusals (`Invalid`, `Stale`) become errors of the form,
    so that nothing typed is lost; a refusal of permission is not the form's to show and goes on to the error page.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act(**_said(form.cleaned_data))
    except Invalid as fault:
        _blame(form, fault)
    except Stale as fault:
        form.add_error(None, f"{fault} What you typed is still here.")
        form.stale = True  # type: ignore[attr-defined]
    return None


def page_about(
    request: HttpRequest,
    case: Any,
    make: Callable[..., forms.BaseForm],
    act: Callable[..., Any],
    *,
    called: str,
    then: str,
    more: Callable[..., dict[str, Any]] | None = None,
    **shown: Any,
) -> HttpResponse:
    """The page of one act about a case that was read for it, which its template knows by the name `called`.

    `make(data, case)` gives the form, `more(case)` what else is shown; `then` is the address, of the case's number, to go on to.
    """
    return page_of_act(
        request,
        make(sent(request), case),
        partial(act, case, by=acting(request)),
        then=(then, case.pk),
        more=partial(more, case) if more else dict,
        **{called: case},
        **shown,
    )


def _said(cleaned: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in cleaned.items() if name not in ("version", "submission")}


def _blame(form: forms.BaseForm, fault: Invalid) -> None:
    elsewhere = [text for name, text in fault.fields.items() if name not in form.fields]
    for name, text in fault.fields.items():
        if name in form.fields:
            form.add_error(name, text)
    if elsewhere or not fault.fields:
        form.add_error(None, " ".join(elsewhere) or fault.sentence)
