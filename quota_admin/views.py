"""The desk and the help page: what the composition root itself shows."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quota_admin.desk import desk_of


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a view that needs no sign-in, where the view is somebody else's."""
    return login_not_required(view)


def desk(request: HttpRequest) -> HttpResponse:
    """What this person has to do, by due date; for MIIT also the state of the year."""
    return render(request, "desk.html", {"desk": desk_of(request.user)})


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    """How the work goes, step by step."""
    return render(request, "help.html")
