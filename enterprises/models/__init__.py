"""What the register stores: enterprises, their groups, and their dated evidence. Nothing is overwritten."""

from enterprises.models.change import EnterpriseChange, FormerName, FormerPlace
from enterprises.models.enterprise import Enterprise, GroupMembership
from enterprises.models.evidence import (
    Capacity,
    ComplianceFact,
    ConfirmationStatus,
    Evidence,
    Halt,
    Licence,
    PermitBreach,
    PondEvaluation,
    StopOrder,
    TailingsPond,
)
from enterprises.models.verdict import KeptVerdict

__all__ = [
    "Capacity",
    "ComplianceFact",
    "ConfirmationStatus",
    "Enterprise",
    "EnterpriseChange",
    "Evidence",
    "FormerName",
    "FormerPlace",
    "GroupMembership",
    "Halt",
    "KeptVerdict",
    "Licence",
    "PermitBreach",
    "PondEvaluation",
    "StopOrder",
    "TailingsPond",
]
