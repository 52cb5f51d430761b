"""What the allocations app stores: notices, filings, and the ledger."""

from allocations.models.filing import Consultation, Filing, FilingLine
from allocations.models.ledger import QuotaAccount, QuotaTransfer
from allocations.models.notice import GroupAllocation, Notice, NoticeTotal, OfWhich, Signature
from allocations.models.reduction import Reduction

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
    "Reduction",
    "Signature",
]
