"""What a monthly report must and what it may have to explain: pure rules over frozen facts."""

from reporting.rules.faults import BLOCKING, EXPLAIN, Fault
from reporting.rules.registry import check_report

__all__ = ["BLOCKING", "EXPLAIN", "Fault", "check_report"]
