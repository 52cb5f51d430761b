"""The year at a glance as a PDF, for a meeting: the pictures and figures of the ministry's first screen."""

from datetime import datetime
from typing import Any

from django.utils import translation

from accounts.models import User
from common.periods import day_of, day_text
from documents.files.pdf import render_pdf


def overview_document(shown: dict[str, Any], user: User, at: datetime) -> bytes:
    """What the first screen shows, on A4 landscape. Raises Refusal when this machine cannot print."""
    context = {
        **shown,
        "user": user,
        "known": day_text(day_of(at)),
        "maker": user.name,
        "reviewer": "",
        "dated": day_text(day_of(at)),
        "unit": user.organisation.name_zh,
    }
    return render_pdf("quota_admin/year_overview/overview_pdf.html", context)


def in_chinese() -> Any:
    """Documents of the ministry are Chinese, whatever language the reader's pages have."""
    return translation.override("zh-hans")
