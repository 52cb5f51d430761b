"""The verbs of the register, and the verdicts over it."""

from enterprises.services.enterprises import edit_enterprise, join_group, leave_group, register_enterprise
from enterprises.services.evidence import (
    add_evidence,
    attach_document,
    confirm_evidence,
    dispute_evidence,
    end_evidence,
    judged_already,
    withdraw_evidence,
)
from enterprises.services.facts import facts_of
from enterprises.services.stop_orders import ask_to_lift, lift_stop_order
from enterprises.services.verdicts import verdicts

__all__ = [
    "add_evidence",
    "ask_to_lift",
    "attach_document",
    "confirm_evidence",
    "dispute_evidence",
    "edit_enterprise",
    "end_evidence",
    "facts_of",
    "join_group",
    "judged_already",
    "leave_group",
    "lift_stop_order",
    "register_enterprise",
    "verdicts",
    "withdraw_evidence",
]
