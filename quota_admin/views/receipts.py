"""Whether a receipt is one of ours: asked by number and hash, without signing in, answered with yes or no."""

import re

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from rest_framework.request import Request

from allocations.models import Filing
from audit.middleware import address_of
from audit.models import Event
from authentication.services.throttling import AccountThrottle, too_many
from common.constraints import TooMany
from common.http import form_status, refuse_form
from reporting.models import ProductionReport

FILING = re.compile(r"F-(?P<year>\d{4})-\d{1,2}-(?P<group>[a-z0-9-]{1,60})-v(?P<version>\d{1,4})", re.ASCII)
REPORT = re.compile(r"R-(?P<year>\d{4})-(?P<month>\d{2})-(?P<group>[a-z0-9-]{1,60})-v(?P<version>\d{1,4})", re.ASCII)


class VerifyThrottle(AccountThrottle):
    """So many questions a minute from one address: nobody tries hashes."""

    scope = "verify"

    @property
    def rate_limit(self) -> int:
        return int(settings.RECEIPT_CHECKS_PER_MINUTE)

    def get_cache_key(self, request: Request, view: object) -> str:
        return f"rate:{self.scope}:{address_of(request)}"

    def throttle_failure(self) -> bool:
        refusal = too_many(self)
        sentence = _("More than %(limit)s receipts were asked for from here in one minute. Wait %(wait)s seconds.")
        message = sentence % {"limit": self.rate_limit, "wait": refusal.wait}
        raise TooMany(refusal.code, message, wait=refusal.wait)


class ReceiptForm(forms.Form):
    """The fields printed on the receipt."""

    number = forms.CharField(label=_("number"), max_length=100)
    hash = forms.CharField(label=_("hash"), max_length=200)

    def clean_hash(self) -> str:
        """The text without the spaces of a copy from print."""
        return "".join(str(self.cleaned_data["hash"]).split()).lower()


@login_not_required
@require_http_methods(["GET", "POST"])
def verify_receipt(request: HttpRequest) -> HttpResponse:
    """Asks for number and hash. An unknown number and a wrong hash get the same answer, and nothing else is disclosed."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    answer = None
    status = 200
    if request.method == "POST":
        try:
            VerifyThrottle().allow_request(request, None)  # type: ignore[arg-type]
        except TooMany as refusal:
            form.is_valid()
            refuse_form(form, refusal)
            response = render(
                request,
                "quota_admin/receipts/verify_receipt.html",
                {"form": form, "answer": None},
                status=refusal.status,
            )
            response.headers["Retry-After"] = refusal.headers["Retry-After"]
            return response
        if form.is_valid():
            answer = is_ours(form.cleaned_data["number"], form.cleaned_data["hash"])
        status = form_status(form)
    return render(request, "quota_admin/receipts/verify_receipt.html", {"form": form, "answer": answer}, status=status)


def is_ours(number: str, digest: str) -> bool:
    """Whether a receipt of that number and hash was ever given; a version returned and filed again has several."""
    number = number.strip()
    given = {str(event.after.get("hash", "")) for row in _rows(number) for event in _submissions(row)}
    return any(constant_time_compare(one, digest) for one in given if one)


def _rows(number: str) -> list[Model]:
    filing, report = FILING.fullmatch(number), REPORT.fullmatch(number)
    if filing:
        named = Filing.objects.filter(
            year=filing["year"], group__code=filing["group"], version=filing["version"]
        ).select_related("group", "notice")
        return [row for row in named if row.number == number]
    if report:
        reports = ProductionReport.objects.filter(
            year=report["year"], month=report["month"], group__code=report["group"], version=report["version"]
        ).select_related("group")
        return [row for row in reports if row.number == number]
    return []


def _submissions(row: Model) -> list[Event]:
    return list(Event.objects.about(row).filter(action__in=("filing.submit", "report.submit")))
