"""The fields and rows of a notice's entry page, by the words the page uses: where a return can point."""

from django.utils.translation import gettext as _

from allocations.models import Notice
from allocations.reads.notice_grid import groups_of


def notice_places(notice: Notice) -> dict[str, str]:
    """{name of the field or row: its label}, in the order of the page."""
    fields = {
        "title": _("title"),
        "document_number": _("document number"),
        "signed_on": _("date signed"),
        "published_on": _("date published"),
        "clock_starts_on": _("the clock starts on"),
        "working_days": _("working days to file"),
        "file_to": _("filings go to"),
        "report_due_day": _("reports are due on day"),
        "rule_set": _("eligibility rule set"),
    }
    text = {"text-addressees": _("addressees"), "text-opening": _("opening")}
    text |= {f"clause-{row.position}": _("clause %(number)s") % {"number": row.number} for row in notice.clauses.all()}
    rows = {f"group-{group.pk}": group.name for group in groups_of(notice)}
    annex = {key: _("annex 1: %(row)s") % {"row": label} for key, label in rows.items()}
    return {**fields, **text, **annex, "reserve": _("annex 1: reserve"), "total": _("annex 1: national total")}
