"""The second factor before signing."""

from django.http import HttpRequest


def is_fresh(request: HttpRequest) -> bool:
    """Whether a signature can be given without another proof."""
    return True


def prove(request: HttpRequest) -> None:
    """Takes the proof that came with a signature."""
