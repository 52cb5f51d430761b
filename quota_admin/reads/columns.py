"""The forms whose columns an organisation's own sheets may call otherwise."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from allocations.files.annex import LAYOUT as ANNEX
from allocations.services.filing_workbook import LAYOUT as FILING
from deadlines.files.day_list import LAYOUT as CALENDAR
from documents.files.layouts import Layout
from enterprises.files.register_workbook import LAYOUT as REGISTER
from history.files.layouts import HEADS, OUTPUTS, SHARES, SPLITS
from history.files.register import LAYOUTS as REGISTER_OF_PAST_YEARS
from reporting.files.extract import LAYOUT as EXTRACT
from reporting.files.report_workbook import LAYOUT as REPORT

Kind = Organisation.Kind
# One register of several tables; each is matched under the name of its own.
PAST_REGISTER = tuple(Layout(name, layout.headings, layout.notes) for name, layout in REGISTER_OF_PAST_YEARS.items())
# Who hands in what: the groups their reports, splits and extracts, MIIT the annex, the register and the calendar.
LAYOUTS = {
    Kind.GROUP: (
        (REPORT, gettext_lazy("Monthly report")),
        (FILING, gettext_lazy("Sub-allocation")),
        (EXTRACT, gettext_lazy("Traceability extract")),
    ),
    Kind.MIIT: (
        (ANNEX, gettext_lazy("Annex 1 of a notice")),
        (REGISTER, gettext_lazy("Register of enterprises")),
        (CALENDAR, gettext_lazy("Working-day calendar")),
        (HEADS, gettext_lazy("Past years: notices")),
        (SHARES, gettext_lazy("Past years: shares of the groups")),
        (SPLITS, gettext_lazy("Past years: splits")),
        (OUTPUTS, gettext_lazy("Past years: monthly outputs")),
        *((layout, gettext_lazy("Past years: register of enterprises")) for layout in PAST_REGISTER),
    ),
}

FORMS = {layout.name: (layout, label) for own in LAYOUTS.values() for layout, label in own}


def layouts_of(organisation: Organisation) -> tuple[tuple[Layout, str | Promise], ...]:
    """Those that the organisation hands in, with their names."""
    return LAYOUTS.get(Kind(organisation.kind), ())
