"""Saving the entries of a notice's page one by one, as several people or tabs type them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.reads.merging import Conflict, conflict_sentence, merge_cells
from allocations.models import Notice
from allocations.services.notices import edit_notice
from audit.models import Event

Entries = Mapping[str, str]


@transaction.atomic
def save_entries(
    *,
    notice: Notice,
    entries: Entries,
    was: Entries,
    stored: Callable[[Notice], Entries],
    data: Callable[[Entries], Mapping[str, Any]],
    by: User,
) -> dict[str, Conflict]:
    """Store the entries that nobody changed since the page showed `was`; the others are returned with what stands there.

    `stored` gives the texts of a draft, `data` the JSON form of a notice with such texts. The draft is judged whole, with
    what others saved meanwhile. Raises what `data` and `edit_notice` raise; then nothing is stored.
    """
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    there = stored(notice)
    merge = merge_cells(entries, was, there, empty="")
    if merge.changed or not merge.conflicts:
        edit_notice(notice=notice, data=data({**there, **merge.changed}), by=by)
    # The log names what changed by its place in the notice, so the last to edit is named.
    event = Event.objects.about(notice).filter(action="notice.edit").last() if merge.conflicts else None
    return {
        name: Conflict(now, conflict_sentence(event, stored=now, typed=entries[name]))
        for name, now in merge.conflicts.items()
    }
