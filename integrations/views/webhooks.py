"""The pages of webhooks: where they lead, what was delivered, and sending it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.signed_in import SignedIn
from common.constraints import Refusal
from common.http import form_status, get_visible_or_404, refuse_form
from common.workflow import refusal_of
from integrations import permissions
from integrations.forms.webhooks import EndpointForm
from integrations.models import Delivery, Endpoint, ServiceAccount
from integrations.services.webhooks import add_endpoint, replay, rotate_secret, stop_endpoint

LATEST = 100


@never_cache
@require_http_methods(["GET", "POST"])
def webhook_new(request: SignedIn, pk: int) -> HttpResponse:
    """Where to, and of what."""
    account = get_visible_or_404(ServiceAccount.objects, request.user, pk=pk)
    refusal_of(permissions.keep_service_account(request.user, account))
    form = EndpointForm(request.POST or None)
    if form.is_valid():
        try:
            endpoint, secret = add_endpoint(account=account, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            return _detail(request, endpoint, shown_once=secret)
    template = "integrations/webhooks/webhook_new.html"
    return render(request, template, {"form": form, "account": account}, status=form_status(form))


@never_cache
@require_GET
def webhook_detail(request: SignedIn, pk: int) -> HttpResponse:
    """What was delivered and what was answered."""
    return _detail(request, get_visible_or_404(Endpoint.objects, request.user, pk=pk))


def _detail(request: SignedIn, endpoint: Endpoint, *, shown_once: str = "") -> HttpResponse:
    context = {
        "endpoint": endpoint,
        "account": endpoint.account,
        "deliveries": endpoint.deliveries.order_by("-event")[:LATEST],
        "keeps": permissions.keep_service_account(request.user, endpoint.account) is None,
        "shown_once": shown_once,
    }
    return render(request, "integrations/webhooks/webhook_detail.html", context)


@never_cache
@require_POST
def webhook_rotate(request: SignedIn, pk: int) -> HttpResponse:
    """A new secret, shown on this page and never again."""
    endpoint = get_visible_or_404(Endpoint.objects, request.user, pk=pk)
    endpoint, secret = rotate_secret(endpoint=endpoint, by=request.user)
    return _detail(request, endpoint, shown_once=secret)


@require_POST
def webhook_stop(request: SignedIn, pk: int) -> HttpResponse:
    """Hears nothing more."""
    endpoint = get_visible_or_404(Endpoint.objects, request.user, pk=pk)
    stop_endpoint(endpoint=endpoint, by=request.user)
    messages.success(request, _("The webhook is stopped."))
    return redirect("webhook_detail", pk)


@require_POST
def delivery_replay(request: SignedIn, pk: int) -> HttpResponse:
    """Sent again under the identity it had."""
    delivery = get_visible_or_404(Delivery.objects, request.user, pk=pk)
    replay(delivery=delivery, by=request.user)
    messages.success(request, _("It is sent again with the next round."))
    return redirect("webhook_detail", delivery.endpoint_id)
