"""The page that counts why filings and reports were returned and reports corrected."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.views.signed_in import SignedIn
from allocations import permissions
from allocations.reads.reasons import MONTHS, reason_tables
from common.periods import today
from common.workflow import refusal_of

LONGEST_YEAR = 4


@require_GET
def reason_list(request: SignedIn) -> HttpResponse:
    """By reason, group and month of a year; for a group its own."""
    refusal_of(permissions.see_reasons(request.user))
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == LONGEST_YEAR else today().year
    context = {"year": year, "months": MONTHS, "tables": reason_tables(year, request.user)}
    return render(request, "allocations/reasons/reason_list.html", context)
