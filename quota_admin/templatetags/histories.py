"""What happened to a thing, step by step. Built in (settings.TEMPLATES)."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from audit.reads.labels import action_word

register = template.Library()
# Of a history, when a page is opened.
LAST_STEPS = 50


@register.inclusion_tag("components/timeline.html", takes_context=True)
def timeline(context: dict[str, Any], events: Iterable[Any]) -> dict[str, Any]:
    """Every step: who, organisation, when, what, opinion, time taken since the step before.

    Of a long history the last steps, and a link to the address with `history=all`, which shows the earlier ones.
    """
    asked = context["request"].GET if "request" in context else {}
    steps, former, earlier = [], None, ""
    listed = list(events.reverse()[: LAST_STEPS + 1])[::-1] if _cut(events, asked) else list(events)
    if _cut(events, asked) and len(listed) > LAST_STEPS:
        whole = asked.copy()
        whole["history"] = "all"
        former, earlier = listed.pop(0).at, f"?{whole.urlencode()}"
    for event in listed:
        steps.append(
            {
                "event": event,
                "label": action_word(event.action),
                "by_system": event.actor.startswith("system:"),
                "reason": event.after.get("reason", ""),
                "taken": event.at - former if former else None,
            }
        )
        former = event.at
    return {"steps": steps, "earlier": earlier}


def _cut(events: Iterable[Any], asked: Any) -> bool:
    return isinstance(events, QuerySet) and asked.get("history") != "all"


@register.filter
def span(value: Any) -> str:
    """A time taken: days, hours or minutes, in words."""
    minutes = int(value.total_seconds() // 60)
    if minutes >= 24 * 60:
        return _("%(count)s days") % {"count": minutes // (24 * 60)}
    if minutes >= 60:
        return _("%(count)s hours") % {"count": minutes // 60}
    return _("%(count)s minutes") % {"count": minutes}
