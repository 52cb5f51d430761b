"""What the reporting app stores: reports in versions, their lines, output by element, and findings."""

from reporting.models.line import ElementOutput, Finding, ReportLine
from reporting.models.report import ProductionReport

__all__ = ["ElementOutput", "Finding", "ProductionReport", "ReportLine"]
