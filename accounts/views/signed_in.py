"""The request as views see it behind the sign-in."""

from typing import Protocol

from django.http import HttpRequest

from accounts.models import User


class Proof(Protocol):
    """Fresh proof of who one is before a decision; the sign-in's middleware puts it on every request."""

    def is_fresh(self) -> bool:
        """Whether a signature can be given without another proof."""

    def has_passkey(self) -> bool:
        """Whether it can be given with a passkey instead of a code."""

    def prove(self) -> None:
        """Take the proof that came with a signature. Raises NotAllowed, NotValid or TooMany."""


def proof_of(request: HttpRequest) -> Proof:
    """The request's proof."""
    proof: Proof = request.proof  # type: ignore[attr-defined]
    return proof


class SignedIn(HttpRequest):
    """A request of a signed-in person: LoginRequiredMiddleware lets nobody else through."""

    user: User
