"""The search of the header, as a page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.views.signed_in import SignedIn
from common.search import SHORTEST
from quota_admin.reads.search import LONGEST, long_enough, search


@require_GET
def search_page(request: SignedIn) -> HttpResponse:
    """Enterprises, groups, notices, filings, reports, checks, inspections and people that fit what was typed."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    found = search(request.user, words)
    context = {"words": words, "found": found, "long_enough": long_enough(words), "shortest": SHORTEST}
    context["count"] = sum(hits.count for hits in found)
    return render(request, "quota_admin/search/search.html", context)
