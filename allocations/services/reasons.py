"""Keeping the coded reason of a return or a correction, so that they can be counted."""

from django.utils.translation import gettext as _

from accounts.models import Organisation
from allocations.models import CodedReason
from allocations.models.reason import CODES
from common.constraints import NotValid
from common.periods import day_of, now


def keep_reason(*, kind: str, code: str, group: Organisation, number: str) -> CodedReason:
    """In the caller's transaction. Raises NotValid for a code that is not of the list."""
    if code not in CODES[kind].values:
        sentence = _("Choose the reason from the list.")
        raise NotValid("no_such_reason", sentence, cells={"code": sentence})
    at = now()
    day = day_of(at)
    return CodedReason.objects.create(
        kind=kind, code=code, group=group, number=number, year=day.year, month=day.month, at=at
    )
