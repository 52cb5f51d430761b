"""The pages of extensions: ask, grant, refuse; each says what will happen first."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.confirmation import ask, proved
from accounts.views.signed_in import SignedIn
from common.constraints import NotValid, Refusal
from common.http import get_visible_or_404, refuse_form
from common.periods import day_text
from common.workflow import refusal_of
from deadlines import permissions
from deadlines.forms.extensions import AskForm, GrantForm, RecallForm, RefuseForm
from deadlines.models import Extension, Obligation
from deadlines.services.extensions import ask_extension, grant_extension, recall_extension, refuse_extension


@require_http_methods(["GET", "POST"])
def extension_ask(request: SignedIn, pk: int) -> HttpResponse:
    """The organisation asks for a later deadline, with a reason and an end."""
    rows = Obligation.objects.select_related("organisation", "about")
    duty = get_visible_or_404(rows, request.user, pk=pk)
    refusal_of(permissions.ask_extension(request.user, duty))
    form = AskForm(request.POST or None)
    if form.is_valid():
        try:
            ask_extension(obligation=duty, by=request.user, **form.cleaned_data)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("The extension is asked for; an officer of MIIT decides."))
            return redirect("obligation_detail", duty.pk)
    effects = [
        _("The deadline stays %(day)s until an officer of MIIT has granted another one.") % {"day": day_text(duty.due_on)},
        _("What you write is kept with the deadline and in the log."),
    ]  # fmt: skip
    return ask(
        request,
        title=_("Ask for an extension: %(duty)s %(period)s")
        % {"duty": duty.get_kind_display(), "period": duty.period_label},
        label=_("Ask"),
        effects=effects,
        back=reverse("obligation_detail", args=[duty.pk]),
        back_label=_("Deadlines"),
        form=form,
        about=duty,
    )


@require_http_methods(["GET", "POST"])
def extension_grant(request: SignedIn, pk: int) -> HttpResponse:
    """An officer of MIIT grants, with the day until which."""
    extension = _visible(request, pk)
    refusal_of(permissions.decide_extension(request.user, extension))
    form = GrantForm(request.POST or None, initial={"until": extension.wanted_until})
    fault: Refusal | None = None
    if form.is_valid():
        fault = proved(request)
        try:
            if not fault:
                granted = grant_extension(extension=extension, by=request.user, **form.cleaned_data)
                messages.success(request, _granted_sentence(granted, request))
                return redirect("obligation_detail", extension.obligation_id)
        except NotValid as refusal:
            refuse_form(form, refusal)
    duty = extension.obligation
    names = {"who": extension.asked_by.name, "reason": extension.reason, "day": day_text(extension.wanted_until)}
    effects = [
        _("%(who)s asks for it with this reason: %(reason)s") % names,
        _("Wanted until %(day)s.") % names,
        _("The deadline moves from %(day)s to the end of the day that you give; the first one stays on record.")
        % {"day": day_text(duty.due_on)},
        _("Lateness is judged against the new day; reminders follow it."),
    ]
    return ask(
        request,
        title=_("Grant the extension: %(duty)s") % {"duty": duty},
        label=_("Grant"),
        effects=effects,
        back=reverse("obligation_detail", args=[duty.pk]),
        back_label=_("Deadlines"),
        form=form,
        about=duty,
        signing=True,
        refusal=fault,
    )


def _granted_sentence(granted: Extension, request: SignedIn) -> str:
    """Refuse a second decision with the name of the first person."""
    texts = {"day": day_text(granted.ends), "who": granted.decided_by.name if granted.decided_by else ""}
    if granted.decided_by_id == request.user.pk:
        return _("The deadline is extended to %(day)s.") % texts
    return _("%(who)s had extended it to %(day)s already; nothing else was done.") % texts


@require_http_methods(["GET", "POST"])
def extension_refuse(request: SignedIn, pk: int) -> HttpResponse:
    """An officer of MIIT refuses, with a reason."""
    extension = _visible(request, pk)
    refusal_of(permissions.decide_extension(request.user, extension))
    form = RefuseForm(request.POST or None)
    fault: Refusal | None = None
    if form.is_valid():
        fault = proved(request)
        if not fault:
            refuse_extension(extension=extension, by=request.user, **form.cleaned_data)
            messages.success(request, _("The extension is refused; the deadline stays."))
            return redirect("obligation_detail", extension.obligation_id)
    duty = extension.obligation
    return ask(
        request,
        title=_("Refuse the extension: %(duty)s") % {"duty": duty},
        label=_("Refuse"),
        effects=[_("The deadline stays %(day)s; who asked sees the reason.") % {"day": day_text(duty.due_on)}],
        back=reverse("obligation_detail", args=[duty.pk]),
        back_label=_("Deadlines"),
        form=form,
        danger=True,
        about=duty,
        signing=True,
        refusal=fault,
    )


@require_http_methods(["GET", "POST"])
def extension_recall(request: SignedIn, pk: int) -> HttpResponse:
    """Who asked takes the request back until it is decided."""
    extension = _visible(request, pk)
    duty = extension.obligation
    refusal_of(permissions.ask_extension(request.user, duty))
    form = RecallForm(request.POST or None)
    if form.is_valid():
        try:
            recall_extension(extension=extension, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("The request is taken back; the deadline stays."))
            return redirect("obligation_detail", duty.pk)
    effects = [
        _("The deadline stays %(day)s; you may ask again.") % {"day": day_text(duty.due_on)},
        _("The ministry no longer decides on it and is notified, with your reason."),
    ]
    return ask(
        request,
        title=_("Take back the request for an extension: %(duty)s") % {"duty": duty},
        label=_("Take back"),
        effects=effects,
        back=reverse("obligation_detail", args=[duty.pk]),
        back_label=_("Deadlines"),
        form=form,
        danger=True,
        about=duty,
    )


def _visible(request: SignedIn, pk: int) -> Extension:
    return get_visible_or_404(Extension.objects.with_people(), request.user, pk=pk)
