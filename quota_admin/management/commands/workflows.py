"""`manage.py workflows`: the workflow tables as a page; docs/workflows.md is its output."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand

from allocations.transitions import FILING, NOTICE
from common.workflow import Table
from enterprises.transitions import EVIDENCE
from inspections.transitions import DRAW, INSPECTION
from inspections.transitions import FINDING as INSPECTION_FINDING
from reporting.transitions import REPORT

TABLES: Mapping[str, Table] = {
    "Notice": NOTICE,
    "Filing": FILING,
    "ProductionReport": REPORT,
    "Evidence": EVIDENCE,
    "Draw": DRAW,
    "Inspection": INSPECTION,
    "InspectionFinding": INSPECTION_FINDING,
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
