"""Correcting (更正) and revoking (废止) an issued notice by a further notice, which both ministries sign."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.reads.staleness import refuse_if_changed
from allocations import permissions
from allocations.models import (
    EnterpriseAllocation,
    GroupAllocation,
    Notice,
    NoticeClause,
    NoticeParty,
    NoticeText,
    NoticeTotal,
    OfWhich,
)
from allocations.reads.quotas import successors_in
from allocations.services.lapses import refuse_closed
from allocations.services.notice_issue import step
from common.constraints import Refusal, constraint_refused, refuse_without_reason
from common.periods import now, today
from common.workflow import refusal_of

ZERO = Decimal(0)
KINDS = {"correct": Notice.Kind.CORRECTION, "revoke": Notice.Kind.REVOCATION}
COPIED = (
    "year", "batch", "figures_include_prior", "filing_working_days", "filing_fixed_day", "file_to", "report_due_day",
    "publish_enterprise_list", "confidential", "rule_set",
)  # fmt: skip


def begin_correction(*, notice: Notice, reason: str, by: User, seen: int | None = None) -> Notice:
    """Draft a correction: a copy of the notice in force, to be edited where it is wrong. Raises Refusal."""
    return _begin(notice, "correct", reason, by, seen)


def begin_revocation(*, notice: Notice, reason: str, by: User, seen: int | None = None) -> Notice:
    """Drafts a revocation: every figure of the notice is taken back when both ministries have signed."""
    return _begin(notice, "revoke", reason, by, seen)


def _begin(notice: Notice, action: str, reason: str, by: User, seen: int | None) -> Notice:
    refusal_of(permissions.edit_notice(by, notice))
    refuse_without_reason(reason, _("Give the reason."))
    open_already = Refusal(
        "amendment_open", _("A correction or revocation of this notice is open already; finish or discard that one.")
    )
    refusals = {"notice_one_open_amendment": open_already, "allocations_notice.amends_id": open_already}
    with transaction.atomic(), constraint_refused(refusals):
        notice = Notice.objects.select_for_update().get(pk=notice.pk)
        refusal_of(_not_an_amendment(notice))
        if action == "revoke":
            refuse_closed(notice.year)
        refuse_if_changed(notice, seen, by=by)
        step(notice, action, by=by, reason=reason.strip())
        return _copy(notice, KINDS[action], reason.strip(), by)


def _not_an_amendment(notice: Notice) -> Refusal | None:
    if notice.imported_from_id is not None:
        return Refusal(
            "is_imported",
            _("This notice was imported from a workbook; have the import reversed, and import a corrected workbook."),
        )
    if notice.amends_id is None:
        return None
    return Refusal(
        "is_amendment",
        _("This notice corrects or revokes another one; correct or revoke “%(title)s” itself.")
        % {"title": notice.amends.title if notice.amends else ""},
    )


def _copy(base: Notice, kind: str, reason: str, by: User) -> Notice:
    verb = "更正" if kind == Notice.Kind.CORRECTION else "废止"
    last = Notice.objects.chain_of(base).last() or base
    terms = base.terms_in_force
    clock: dict[str, Any] = {}
    if kind == Notice.Kind.CORRECTION:
        clock["base_clock_day"], clock["base_clock_starts_on"] = terms.filing_clock
    amendment = Notice.objects.create(
        **{name: getattr(terms, name) for name in COPIED},
        **clock,
        kind=kind,
        amends=base,
        amendment_reason=reason,
        title=f"关于{verb}《{base.title}》的通知",
        published_on=today(),
        clock_starts_on=Notice.Clock.PUBLISHED,
        drafted_by=by,
        drafted_at=now(),
    )
    _copy_text(last, amendment)
    NoticeParty.objects.bulk_create(
        NoticeParty(
            notice=amendment, position=party.position, role=party.role, kind=party.kind, name=party.name,
            reference="" if party.role == NoticeParty.Role.SIGNS else party.reference,
        )
        for party in base.parties.all()
    )  # fmt: skip
    _copy_figures(last, amendment, keep=kind == Notice.Kind.CORRECTION)
    step(amendment, "edit", by=by, amends=base.period, reason=reason)
    return amendment


def _copy_text(last: Notice, amendment: Notice) -> None:
    text = last.text
    NoticeText.objects.create(
        notice=amendment, addressees=text.addressees, opening=text.opening, contacts=text.contacts,
        annex_1=text.annex_1, annex_2=text.annex_2,
    )  # fmt: skip
    NoticeClause.objects.bulk_create(
        NoticeClause(notice=amendment, position=row.position, number=row.number, wording=row.wording)
        for row in last.clauses.all()
    )


def _copy_figures(last: Notice, amendment: Notice, *, keep: bool) -> None:
    """The figures in force; a revocation states none. The figures of a group that has ended are its successor's."""
    for total in last.totals.all():
        held = (total.stated, total.reserve) if keep else (ZERO, ZERO)
        NoticeTotal.objects.create(notice=amendment, category=total.category, stated=held[0], reserve=held[1])
    holders = successors_in(last.year, today())
    lines: dict[tuple[int, str], GroupAllocation] = {}
    for line in last.allocations.prefetch_related("of_which"):
        key = holders.get(line.group_id, line.group_id), line.category
        if key not in lines:
            group = Organisation.objects.get(pk=key[0])
            lines[key] = GroupAllocation(notice=amendment, group=group, category=key[1], stated=ZERO)
        lines[key].stated += line.stated if keep else ZERO
        lines[key].save()
        parts = line.of_which.all() if keep else ()
        OfWhich.objects.bulk_create(
            OfWhich(allocation=lines[key], name=part.name, stated=part.stated) for part in parts
        )
    EnterpriseAllocation.objects.bulk_create(
        EnterpriseAllocation(
            notice=amendment,
            enterprise_id=row.enterprise_id,
            category=row.category,
            stated=row.stated if keep else ZERO,
        )
        for row in last.enterprise_allocations.all()
    )
