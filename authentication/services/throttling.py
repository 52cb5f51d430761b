"""Rates, each for one account: a ministry's people sit behind one address."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from common.constraints import TooMany

if TYPE_CHECKING:
    from rest_framework.views import APIView


class AccountThrottle(SimpleRateThrottle):
    """So many requests of the API in a minute. Who is not signed in is refused anyway, and cheaply; wrong passwords
    are counted by the account that was named (authentication.services.lockout)."""

    scope = "account"

    @property
    def rate_limit(self) -> int:
        return int(settings.API_REQUESTS_PER_MINUTE)

    def get_rate(self) -> str:
        return f"{self.rate_limit}/min"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        user = request.user
        return f"rate:{self.scope}:{user.pk}" if user.is_authenticated else None

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """A program's account may have a limit of its own."""
        own = getattr(getattr(request, "auth", None), "requests_per_minute", None)
        if own:
            self.num_requests = own
        return super().allow_request(request, view)

    def throttle_failure(self) -> bool:
        raise too_many(self)


class DownloadThrottle(AccountThrottle):
    """So many files in a minute: each PDF costs a second of a processor."""

    scope = "download"

    @property
    def rate_limit(self) -> int:
        return int(settings.DOWNLOADS_PER_MINUTE)


def too_many(throttle: AccountThrottle) -> TooMany:
    """The sentence, with the limit and the wait."""
    wait = int(throttle.wait() or 0) + 1
    sentence = _("More than %(limit)s requests in one minute came from this account. Wait %(wait)s seconds.")
    return TooMany("too_many_requests", sentence % {"limit": throttle.num_requests, "wait": wait}, wait=wait)


def count_download(request: HttpRequest) -> None:
    """Counts a file that is made for the person; TooMany when it is one too many."""
    DownloadThrottle().allow_request(request, None)  # type: ignore[arg-type]
