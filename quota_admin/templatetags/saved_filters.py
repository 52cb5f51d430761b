"""Saved filters above a list, and how far work is that goes on without its person."""

from typing import Any

from django import template
from django.template import Context

from accounts.models import SavedFilter
from accounts.permissions.saved_filter_policies import keep_filters
from quota_admin.reads.saved_pages import PAGES, address_of, kept_query

register = template.Library()


@register.inclusion_tag("components/saved_filters.html", takes_context=True)
def saved_filters(context: Context) -> dict[str, Any]:
    """The filters that this person keeps of the list in hand, and a form that keeps this one. One query."""
    request = context["request"]
    page = request.resolver_match.url_name if request.resolver_match else ""
    if page not in PAGES or keep_filters(request.user) is not None:
        return {"may_keep": False}
    kept = SavedFilter.objects.visible_to(request.user).filter(page=page)
    return {
        "may_keep": True,
        "saved": [(one, address_of(page, one.query)) for one in kept],
        "query": kept_query(request.GET),
        "list_page": page,
        "is_sent": PAGES[page].is_sent,
        "sends": SavedFilter.Send.choices,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/work_progress.html")
def work_progress(work: Any) -> dict[str, Any]:
    """How far work is: anything with `state` (waiting, running, done, failed), `rows` and `is_over`."""
    return {"work": work}
