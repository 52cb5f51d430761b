"""The state of the service, for those who keep it running."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.views.signed_in import SignedIn
from common.workflow import refusal_of
from operations.permissions import see_service
from operations.reads.conditions import conditions, red
from operations.reads.figures import service_figures
from operations.services.alerts import red_since


@never_cache
@require_GET
def service_state(request: SignedIn) -> HttpResponse:
    """Each part of the service with what is known about it now, and what to do about what is not well."""
    refusal_of(see_service(request.user))
    figures = service_figures()
    found, since = conditions(figures), red_since()
    rows = [(one, since.get(one.key)) for one in found]
    context = {"rows": rows, "red": red(found), "figures": figures}
    return render(request, "operations/service_state.html", context)
