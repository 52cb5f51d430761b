"""Ending one's own sessions in other browsers."""

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import Http404, HttpRequest

from accounts.models import User
from audit.services.record import record


@transaction.atomic
def end_other_sessions(*, request: HttpRequest, by: User) -> int:
    """End every session of the person but this one; return how many there were."""
    others = list(UserSession.objects.filter(user=by.pk).exclude(session_key=request.session.session_key))
    for session in others:
        session.end()
    if others:
        record("session.end_others", by=by, subject=by, after={"sessions": len(others)})
    return len(others)


@transaction.atomic
def end_session(*, number: int, by: User) -> None:
    """End one session of the person. A foreign one does not exist."""
    session = UserSession.objects.filter(user=by.pk, pk=number).first()
    if session is None:
        raise Http404
    session.end()
    record("session.end_others", by=by, subject=by, after={"sessions": 1})


def follow_session(request: HttpRequest) -> None:
    """The session has a new key, after a change of the password: the row goes with it."""
    UserSession.objects.create_from_request(request)
