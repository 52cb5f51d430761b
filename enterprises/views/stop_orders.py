"""Orders to stop and rectify: asked to be lifted, lifted by another officer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.confirmation import ask, proved, seen_of
from accounts.views.signed_in import SignedIn
from common.constraints import NotValid
from common.http import get_visible_or_404, refuse_form
from common.periods import day_text
from common.workflow import refusal_of
from enterprises import permissions
from enterprises.forms.stop_orders import LiftForm
from enterprises.models import StopOrder
from enterprises.services.stop_orders import ask_to_lift, lift_stop_order


@require_http_methods(["GET", "POST"])
def stop_order_ask(request: SignedIn, pk: int) -> HttpResponse:
    """The day and the result of the re-inspection; another officer then lifts."""
    order = get_visible_or_404(StopOrder.objects.select_related("enterprise"), request.user, pk=pk)
    refusal_of(permissions.ask_to_lift(request.user, order))
    form = LiftForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            ask_to_lift(order=order, by=request.user, **form.cleaned_data)
        except NotValid as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Asked. Another officer of the province has to lift the order."))
            return redirect(order.enterprise.get_absolute_url())
    title = _("Ask for order %(number)s to be lifted") % {"number": order.number}
    effects = [
        _("The order bars the enterprise from quota until another officer of the province lifts it."),
        _("Your request and the result of the re-inspection are kept in the history."),
    ]
    back, name = order.enterprise.get_absolute_url(), order.enterprise.name
    return ask(request, title=title, label=_("Ask"), effects=effects, back=back, back_label=name, form=form)


@require_http_methods(["GET", "POST"])
def stop_order_lift(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then lifts."""
    order = get_visible_or_404(StopOrder.objects.select_related("enterprise"), request.user, pk=pk)
    refusal_of(permissions.lift_stop_order(request.user, order))
    enterprise = order.enterprise
    fault = proved(request) if request.method == "POST" else None
    if request.method == "POST" and not fault:
        lift_stop_order(order=order, by=request.user, seen=seen_of(request))
        messages.success(request, _("The order is lifted."))
        return redirect(enterprise.get_absolute_url())
    asked = order.lift_asked_by.name if order.lift_asked_by else "–"
    day = day_text(order.lift_asked_on) if order.lift_asked_on else "–"
    effects = [
        _("%(name)s asked for it; the re-inspection found: %(reason)s") % {"name": asked, "reason": order.lift_reason},
        _("From %(day)s on the order no longer bars %(enterprise)s from quota.")
        % {"day": day, "enterprise": enterprise.name},
    ]
    return ask(
        request,
        title=_("Lift order %(number)s") % {"number": order.number},
        label=_("Lift the order"),
        effects=effects,
        back=enterprise.get_absolute_url(),
        back_label=enterprise.name,
        about=enterprise,
        signing=True,
        refusal=fault,
    )
