"""What the allocations app stores: notices, filings, and the ledger."""

from allocations.models.filing import Consultation, Filing, FilingLine
from allocations.models.ledger import QuotaAccount, QuotaTransfer
from allocations.models.notice import GroupAllocation, Notice, NoticeTotal, OfWhich, Signature

__all__ = [
    "Consultation",
    "Filing",
    "FilingLine",
    "GroupAllocation",
    "Notice",
    "NoticeTotal",
    "OfWhich",
    "QuotaAccount",
    "QuotaTransfer",
    "Signature",
]
