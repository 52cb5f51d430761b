"""Who writes internal notes, as the sentence that is shown to everybody else."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Note, Role, User
from accounts.permissions.policies import BUSINESS_KINDS, Policy, only
from common.constraints import NotAllowed, Refusal

POLICIES = {
    "note.write": Policy(
        (Role.CLERK, Role.OFFICER),
        tuple(sorted(BUSINESS_KINDS)),
        "writes internal notes, which the own organisation alone reads, about what they see",
    ),
}


def write_notes(user: User) -> Refusal | None:
    """A clerk or an officer; a viewer reads them."""
    return only(user, POLICIES["note.write"])


def withdraw_note(user: User, note: Note) -> Refusal | None:
    """Its author."""
    refusal = write_notes(user)
    if refusal or note.written_by_id == user.pk:
        return refusal
    return NotAllowed(
        "not_your_note", _("%(name)s wrote this note and alone strikes it out.") % {"name": note.written_by.name}
    )
