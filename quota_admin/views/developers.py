"""The page for developers: how a program signs in, asks, writes, and hears; and what each problem means."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.views.signed_in import SignedIn
from integrations.rules.webhook import KINDS as EVENTS
from quota_admin.reads.problems import KINDS


@require_GET
def developers(request: SignedIn) -> HttpResponse:
    """The same for everybody who is signed in."""
    problems = [(status, kind) for status, kind in sorted(KINDS.items())]
    return render(request, "quota_admin/developers.html", {"problems": problems, "events": EVENTS})
