"""The pages of a reopening, the same for everything that can be reopened: ask, grant, drop."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.forms.reopening import ReopeningForm
from accounts.views.confirmation import ask, proved, seen_of
from common.constraints import Refusal
from common.http import refuse_form


@dataclass(frozen=True)
class Step:
    """One of the three steps: what its page says, and the verb, which takes `seen` and, for a request, `reason`."""

    title: str
    label: str
    effects: list[str]
    said: str
    verb: Callable[..., Any]
    about: Model
    back: str
    back_label: str
    danger: bool = False


def request_page(request: HttpRequest, step: Step) -> HttpResponse:
    """Asks for the reason, then puts the request."""
    form = ReopeningForm(request.POST or None)
    if form.is_valid():
        try:
            step.verb(reason=form.cleaned_data["reason"], seen=seen_of(request))
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, step.said)
            return redirect(step.back)
    return _ask(request, step, form=form)


def decision_page(request: HttpRequest, step: Step, *, signing: bool) -> HttpResponse:
    """Says what will happen, then grants or drops the request; granting asks for the second factor."""
    fault: Refusal | None = None
    if request.method == "POST":
        fault = proved(request) if signing else None
        if fault is None:
            step.verb(seen=seen_of(request))
            messages.success(request, step.said)
            return redirect(step.back)
    return _ask(request, step, signing=signing, refusal=fault)


def _ask(request: HttpRequest, step: Step, **more: Any) -> HttpResponse:
    return ask(
        request,
        title=step.title,
        label=step.label,
        effects=step.effects,
        back=step.back,
        back_label=step.back_label,
        about=step.about,
        danger=step.danger,
        **more,
    )
