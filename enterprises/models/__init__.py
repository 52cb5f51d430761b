"""What the register stores: enterprises, their groups, and their dated evidence. Nothing is overwritten."""

from enterprises.models.enterprise import Enterprise, GroupMembership
from enterprises.models.evidence import (
    Capacity,
    ComplianceFact,
    Evidence,
    Halt,
    Licence,
    PondEvaluation,
    Standing,
    StopOrder,
    TailingsPond,
)

__all__ = [
    "Capacity",
    "ComplianceFact",
    "Enterprise",
    "Evidence",
    "GroupMembership",
    "Halt",
    "Licence",
    "PondEvaluation",
    "Standing",
    "StopOrder",
    "TailingsPond",
]
