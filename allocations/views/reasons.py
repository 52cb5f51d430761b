"""The page that counts why filings and reports were returned and reports corrected."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET

from accounts.views.signed_in import SignedIn
from allocations import permissions
from allocations.files.reasons import reasons_workbook
from allocations.reads.reasons import MONTHS, reason_tables
from common.periods import now, today
from common.workflow import refusal_of
from documents.files.workbooks import http_workbook

LONGEST_YEAR = 4


@require_GET
def reason_list(request: SignedIn) -> HttpResponse:
    """By reason, group and month of a year; for a group its own."""
    refusal_of(permissions.see_reasons(request.user))
    year = _year(request)
    context = {"year": year, "months": MONTHS, "tables": reason_tables(year, request.user)}
    return render(request, "allocations/reasons/reason_list.html", context)


@require_GET
def reason_xlsx(request: SignedIn) -> HttpResponse:
    """The same as a workbook, in Chinese."""
    refusal_of(permissions.see_reasons(request.user))
    year = _year(request)
    with translation.override("zh-hans"):
        data = reasons_workbook(year, reason_tables(year, request.user), request.user, now())
    return http_workbook(f"退回与更正原因-{year}.xlsx", data)


def _year(request: SignedIn) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == LONGEST_YEAR else today().year
