"""The search among notices, by number and title, and sub-allocation filings, by number."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import User
from allocations.models import Filing, Notice
from common.search import SHOWN, Hit, Hits, hits, normalised, number_part


def search_notices(user: User, words: str) -> list[Hits]:
    """What this person may see of what fits. A year has a few notices, so their titles are compared here."""
    part = normalised(words)
    notices = Notice.objects.visible_to(user).exclude(state=Notice.State.DISCARDED).order_by("-year", "-batch", "pk")
    fitting = [notice for notice in notices if part in normalised(f"{notice.document_number or ''}\n{notice.title}")]
    shown = tuple(
        Hit(
            notice.title,
            reverse("notice_detail", args=[notice.pk]),
            " · ".join(filter(None, (notice.document_number, notice.get_state_display()))),
        )
        for notice in fitting[:SHOWN]
    )
    return [Hits("notice", gettext_lazy("Notices"), shown, len(fitting))]


def search_filings(user: User, words: str) -> list[Hits]:
    """Filings whose number holds what was typed."""
    if not (part := number_part(words)):
        return []
    rows = Filing.objects.visible_to(user).numbered(part).select_related("group", "notice").order_by("-year", "-pk")

    def shown(filing: Filing) -> Hit:
        detail = f"{filing.group.name} · {filing.get_state_display()}"
        return Hit(filing.number, reverse("filing_detail", args=[filing.pk]), detail)

    return [hits("filing", gettext_lazy("Sub-allocation filings"), rows, shown)]
