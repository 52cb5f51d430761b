"""The short path of a month in which nothing was produced: the whole group, or some of its enterprises."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.constraints import NotValid
from reporting.models import ProductionReport, ReportLine
from reporting.reads.cells import Cells
from reporting.reads.histories import ZERO
from reporting.rules.form import NO_PRODUCTION, cell_name
from reporting.services.drafts import save_report

EVERYBODY = "all"
# What is 0 in a month without production, unless somebody has typed otherwise: stock may still be sold.
NOTHING_MOVED = ("output", "sales", "traceability_quantity")


@transaction.atomic
def fill_idle(*, report: ProductionReport, which: str, reason: str, by: User) -> int:
    """Fills the empty cells of lines without production: 0, the reason, and the stock that stays; how many lines.

    `which` is “all” or the id of one line. What was typed stays, and a line with an output is left alone.
    Raises NotValid without a reason.
    """
    if reason not in NO_PRODUCTION:
        sentence = _("Choose why nothing was produced.")
        raise NotValid("reason_missing", sentence, cells={"idle_reason": sentence})
    lines = report.lines.all() if which == EVERYBODY else report.lines.filter(pk=_number(which))
    cells: Cells = {}
    idle = [line for line in lines if not line.output]
    for line in idle:
        cells |= _idle_cells(line, reason)
    if not idle:
        sentence = _("There is no line without output to fill; empty its output first.")
        raise NotValid("nothing_idle", sentence, cells={"idle_which": sentence})
    save_report(report=report, cells=cells, by=by)
    return len(idle)


def _number(text: str) -> int:
    """The id of a line; 0, which is none, for what is no number."""
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def _idle_cells(line: ReportLine, reason: str) -> Cells:
    values: Cells = {name: ZERO for name in NOTHING_MOVED if getattr(line, name) is None}
    stays = line.sales in (None, ZERO) and not line.purchases and not line.used
    if line.closing_stock is None and line.opening_stock is not None and stays:
        values["closing_stock"] = line.opening_stock
    values["reason"] = reason
    return {cell_name(name, line.enterprise_id, line.category): value for name, value in values.items()}
