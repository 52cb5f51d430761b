"""What inspections stores: plans, pools and draws, inspections with their findings, orders."""

from inspections.models.draws import Draw, Exclusion, Inspector, Plan, Recusal
from inspections.models.inspections import FindingFile, Inspection, InspectionFinding, InspectionQuerySet
from inspections.models.orders import RectificationOrder

__all__ = [
    "Draw",
    "Exclusion",
    "FindingFile",
    "Inspection",
    "InspectionFinding",
    "InspectionQuerySet",
    "Inspector",
    "Plan",
    "RectificationOrder",
    "Recusal",
]
