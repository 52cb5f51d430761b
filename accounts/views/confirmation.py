"""The page that asks before something is decided, the same everywhere."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.reads.staleness import seen_now
from accounts.views.signed_in import proof_of
from common.constraints import NotValid, Refusal, TooMany
from common.http import form_status


def seen_of(request: HttpRequest) -> int | None:
    """The number of the last event that the posting page knew of; None when it did not say."""
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _digits(text: str) -> str:
    return text if text.isdecimal() and len(text) < 19 else ""


def seen_after(request: HttpRequest, about: Model, *, refusal: Refusal | None = None) -> int:
    """The `seen` event number of an entry page that is shown again: it advances only when the page shows what changed.

    Otherwise the next save could overwrite what somebody else has saved meanwhile, without its having been shown.
    """
    conflict = refusal is not None and refusal.code == "changed_since"
    posted = None if conflict or request.method != "POST" else seen_of(request)
    return seen_now(about) if posted is None else posted


def proof_context(
    request: HttpRequest, *, about: Model | None, signing: bool = False, refusal: Refusal | None = None
) -> dict[str, Any]:
    """What `_proof.html` needs inside a form that decides: what was seen, and the code when one is due."""
    # What was typed stays; so does what was seen, or a second click would decide on what nobody looked at.
    # A page that only asks is reached from the one that shows the figures, whose number comes with the address.
    posted = request.POST.get("seen", "") if request.method == "POST" else _digits(request.GET.get("seen", ""))
    seen = posted or (seen_now(about) if about is not None else "")
    proof = proof_of(request)
    ask_code = signing and not proof.is_fresh()
    return {
        "seen": seen,
        "ask_code": ask_code,
        "has_passkey": ask_code and proof.has_passkey(),
        "code_fault": str(refusal) if refusal else "",
    }


def ask(
    request: HttpRequest,
    *,
    title: str,
    label: str,
    effects: Iterable[str],
    back: str,
    back_label: str,
    form: Form | None = None,
    danger: bool = False,
    about: Model | None = None,
    signing: bool = False,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """Says what will happen and has it confirmed. `refusal` is the wrong code of a signature that was tried."""
    context = {
        "title": title,
        "label": label,
        "effects": effects,
        "back": back,
        "back_label": back_label,
        "form": form,
        "danger": danger,
        **proof_context(request, about=about, signing=signing, refusal=refusal),
    }
    status = refusal.status if refusal else form_status(form) if form else 200
    return render(request, "confirm.html", context, status=status)


def proved(request: HttpRequest) -> Refusal | None:
    """Takes the second factor that came with a signature: None when it is fresh, else the refusal beside its field."""
    try:
        proof_of(request).prove()
    except (NotValid, TooMany) as refusal:
        return refusal
    return None
