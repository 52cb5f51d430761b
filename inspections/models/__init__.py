"""What the provinces keep: plans, pools and draws, inspections with their findings, orders."""

from inspections.models.draws import Draw, Exclusion, Inspector, Plan, Recusal
from inspections.models.inspections import FindingFile, Inspection, InspectionFinding
from inspections.models.orders import RectificationOrder

__all__ = [
    "Draw",
    "Exclusion",
    "FindingFile",
    "Inspection",
    "InspectionFinding",
    "Inspector",
    "Plan",
    "RectificationOrder",
    "Recusal",
]
