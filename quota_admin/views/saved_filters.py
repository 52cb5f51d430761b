"""One's saved filters: kept from a list, opened, sent every month, removed."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import SavedFilter
from accounts.permissions.saved_filter_policies import keep_filters
from accounts.services import saved_filters as services
from accounts.views.signed_in import SignedIn
from common.constraints import NotValid
from common.http import get_visible_or_404
from common.workflow import refusal_of
from quota_admin.reads.saved_pages import PAGES, address_of, kept_query


@never_cache
@require_GET
def saved_filter_list(request: SignedIn) -> HttpResponse:
    """All of them, by list; where each leads, and when it is sent."""
    refusal_of(keep_filters(request.user))
    rows = [
        (row, PAGES[row.page], address_of(row.page, row.query))
        for row in SavedFilter.objects.visible_to(request.user)
        if row.page in PAGES
    ]
    context = {"rows": rows, "sends": SavedFilter.Send.choices, "most": SavedFilter.MOST}
    return render(request, "quota_admin/saved_filters/saved_filter_list.html", context)


@require_POST
def saved_filter_keep(request: SignedIn) -> HttpResponse:
    """Keeps the filter of a list under a name, and goes back to the list."""
    refusal_of(keep_filters(request.user))
    page, query = asked_list(request.POST)
    send = request.POST.get("send", "") if PAGES[page].is_sent else ""
    name = request.POST.get("name", "")
    try:
        services.keep_filter(name=name, page=page, query=query, send=send, day=_day(request.POST), by=request.user)
    except NotValid as refusal:
        messages.error(request, " ".join(map(str, refusal.cells.values())))
    else:
        messages.success(request, _("The filter is kept; it is shown above the list."))
    return redirect(address_of(page, query))


@require_POST
def saved_filter_send(request: SignedIn, pk: int) -> HttpResponse:
    """As what the table comes every month, and on which day."""
    saved = get_visible_or_404(SavedFilter.objects, request.user, pk=pk)
    try:
        services.set_sending(saved=saved, send=request.POST.get("send", ""), day=_day(request.POST), by=request.user)
    except NotValid as refusal:
        messages.error(request, " ".join(map(str, refusal.cells.values())))
    else:
        messages.success(request, _("Changed."))
    return redirect("saved_filter_list")


@require_POST
def saved_filter_remove(request: SignedIn, pk: int) -> HttpResponse:
    """Removes it; files that were made stay until their days are over."""
    services.remove_filter(saved=get_visible_or_404(SavedFilter.objects, request.user, pk=pk), by=request.user)
    messages.success(request, _("Removed."))
    return redirect("saved_filter_list")


def asked_list(sent: QueryDict) -> tuple[str, str]:
    """The list and what of its filter is kept. Raises Http404 for a list that is none."""
    page = sent.get("page", "")
    if page not in PAGES:
        raise Http404
    return page, kept_query(QueryDict(sent.get("query", "")))


def _day(sent: QueryDict) -> int:
    text = sent.get("day", "15").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else 0
