"""The log, for the audit administrator: the list, one event with its proof, files, and whether the chain is whole."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import organisation_policies
from accounts.views.signed_in import SignedIn
from audit.models import Event, Verification
from audit.reads.changes import changes_of, subject_word
from audit.reads.labels import action_word, area_word, role_words
from audit.services.chain import canonical, digest
from audit.services.heads import Unreadable, recorded_heads
from audit.services.record import head
from audit.services.verification import verify
from common.constraints import Refusal
from common.http import form_status, get_visible_or_404
from common.periods import today
from common.workflow import refusal_of
from quota_admin.files import audit_log
from quota_admin.forms.audit_log import LogFilter

PAGE = 50
# So many of the newest events are verified while one waits; all of them every night.
WHILE_ONE_WAITS = 20_000


@never_cache
@require_GET
def log_list(request: SignedIn) -> HttpResponse:
    """The events that fit the filter, newest first, a page beside a number."""
    refusal_of(organisation_policies.read_log(request.user))
    form = LogFilter(request.GET)
    events = form.rows(Event.objects.visible_to(request.user))
    before, after = _number(request, "before"), _number(request, "after")
    shown = events.page(before=before, after=after, size=PAGE)
    context = {
        "form": form,
        "rows": [_row(event) for event in shown],
        "newer": shown[0].number if shown and events.filter(number__gt=shown[0].number).exists() else None,
        "older": shown[-1].number if shown and events.filter(number__lt=shown[-1].number).exists() else None,
        "asked": urlencode({name: value for name, value in request.GET.items() if name not in {"before", "after"}}),
        "head": head(),
        "verification": Verification.objects.first(),
    }
    return render(
        request, "quota_admin/audit_log/log_list.html", context, status=form_status(form) if request.GET else 200
    )


@never_cache
@require_GET
def log_detail(request: SignedIn, number: int) -> HttpResponse:
    """One event: who, what, before and after, and the proof that it is as it was written."""
    refusal_of(organisation_policies.read_log(request.user))
    event = get_visible_or_404(Event.objects, request.user, number=number)
    before = Event.objects.filter(number=number - 1).first()
    computed = digest(vars(event), event.algorithm)
    context = {
        **_row(event),
        "changes": changes_of(event),
        "computed": computed,
        "unchanged": computed == event.hash,
        "follows": event.previous_hash == (before.hash if before else "0" * 64),
        "canonical": canonical(vars(event)).decode(),
        "former": before,
        "next": Event.objects.filter(number=number + 1).first(),
    }
    return render(request, "quota_admin/audit_log/log_detail.html", context)


@require_GET
def log_file(request: SignedIn, ending: str) -> HttpResponseBase:
    """The filtered events as a file. That it was taken is an event of its own."""
    refusal_of(organisation_policies.read_log(request.user))
    form = LogFilter(request.GET)
    events = form.rows(Event.objects.visible_to(request.user)).order_by("number")
    if not form.is_valid():
        raise Http404
    # Lines are read while they are sent: what is written meanwhile, this export itself, is not among them.
    last = Event.objects.order_by("-number").values_list("number", flat=True).first()
    events = events.filter(number__lte=last or 0)
    name = _("log %(day)s") % {"day": today()}
    if ending == "csv":
        return audit_log.comma_separated(events.iterator(chunk_size=2000), name)
    if ending == "jsonl":
        return audit_log.json_lines(events.iterator(chunk_size=2000), name)
    if events.count() > audit_log.WORKBOOK_ROWS:
        raise Refusal(
            "too_many_events",
            _("A workbook takes %(limit)s events; choose fewer days, or take the file as CSV.")
            % {"limit": audit_log.WORKBOOK_ROWS},
        )
    return audit_log.workbook(events.iterator(chunk_size=2000), name, asked=_asked(form))


@never_cache
@require_http_methods(["GET", "POST"])
def log_verification(request: SignedIn) -> HttpResponse:
    """When the chain was verified, what was found, where its head was written down; POST verifies the newest events."""
    refusal_of(organisation_policies.read_log(request.user))
    if request.method == "POST":
        outcome = verify(_heads_outside()[0], newest=WHILE_ONE_WAITS)
        if outcome.reason:
            messages.error(request, _("The chain is broken: %(reason)s.") % {"reason": outcome.reason})
        else:
            messages.success(request, _("The chain is whole from event %(first)s on.") % {"first": outcome.first})
        return redirect("log_verification")
    heads, fault = _heads_outside()
    context = {
        "verifications": Verification.objects.all()[:20],
        "last": Verification.objects.first(),
        "exported": Verification.objects.exclude(exported_to="").first(),
        "head": head(),
        "outside": len(heads),
        "unreadable": fault,
        "mail": settings.AUDIT_HEAD_MAIL,
        "newest": WHILE_ONE_WAITS,
    }
    return render(request, "quota_admin/audit_log/log_verification.html", context)


def _heads_outside() -> tuple[list[Any], str]:
    """The heads that were written down, and what could not be read of them."""
    try:
        return recorded_heads(), ""
    except Unreadable as fault:
        return [], str(fault)


def _row(event: Event) -> dict[str, Any]:
    return {
        "event": event,
        "action": action_word(event.action),
        "area": area_word(event.action),
        "kind": subject_word(event.subject_type),
        "roles": role_words(event.roles),
    }


def _number(request: SignedIn, name: str) -> int | None:
    """A number in the address; nonsense is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


def _asked(form: LogFilter) -> str:
    """The filter in words, for the file's heading."""
    parts = [f"{form[name].label}：{value}" for name, value in form.cleaned_data.items() if value]
    return "；".join(str(part) for part in parts) or _("all events")
