"""One's own sessions, and the end of the others."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views.signed_in import SignedIn
from authentication.reads.own_sessions import own_sessions
from authentication.services.own_sessions import end_other_sessions, end_session


@never_cache
@require_http_methods(["GET", "POST"])
def session_list(request: SignedIn) -> HttpResponse:
    """In which browsers one is signed in; POST ends all but this one."""
    if request.method == "POST":
        count = end_other_sessions(request=request, by=request.user)
        messages.success(request, _("Other sessions ended: %(count)s.") % {"count": count})
        return redirect("session_list")
    context = {"sessions": own_sessions(request.user, request.session.session_key)}
    return render(request, "authentication/own_sessions/session_list.html", context)


@require_POST
def session_end(request: SignedIn, pk: int) -> HttpResponse:
    """Ends one session."""
    end_session(number=pk, by=request.user)
    messages.success(request, _("The session is ended."))
    return redirect("session_list")
