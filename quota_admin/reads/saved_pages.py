"""The lists whose filter can be kept under a name and which can be made as a file: their routes, and those of their files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# A saved filter always shows the latest: what names a time or a page of the list is not kept.
NOT_KEPT = frozenset({"page", "after", "before", "until", "known", "year", "month", "period"})


@dataclass(frozen=True)
class SavedPage:
    """A list: what it is called, and by which routes it is downloaded, by ending."""

    label: Any
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_sent(self) -> bool:
        """Whether it can be made as a file; every workbook can be printed too."""
        return bool(self.files)


PAGES: dict[str, SavedPage] = {
    "enterprise_list": SavedPage(_("Register of enterprises"), {"xlsx": "register_export"}),
    "obligation_list": SavedPage(_("Deadlines")),
    "timeliness": SavedPage(_("Timeliness of the monthly reports"), {"xlsx": "timeliness_xlsx"}),
    "difference_list": SavedPage(_("Traceability"), {"xlsx": "difference_export"}),
    "execution": SavedPage(_("Execution"), {"xlsx": "execution_xlsx", "pdf": "execution_pdf"}),
    "jurisdiction": SavedPage(_("Jurisdiction"), {"xlsx": "jurisdiction_export"}),
    "check_list": SavedPage(_("Monthly check"), {"xlsx": "check_list_export"}),
    "inspection_list": SavedPage(_("Inspections"), {"xlsx": "inspection_export"}),
}


def kept_query(query: QueryDict) -> str:
    """What of an address is kept: the filter and the order."""
    kept = query.copy()
    for name in list(kept):
        if name in NOT_KEPT or name.rpartition("-")[2] in NOT_KEPT or not kept[name]:
            del kept[name]
    return kept.urlencode()


def address_of(page: str, query: str) -> str:
    """Where the list is shown with this filter; empty for a list that is no more."""
    return f"{reverse(page)}?{query}".rstrip("?") if page in PAGES else ""
