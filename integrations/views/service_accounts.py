"""The pages of service accounts: asked for by the administrator, consented to by an officer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.confirmation import ask, proved
from accounts.views.signed_in import SignedIn
from common.constraints import Refusal
from common.http import form_status, get_visible_or_404, refuse_form
from common.periods import day_text, today
from common.workflow import Action, refusal_of
from integrations import permissions
from integrations.forms.service_accounts import ServiceAccountForm
from integrations.models import ServiceAccount
from integrations.services.service_accounts import ask_service_account, consent, end_service_account
from integrations.services.service_tokens import issue_token, revoke_token


def _account(request: SignedIn, pk: int) -> ServiceAccount:
    account: ServiceAccount = get_visible_or_404(ServiceAccount.objects, request.user, pk=pk)
    return account


@require_GET
def service_account_list(request: SignedIn) -> HttpResponse:
    """The programs of the own organisation."""
    user = request.user
    refusal_of(permissions.see_service_accounts(user))
    seen = ServiceAccount.objects.visible_to(user).select_related("user", "asked_by", "consented_by")
    rows = [(row, f"service_{row.state_on(today())}") for row in seen]
    label, refusal = _("Ask for a service account"), permissions.ask_service_account(user)
    make = Action("make", label, reverse("service_account_new"), refusal)
    return render(request, "integrations/service_accounts/service_account_list.html", {"rows": rows, "make": make})


@never_cache
@require_http_methods(["GET", "POST"])
def service_account_new(request: SignedIn) -> HttpResponse:
    """What the program may, and until when."""
    refusal_of(permissions.ask_service_account(request.user))
    form = ServiceAccountForm(request.POST or None)
    if form.is_valid():
        try:
            account = ask_service_account(**form.cleaned_data, by=request.user)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Asked for; it takes effect when an officer of your organisation consents."))
            return redirect("service_account_detail", account.pk)
    template = "integrations/service_accounts/service_account_new.html"
    return render(request, template, {"form": form}, status=form_status(form))


@never_cache
@require_GET
def service_account_detail(request: SignedIn, pk: int) -> HttpResponse:
    """What it may, its tokens and webhooks."""
    return _detail(request, _account(request, pk))


def _detail(request: SignedIn, account: ServiceAccount, *, shown_once: str = "") -> HttpResponse:
    keep = permissions.keep_service_account(request.user, account)
    state = account.state_on(today())
    return render(request, "integrations/service_accounts/service_account_detail.html", {
        "account": account,
        "state": f"service_{state}",
        "in_force": state == "in_force",
        "tokens": account.tokens.select_related("issued_by"),
        "endpoints": account.endpoints.all(),
        "keeps": keep is None and account.ended_at is None,
        "consents": state == "asked" and permissions.consent_service_account(request.user, account) is None,
        "shown_once": shown_once,
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def service_account_consent(request: SignedIn, pk: int) -> HttpResponse:
    """The second person: sees what it may, and signs."""
    account = _account(request, pk)
    refusal_of(permissions.consent_service_account(request.user, account))
    fault = proved(request) if request.method == "POST" else None
    if request.method == "POST" and fault is None:
        consent(account=account, by=request.user)
        messages.success(request, _("The service account is in force."))
        return redirect("service_account_detail", account.pk)
    words = {"name": account.user.username, "day": day_text(account.last_day), "scopes": ", ".join(account.scopes)}
    effects = [
        _("The program %(name)s can do this in the name of your organisation: %(scopes)s.") % words,
        _("It expires at the end of %(day)s; the administrator can end it earlier.") % words,
        _("Signatures stay with people: a program neither signs nor decides."),
    ]
    return ask(
        request, title=_("Consent to a service account"), label=_("Consent"), effects=effects,
        back=reverse("service_account_detail", args=[account.pk]), back_label=_("Service accounts"),
        signing=True, refusal=fault,
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def service_account_end(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then ends it."""
    account = _account(request, pk)
    refusal_of(permissions.keep_service_account(request.user, account))
    if request.method == "POST":
        end_service_account(account=account, by=request.user)
        messages.success(request, _("The service account is ended."))
        return redirect("service_account_list")
    effects = [
        _("Its tokens are no longer taken, from this moment on."),
        _("Its webhooks receive no further events."),
        _("What it has done stays in the log."),
    ]
    return ask(
        request, title=_("End the service account"), label=_("End the service account"), effects=effects,
        back=reverse("service_account_detail", args=[account.pk]), back_label=_("Service accounts"), danger=True,
    )  # fmt: skip


@never_cache
@require_POST
def service_account_token(request: SignedIn, pk: int) -> HttpResponse:
    """A new token, shown on this page and never again."""
    account = _account(request, pk)
    _token, text = issue_token(account=account, by=request.user)
    return _detail(request, account, shown_once=text)


@require_POST
def service_token_revoke(request: SignedIn, pk: int, token: int) -> HttpResponse:
    """No longer taken."""
    account = _account(request, pk)
    refusal_of(permissions.keep_service_account(request.user, account))
    found = account.tokens.filter(pk=token).first()
    if found is not None:
        revoke_token(token=found, by=request.user)
        messages.success(request, _("The token is revoked."))
    return redirect("service_account_detail", account.pk)
