"""What the allocations app stores: notices, filings, and the ledger."""

from allocations.models.direct import EnterpriseAllocation
from allocations.models.filing import Consultation, Filing, FilingLine
from allocations.models.lapse import ClosedYear, Lapse
from allocations.models.ledger import QuotaAccount, QuotaTransfer
from allocations.models.notice import GroupAllocation, Notice, NoticeTotal, OfWhich, Signature
from allocations.models.notice_party import NoticeParty
from allocations.models.notice_text import NoticeClause, NoticeText
from allocations.models.reason import CodedReason, CorrectionCode, ReturnCode
from allocations.models.reduction import Reduction
from allocations.models.release import Release, ReleaseLine
from allocations.models.takeover import Takeover

__all__ = [
    "ClosedYear",
    "CodedReason",
    "Consultation",
    "CorrectionCode",
    "EnterpriseAllocation",
    "Filing",
    "FilingLine",
    "GroupAllocation",
    "Lapse",
    "Notice",
    "NoticeClause",
    "NoticeParty",
    "NoticeText",
    "NoticeTotal",
    "OfWhich",
    "QuotaAccount",
    "QuotaTransfer",
    "Reduction",
    "Release",
    "ReleaseLine",
    "ReturnCode",
    "Signature",
    "Takeover",
]
