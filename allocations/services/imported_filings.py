"""Accepted splits of earlier years from a workbook, booked by two people. Nobody is consulted and nothing falls due."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.permissions.policies import not_the_drafter
from allocations import ledger
from allocations.ledger import Holder, Move
from allocations.models import Filing, FilingLine, Notice, QuotaTransfer, Reduction, Takeover
from allocations.services.filing_steps import step
from allocations.services.imported_transfers import take_back
from allocations.services.lapses import refuse_closed
from common.constraints import Refusal, constraint_refused
from common.workflow import refusal_of
from documents.models import Attachment
from enterprises.models import Enterprise

Figures = Mapping[tuple[Enterprise, str], Decimal]


@transaction.atomic
def import_filing(
    *,
    group: Organisation,
    year: int,
    figures: Figures,
    source: Attachment,
    uploaded_by: User,
    uploaded_at: datetime,
    at: datetime,
    by: User,
) -> Filing:
    """Books a group's split of a past year. Raises Refusal without a notice, and where it is more than the share."""
    refusal_of(not_the_drafter(by, uploaded_by.pk))
    refuse_closed(year)
    notice = Notice.objects.issued().filter(year=year, allocations__group=group).order_by("-batch").first()
    if notice is None:
        raise no_notice(group, year)
    filing = _store(
        group=group,
        notice=notice,
        year=year,
        version=Filing.objects.filter(group=group, year=year).count() + 1,
        drafted_by=uploaded_by,
        drafted_at=uploaded_at,
        signed_by=by,
        signed_for=by.acting_for,
        submitted_at=at,
        decided_by=by,
        decided_for=by.acting_for,
        decided_at=at,
        imported_from=source,
    )
    filing.editors.add(uploaded_by)
    _move(filing, figures, at, by)
    step(filing, "import", by=by, number=filing.number, file=source.name, sha256=source.sha256)
    return filing


def _store(*, group: Organisation, year: int, **values: Any) -> Filing:
    exists = Refusal(
        "filing_exists", _("%(group)s has a split of %(year)s already.") % {"group": group.name, "year": year}
    )
    names = ("filing_version_once", "filing_one_in_force_per_group_and_year")
    same = "allocations_filing.group_id, allocations_filing.year"
    with constraint_refused(dict.fromkeys((*names, same), exists)):
        return Filing.objects.create(group=group, year=year, **values)


def _move(filing: Filing, figures: Figures, at: datetime, by: User) -> None:
    """Stores the lines, and moves their quota from the group to its enterprises."""
    lines = FilingLine.objects.bulk_create(
        FilingLine(filing=filing, enterprise=enterprise, category=category, stated=tonnes)
        for (enterprise, category), tonnes in figures.items()
    )
    holder = Holder(group=filing.group)
    moves = [Move(holder, Holder(enterprise=line.enterprise), line.category, line.stated, line) for line in lines]
    ledger.move(moves, year=filing.year, at=at, by=by)


def no_notice(group: Organisation, year: int) -> Refusal:
    """What is said when a split has no notice to rest on."""
    return Refusal(
        "no_quota",
        _("No notice of %(year)s gives %(group)s quota; import the notices of the year first.")
        % {"year": year, "group": group.name},
    )


@transaction.atomic
def reverse_filings(*, source: Attachment, asked_by: User, at: datetime, by: User) -> int:
    """Takes the splits of a workbook back; how many. Raises Refusal while something rests on them."""
    refusal_of(not_the_drafter(by, asked_by.pk))
    filings = list(
        Filing.objects.select_for_update(of=("self",))
        .filter(imported_from=source, state__in=(Filing.State.ACCEPTED, Filing.State.SUPERSEDED))
        .select_related("group", "notice")
    )
    for filing in filings:
        refuse_closed(filing.year)
        _refuse_depended_on(filing)
        take_back(QuotaTransfer.objects.filter(filing_line__filing=filing), year=filing.year, at=at, by=by)
        step(filing, "reverse_import", by=by, number=filing.number, file=source.name, sha256=source.sha256)
    return len(filings)


def _refuse_depended_on(filing: Filing) -> None:
    enterprises = filing.lines.values("enterprise")
    newer = [
        *Filing.objects.filter(group=filing.group, year=filing.year, version__gt=filing.version).exclude(
            state=Filing.State.DISCARDED
        ),
        *Reduction.objects.filter(year=filing.year, enterprise__in=enterprises).exclude(
            state=Reduction.State.WITHDRAWN
        ),
        *Takeover.objects.filter(year=filing.year, succession__predecessor=filing.group),
    ]
    if newer:
        raise Refusal(
            "import_depended_on",
            _("“%(title)s” cannot be taken back while this rests on it: %(what)s. Reverse or discard that first.")
            % {"title": filing, "what": _("; ").join(map(str, newer[:5]))},
        )
