"""The request as views see it behind the sign-in."""

from django.http import HttpRequest

from accounts.models import User


class SignedIn(HttpRequest):
    """A request of a signed-in person: LoginRequiredMiddleware lets nobody else through."""

    user: User
