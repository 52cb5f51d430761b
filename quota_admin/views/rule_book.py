"""The rule book as a page."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.views.signed_in import SignedIn
from quota_admin.reads.rule_book import PARTS, rule_book


@require_GET
def rules(request: SignedIn) -> HttpResponse:
    """The same for everybody who is signed in."""
    parts = [(PARTS[part], part, list(found)) for part, found in groupby(rule_book(), lambda rule: rule.part)]
    return render(request, "quota_admin/rule_book/rule_book.html", {"parts": parts})
