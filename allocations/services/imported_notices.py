"""Notices of earlier years from a workbook: figures that were issued before this system, booked by two people.

They move quota in the ledger like any other notice, and open no duty: nobody has to file or report because of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.permissions.policies import not_the_drafter
from allocations.models import Filing, GroupAllocation, Notice, NoticeText, NoticeTotal, OfWhich, QuotaTransfer, Release
from allocations.services.imported_transfers import take_back
from allocations.services.lapses import refuse_closed
from allocations.services.notice_issue import move_quota, step
from allocations.services.notices import batch_taken
from common.constraints import Refusal, constraint_refused
from common.periods import start_of
from common.workflow import refusal_of
from documents.models import Attachment

ZERO = Decimal(0)
# What a notice of the years before this system is judged and filed by; no duty is made from it.
RULE_SET = "2021"
FILE_TO = ["miit", "province_miit"]


@dataclass(frozen=True)
class PastShare:
    """A group's shares in a past notice, t REO by category, and its parts “of which” by name."""

    group: Organisation
    stated: Mapping[str, Decimal]
    of_which: Sequence[tuple[str, Mapping[str, Decimal]]] = ()


@dataclass(frozen=True)
class PastNotice:
    """What a past notice said, t REO by category."""

    year: int
    batch: int
    title: str
    document_number: str
    signed_on: date | None
    published_on: date | None
    includes_prior: bool
    working_days: int | None
    fixed_day: date | None
    totals: Mapping[str, Decimal]
    reserve: Mapping[str, Decimal] = field(default_factory=dict)
    shares: Sequence[PastShare] = ()

    @property
    def clock_day(self) -> date:
        """The day on which it was published, else signed."""
        day = self.published_on or self.signed_on
        if day is None:
            raise ValueError("a notice has a day")
        return day


@transaction.atomic
def import_notice(
    *, past: PastNotice, source: Attachment, uploaded_by: User, uploaded_at: datetime, at: datetime, by: User
) -> Notice:
    """Books a past notice. Raises NotValid where its sums do not agree, and Refusal where the year has no place for it."""
    refusal_of(not_the_drafter(by, uploaded_by.pk))
    refuse_closed(past.year)
    with constraint_refused(batch_taken(past.year, past.batch)):
        notice = Notice.objects.create(
            year=past.year,
            batch=past.batch,
            title=past.title,
            document_number=past.document_number or None,
            signed_on=past.signed_on,
            published_on=past.published_on,
            clock_starts_on=Notice.Clock.PUBLISHED if past.published_on else Notice.Clock.SIGNED,
            figures_include_prior=past.includes_prior,
            filing_working_days=past.working_days,
            filing_fixed_day=past.fixed_day,
            file_to=FILE_TO,
            rule_set=RULE_SET,
            drafted_by=uploaded_by,
            drafted_at=uploaded_at,
            imported_from=source,
        )
    notice.editors.add(uploaded_by)
    # Its wording is not in the system.
    NoticeText.objects.create(notice=notice)
    _store_figures(notice, past)
    move_quota(notice, at=at, by=by)
    notice.issued_at = start_of(past.clock_day)
    totals = {category: str(tonnes) for category, tonnes in past.totals.items()}
    step(notice, "import", by=by, totals=totals, file=source.name, sha256=source.sha256)
    return notice


def _store_figures(notice: Notice, past: PastNotice) -> None:
    NoticeTotal.objects.bulk_create(
        NoticeTotal(notice=notice, category=category, stated=tonnes, reserve=past.reserve.get(category, ZERO))
        for category, tonnes in past.totals.items()
    )
    for share in past.shares:
        for category, tonnes in share.stated.items():
            line = GroupAllocation.objects.create(notice=notice, group=share.group, category=category, stated=tonnes)
            OfWhich.objects.bulk_create(
                OfWhich(allocation=line, name=name, stated=stated[category])
                for name, stated in share.of_which
                if category in stated
            )


@transaction.atomic
def reverse_notices(*, source: Attachment, asked_by: User, at: datetime, by: User) -> int:
    """Takes the notices of a workbook back, latest first; how many. Raises Refusal while something rests on them."""
    refusal_of(not_the_drafter(by, asked_by.pk))
    notices = list(Notice.objects.select_for_update().filter(imported_from=source, state=Notice.State.ISSUED))
    for notice in sorted(notices, key=lambda one: (one.year, -one.batch)):
        refuse_closed(notice.year)
        _refuse_depended_on(notice, [one.pk for one in notices])
        moved = QuotaTransfer.objects.filter(notice_total__notice=notice) | QuotaTransfer.objects.filter(
            group_allocation__notice=notice
        )
        take_back(moved, year=notice.year, at=at, by=by)
        notice.issued_at = None
        step(notice, "reverse_import", by=by, file=source.name, sha256=source.sha256)
    return len(notices)


def _refuse_depended_on(notice: Notice, own: Sequence[int]) -> None:
    newer = [
        *Notice.objects.filter(year=notice.year, batch__gt=notice.batch)
        .exclude(pk__in=own)
        .exclude(state=Notice.State.DISCARDED),
        *Notice.objects.filter(amends=notice).exclude(state=Notice.State.DISCARDED),
        *Filing.objects.filter(year=notice.year).exclude(state=Filing.State.DISCARDED).select_related("group"),
        *Release.objects.filter(year=notice.year).exclude(state=Release.State.WITHDRAWN),
    ]
    if newer:
        raise Refusal(
            "import_depended_on",
            _("“%(title)s” cannot be taken back while this rests on it: %(what)s. Reverse or discard that first.")
            % {"title": notice.title, "what": _("; ").join(map(str, newer[:5]))},
        )
