"""The page that asks before a step of an inspection is taken, the same for all of them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.views.confirmation import proof_context, proved
from accounts.views.signed_in import SignedIn
from common.constraints import NotValid, Refusal
from common.http import form_status, refuse_form


def act(
    request: SignedIn, *, title: str, label: str, effects: Iterable[str], back: str, back_label: str, done: str,
    perform: Callable[[], Any], form: BaseForm | None = None, about: Model | None = None, signing: bool = False,
    danger: bool = False,
) -> HttpResponse:  # fmt: skip
    """Asks; performs it when it is confirmed; what is refused stays beside its field."""
    fault: Refusal | None = None
    if request.method == "POST" and (form is None or form.is_valid()):
        fault = proved(request) if signing else None
        if fault is None and _taken(perform, form):
            messages.success(request, done)
            return redirect(back)
    context = {
        "title": title,
        "label": label,
        "effects": effects,
        "back": back,
        "back_label": back_label,
        "form": form,
        "danger": danger,
        **proof_context(request, about=about, signing=signing, refusal=fault),
    }
    status = fault.status if fault else form_status(form) if form else 200
    return render(request, "inspections/inspections/inspection_act.html", context, status=status)


def _taken(perform: Callable[[], Any], form: BaseForm | None) -> bool:
    try:
        perform()
    except NotValid as refusal:
        if form is None:
            raise
        refuse_form(form, refusal)
        return False
    return True
