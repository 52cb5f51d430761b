"""A person's saved filters: kept, sent every month or no longer, removed by that person alone."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import SavedFilter, User
from accounts.permissions.saved_filter_policies import keep_filters
from audit.services.record import record
from common.constraints import NotAllowed, NotValid
from common.workflow import refusal_of


@transaction.atomic
def keep_filter(*, name: str, page: str, query: str, send: str = "", day: int = 15, by: User) -> SavedFilter:
    """Keeps a filter; under a name that the list has already, the new one takes its place. Raises NotValid for an empty
    or a long name, for one too many, and for a day that not every month has."""
    refusal_of(keep_filters(by))
    # The person's row orders two clicks at once.
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    words = " ".join(name.split())
    mine = SavedFilter.objects.visible_to(by)
    row = mine.filter(page=page, name=words).first()
    if row is None and mine.count() >= SavedFilter.MOST:
        raise _wrong("name", _("You keep %(most)s filters already; remove one first.") % {"most": SavedFilter.MOST})
    if not words:
        raise _wrong("name", _("Give the filter a name, by which you find it again."))
    if len(words) > 60:
        raise _wrong("name", _("A name has 60 characters at most; this one has %(count)s.") % {"count": len(words)})
    if len(query) > 500:
        raise _wrong("name", _("The filter is too long to be kept; leave out what you do not need."))
    row = row or SavedFilter(owner=by, page=page, name=words)
    row.query, row.send, row.day = query, _sending(send, day), day
    row.save()
    record("saved_filter.keep", by=by, subject=row, after={"name": words, "page": page, "filter": query, "send": send})
    return row


@transaction.atomic
def set_sending(*, saved: SavedFilter, send: str, day: int, by: User) -> SavedFilter:
    """As what the table comes every month, and on which day; “” ends it."""
    row = _own(saved, by)
    before = {"send": row.send, "day": row.day}
    row.send, row.day = _sending(send, day), day
    row.save(update_fields=["send", "day"])
    record("saved_filter.send", by=by, subject=row, before=before, after={"send": row.send, "day": row.day})
    return row


@transaction.atomic
def remove_filter(*, saved: SavedFilter, by: User) -> None:
    """Takes it off the list, and no table comes any more; what was made stays. Removed twice, it is removed once."""
    refusal_of(keep_filters(by))
    row = SavedFilter.objects.visible_to(by).filter(pk=saved.pk).first()
    if row is None and saved.owner_id == by.pk:
        return
    row = _own(saved, by)
    record("saved_filter.remove", by=by, subject=row, before={"name": row.name, "page": row.page})
    row.delete()


def _own(saved: SavedFilter, by: User) -> SavedFilter:
    refusal_of(keep_filters(by))
    row = SavedFilter.objects.select_for_update(of=("self",)).visible_to(by).filter(pk=saved.pk).first()
    if row is None:
        sentence = _("You can change your own filters only; this one belongs to somebody else or has been removed.")
        raise NotAllowed("not_your_filter", sentence)
    return row


def _sending(send: str, day: int) -> str:
    if send not in SavedFilter.Send.values:
        raise _wrong("send", _("A table is sent as a workbook or as a PDF, or not at all."))
    if not 1 <= day <= SavedFilter.LAST_DAY:
        raise _wrong(
            "day", _("Choose a day from 1 to %(last)s, which every month has.") % {"last": SavedFilter.LAST_DAY}
        )
    return send


def _wrong(field: str, sentence: str) -> NotValid:
    return NotValid("saved_filter_wrong", sentence, cells={field: sentence})
