"""`manage.py workflows`: the workflow tables as a page; docs/workflows.md is its output."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand

from allocations import transitions as allocations
from common.workflow import Table
from deadlines import transitions as deadlines
from enterprises import transitions as enterprises
from history import transitions as history
from inspections import transitions as inspections
from monthly_checks import transitions as monthly_checks
from reporting import transitions as reporting

TABLES: Mapping[str, Table] = {
    "Notice": allocations.NOTICE,
    "Filing": allocations.FILING,
    "Reduction": allocations.REDUCTION,
    "Release": allocations.RELEASE,
    "ProductionReport": reporting.REPORT,
    "Finding": reporting.FINDING,
    "Difference": reporting.DIFFERENCE,
    "Statement": reporting.STATEMENT,
    "MonthlyCheck": monthly_checks.CHECK,
    "Evidence": enterprises.EVIDENCE,
    "EnterpriseChange": enterprises.CHANGE,
    "Extension": deadlines.EXTENSION,
    "GeneralExtension": deadlines.GENERAL_EXTENSION,
    "Arrangement": deadlines.ARRANGEMENT,
    "Parameter": deadlines.PARAMETER,
    "Draw": inspections.DRAW,
    "Inspection": inspections.INSPECTION,
    "InspectionFinding": inspections.FINDING,
    "HistoryImport": history.HISTORY_IMPORT,
}
HEAD = """# Workflows

Generated from the running tables by `make docs`; CI fails when it is stale. Who may take a step stands in each app's
`permissions.py`, with the sentence that is shown to everybody else.
"""


class Command(BaseCommand):
    help = "Prints the workflow tables."

    def handle(self, *args: Any, **options: Any) -> None:
        parts = [HEAD]
        for name, table in TABLES.items():
            rows = [f"| {state} | {action} | {after} |" for (state, action), after in table.items()]
            parts.append("\n".join([f"## {name}\n", "| state | action | next state |", "|---|---|---|", *rows, ""]))
        self.stdout.write("\n".join(parts), ending="")
