"""Keeps how an organisation's own sheets call the columns of a form."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import HeadingMatch, Organisation, User
from accounts.permissions import heading_policies
from audit.services.record import record
from common.constraints import NotValid
from common.periods import now
from common.workflow import refusal_of
from documents.files.layouts import Layout, normal

MOST = 300
LONGEST = 100


@transaction.atomic
def match_headings(
    *, organisation: Organisation, layout: Layout, names: Mapping[str, str | None], by: User
) -> HeadingMatch:
    """Adds {heading: field} to what is kept: "" for a column that is not read, None to forget a heading.
    Where nothing changes, nothing is written, and the answer may be a row that is not stored.

    Raises NotValid for a field that the layout does not have, and for more than a sheet can have.
    """
    refusal_of(heading_policies.match_headings(by, organisation))
    changes = {normal(text)[:LONGEST]: field for text, field in names.items() if normal(text)}
    if any(field and field not in layout.by_field for field in changes.values()):
        raise NotValid("no_such_column", _("Choose one of the columns offered."))
    # The organisation's row orders two clerks.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    row = HeadingMatch.objects.filter(organisation=organisation, layout=layout.name).first()
    row = row or HeadingMatch(organisation=organisation, layout=layout.name, names={})
    before = dict(row.names)
    after = {text: field for text, field in {**before, **changes}.items() if field is not None}
    if len(after) > MOST:
        raise NotValid(
            "too_many_columns", _("More than %(most)s headings are kept; forget some first.") % {"most": MOST}
        )
    if after == before:
        return row
    row.names, row.saved_by, row.saved_at = after, by, now()
    row.save()
    texts = sorted({*before, *after})
    changed = {text: [before.get(text), after.get(text)] for text in texts if before.get(text) != after.get(text)}
    record("headings.match", by=by, subject=row, after={"layout": layout.name, "names": changed})
    return row
