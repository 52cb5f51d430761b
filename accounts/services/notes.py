"""Internal notes: written by the own organisation for itself, struck out by their authors.

The log says who wrote a note about what, never what it says: it is read by others than the own organisation.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Note, User
from accounts.permissions import note_policies
from accounts.reads.notes import Subject
from audit.services.record import record
from common.constraints import NotValid
from common.periods import now
from common.workflow import refusal_of


@transaction.atomic
def write_note(*, subject: Subject, text: str, by: User) -> Note:
    """Adds a note about a row that the person sees. Raises NotValid for an empty or an overlong one."""
    refusal_of(note_policies.write_notes(by))
    words = text.strip()
    if not words:
        raise _wrong(_("Write the note."))
    if len(words) > Note.LONGEST:
        sentence = _("A note has %(longest)s characters at most; this one has %(count)s.")
        raise _wrong(sentence % {"longest": Note.LONGEST, "count": len(words)})
    note = Note.objects.create(
        organisation=by.organisation, kind=subject.kind, subject=subject.row.pk, text=words, written_by=by,
        written_at=now(),
    )  # fmt: skip
    record("note.write", by=by, subject=note, after={"about": _name(note)})
    return note


@transaction.atomic
def withdraw_note(*, note: Note, by: User) -> Note:
    """Strikes a note out; done twice, it is done once."""
    row = Note.objects.select_for_update(of=("self",)).select_related("written_by").get(pk=note.pk)
    refusal_of(note_policies.withdraw_note(by, row))
    if row.withdrawn_at is None:
        row.withdrawn_by, row.withdrawn_at = by, now()
        row.save(update_fields=["withdrawn_by", "withdrawn_at"])
        record("note.withdraw", by=by, subject=row, before={"about": _name(row)})
    return row


def _name(note: Note) -> str:
    return f"{note.kind} {note.subject}"


def _wrong(sentence: str) -> NotValid:
    return NotValid("note_wrong", sentence, cells={"text": sentence})
