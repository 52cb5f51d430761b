"""What is offered beside a field in which opinions, reasons and remarks are written."""

from accounts.models import Phrase, User
from accounts.permissions.phrase_policies import keep_phrases


def phrases_of(user: User) -> list[str] | None:
    """The person's phrases in their order, asked once per request; None for who writes nothing."""
    if not hasattr(user, "_phrases"):
        mine = Phrase.objects.visible_to(user).values_list("text", flat=True)
        user._phrases = list(mine) if keep_phrases(user) is None else None  # type: ignore[attr-defined]
    found: list[str] | None = user._phrases  # type: ignore[attr-defined]
    return found
