"""What the provinces keep: monthly checks; plans, pools and draws, inspections with their findings, orders."""

from inspections.models.checks import CheckedEnterprise, CheckVerdict, MonthlyCheck
from inspections.models.draws import Draw, Exclusion, Inspector, Plan, Recusal
from inspections.models.inspections import FindingFile, Inspection, InspectionFinding, InspectionQuerySet
from inspections.models.orders import RectificationOrder

__all__ = [
    "CheckVerdict",
    "CheckedEnterprise",
    "Draw",
    "Exclusion",
    "FindingFile",
    "Inspection",
    "InspectionFinding",
    "InspectionQuerySet",
    "Inspector",
    "MonthlyCheck",
    "Plan",
    "RectificationOrder",
    "Recusal",
]
