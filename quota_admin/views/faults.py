"""The page of last resort. What fails because the database is away is told as that, wherever it fails."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import server_error as fault

from common.constraints import Away, database_away
from common.http import away_page

API = "/api/"


def server_error(request: HttpRequest) -> HttpResponse:
    """503 with what was sent when the database is away; else 500."""
    raised = sys.exc_info()[1]
    away = database_away(raised) if raised else None
    if away is None:
        return fault(request)
    return _told(away) if request.path.startswith(API) else away_page(request, away)


def _told(away: Away) -> JsonResponse:
    """As a middleware tells it; quota_admin.api.answers makes it problem details."""
    return JsonResponse({"code": away.code, "detail": str(away)}, status=away.status, headers=away.headers)
