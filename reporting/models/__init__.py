"""What reporting stores: reports in versions, their lines and findings, sums, differences, statements of years."""

from reporting.models.enterprise_output import EnterpriseOutput
from reporting.models.line import ElementOutput, Finding, ReportLine
from reporting.models.remark import Remark
from reporting.models.report import ProductionReport
from reporting.models.report_place import ReportPlace
from reporting.models.statement import StatementLine, YearStatement
from reporting.models.sums import OutputSum
from reporting.models.traceability import Difference, TraceabilityExtract, TraceabilityFigure

__all__ = [
    "Difference",
    "ElementOutput",
    "EnterpriseOutput",
    "Finding",
    "OutputSum",
    "ProductionReport",
    "Remark",
    "ReportLine",
    "ReportPlace",
    "StatementLine",
    "TraceabilityExtract",
    "TraceabilityFigure",
    "YearStatement",
]
