"""What every page shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from authentication.services.sessions import limits
from common.periods import day_text, today
from notifications.reads.digests import unread_digests
from quota_admin import __version__
from quota_admin.reads.navigation import menu


def shell(request: HttpRequest) -> dict[str, Any]:
    """The menu, the demo's banner, and the application's present day."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "menu": SimpleLazyObject(lambda: menu(request.user, request.path)) if signed_in else (),  # type: ignore[arg-type]
        "unread": SimpleLazyObject(lambda: unread_digests(request.user))  # type: ignore[arg-type]
        if signed_in
        else 0,
        "product_version": __version__,
        "demo": settings.DEMO,
        "clock_day": day_text(settings.CLOCK_DAY) if settings.CLOCK_DAY else "",
        "today": today(),
        "session_limits": limits(request.session) if signed_in and hasattr(request, "session") else None,
    }
