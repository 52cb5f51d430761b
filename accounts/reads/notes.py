"""Internal notes beside their subjects. What they are about is known above: settings.NOTED names it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.http import Http404
from django.urls import reverse

from accounts.models import Note, User
from accounts.permissions import note_policies
from common.http import get_visible_or_404


@dataclass(frozen=True)
class Subject:
    """What a note is about: a row that the reader sees, and the page on which it is shown."""

    kind: str
    row: Model

    @property
    def label(self) -> str:
        """What it is, and its number."""
        return f"{self.row._meta.verbose_name} {getattr(self.row, 'number', self.row.pk)}"

    @property
    def url(self) -> str:
        """Its page."""
        _model, page, number = settings.NOTED[self.kind]
        return reverse(page, args=[attrgetter(number)(self.row)])


def subject_of(user: User, kind: str, pk: int) -> Subject:
    """The row, if there are notes about such rows and the person may see it; else 404."""
    if kind not in settings.NOTED:
        raise Http404
    rows: Any = apps.get_model(settings.NOTED[kind][0])._default_manager
    return Subject(kind, get_visible_or_404(rows, user, pk=pk))


def notes_about(user: User, kind: str, pk: int) -> Iterator[tuple[Note, bool]]:
    """The own organisation's notes about a row, and whether the reader may strike each out."""
    for note in Note.objects.visible_to(user).about(kind, pk):
        yield note, note.withdrawn_at is None and note_policies.withdraw_note(user, note) is None


def note_counts(user: User, kind: str) -> Counter[int]:
    """How many notes the own organisation has about each row of a kind, asked once per request."""
    if not hasattr(user, "_note_counts"):
        user._note_counts = {}  # type: ignore[attr-defined]
    counts: dict[str, Counter[int]] = user._note_counts  # type: ignore[attr-defined]
    if kind not in counts:
        mine = Note.objects.visible_to(user).filter(kind=kind, withdrawn_at=None)
        counts[kind] = Counter(mine.values_list("subject", flat=True))
    return counts[kind]
