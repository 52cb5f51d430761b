"""The Ministry of Natural Resources remarks on filings and reports with mining; MIIT and the group are told."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from allocations.models import Filing
from audit.services.record import record
from common.constraints import NotValid
from common.periods import now
from common.workflow import refusal_of
from notifications.services.notify import News, tell_news
from reporting import permissions
from reporting.models import ProductionReport, Remark

MIIT = (Organisation.Kind.MIIT,)


@transaction.atomic
def make_remark(*, about: Filing | ProductionReport, text: str, by: User) -> Remark:
    """Adds a remark. Whoever is deciding on the filing or the report meanwhile is shown it first.

    Raises NotAllowed for who may not, and where there is no mining; NotValid for an empty or an overlong one.
    """
    refusal_of(permissions.make_remark(by, about))
    words = text.strip()
    if not words:
        raise _wrong(_("Write the remark."))
    if len(words) > Remark.LONGEST:
        sentence = _("A remark has %(longest)s characters at most; this one has %(count)s.")
        raise _wrong(sentence % {"longest": Remark.LONGEST, "count": len(words)})
    filing, report = (about, None) if isinstance(about, Filing) else (None, about)
    remark = Remark.objects.create(
        filing=filing, report=report, text=words, written_by=by, written_for=by.acting_for, written_at=now()
    )
    event = record("remark.make", by=by, subject=about, after={"reason": words})
    url = reverse(f"{_kind(about)}_detail", args=[about.pk])
    news = News(kind="remarked", event=event.number, thing=about.number, who=by.organisation, reason=words, url=url)
    tell_news(kinds=MIIT, organisations=[about.group], news=news, at=remark.written_at)
    return remark


@transaction.atomic
def withdraw_remark(*, remark: Remark, by: User) -> Remark:
    """Its writer, or an officer of the ministry, takes it back; it stays readable. Done twice, it is done once."""
    row = Remark.objects.select_for_update(of=("self",)).select_related("written_by").get(pk=remark.pk)
    refusal_of(permissions.withdraw_remark(by, row))
    if row.withdrawn_at is None:
        row.withdrawn_by, row.withdrawn_at = by, now()
        row.save(update_fields=["withdrawn_by", "withdrawn_at"])
        record("remark.withdraw", by=by, subject=row.about, before={"reason": row.text})
    return row


def _kind(about: Filing | ProductionReport) -> str:
    return "filing" if isinstance(about, Filing) else "report"


def _wrong(sentence: str) -> NotValid:
    return NotValid("remark_wrong", sentence, cells={"text": sentence})
