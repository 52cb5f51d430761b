"""Drafting, signing and issuing a notice."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reads.staleness import done_already, refuse_if_changed
from allocations import permissions
from allocations.files.notice_file import AROUND, FIGURES, NoticeForm, flat, notice_data, sentences
from allocations.files.notice_template import text_template
from allocations.models import (
    EnterpriseAllocation,
    GroupAllocation,
    Notice,
    NoticeClause,
    NoticeParty,
    NoticeText,
    NoticeTotal,
    OfWhich,
    Signature,
)
from allocations.reads.notice_facts import violations_of
from allocations.rules.notice_text import clause_number, without_number
from allocations.services.notice_issue import (
    LABELS,
    close_obligations,
    follow_correction,
    move_quota,
    open_obligations,
    refuse_violations,
    step,
)
from allocations.transitions import NOTICE
from audit.services.record import record
from common.constraints import NotValid, Refusal, constraint_refused, refuse_without_reason
from common.periods import now
from common.workflow import next_state, refusal_of
from enterprises.services.verdicts import keep_rule_set

ZERO = Decimal(0)
# What makes a notice the one it is: a correction does not change it, and a revocation the terms neither.
KEPT = ("year", "batch", "figures_include_prior", "confidential")
TERMS = ("filing", "file_to", "report_due_day", "publish_enterprise_list", "rule_set")


def load_notice(*, data: Mapping[str, Any], by: User) -> Notice:
    """Make a draft from the JSON form of a notice. Raises NotValid with a sentence per error, by path."""
    return _draft(data, by, complete=True)


def begin_notice(*, data: Mapping[str, Any], by: User) -> Notice:
    """Makes a draft whose annex 1 is still to be filled in; its sums are checked when it is sent for signature."""
    return _draft(data, by, complete=False)


def _draft(data: Mapping[str, Any], by: User, *, complete: bool) -> Notice:
    refusal_of(permissions.draft_notice(by))
    values = _valid(data, draft=not complete)
    with transaction.atomic(), constraint_refused(_taken(values)):
        notice = _store(Notice(drafted_by=by, drafted_at=now()), values)
        if complete:
            # Countersignature and approval have their documents by the time the draft is sent for signature.
            found = [one for one in violations_of(notice) if one.code != "party_without_document"]
            refuse_violations(found)
        record("notice.draft", by=by, subject=notice, after={"period": notice.period, "title": notice.title})
    return notice


@transaction.atomic
def edit_notice(*, notice: Notice, data: Mapping[str, Any], by: User, seen: int | None = None) -> Notice:
    """Stores a draft anew from its JSON form; sums that do not agree yet wait until it is sent for signature.

    Raises NotValid with a sentence per path, and Refusal where the batch or the document number is taken.
    """
    notice = _locked(notice)
    refusal_of(permissions.edit_notice(by, notice))
    next_state(NOTICE, notice.state, "edit", LABELS)
    refuse_if_changed(notice, seen, by=by)
    values = _valid(data, draft=True, correction=notice.kind == Notice.Kind.CORRECTION)
    if notice.amends_id is not None:
        values = _of_amendment(notice, values)
    before = flat(notice_data(notice))
    with constraint_refused(_taken(values)):
        notice.totals.all().delete()
        notice.allocations.all().delete()
        notice.enterprise_allocations.all().delete()
        _store(notice, values)
    notice = _locked(notice)
    after = flat(notice_data(notice))
    changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    if changed:
        notice.editors.add(by)
        old, new = ({path: side.get(path) for path in changed} for side in (before, after))
        step(notice, "edit", by=by, old=old, **new)
    return notice


def _of_amendment(notice: Notice, values: dict[str, Any]) -> dict[str, Any]:
    """What can be edited of a correction: title, number, days, figures, wording, deadlines, recipients and rule set; of
    a revocation no figures, and nothing that a revoked notice asked for.

    Raises NotValid where something else is changed.
    """
    correction = notice.kind == Notice.Kind.CORRECTION
    fixed = _valid(notice_data(notice), draft=True, correction=correction)
    changed = [name for name in (KEPT if correction else (*KEPT, *TERMS)) if values[name] != fixed[name]]
    if changed:
        sentence = _("A correction keeps this of the notice that it corrects; revoke the notice and issue another one.")
        raise NotValid("kept_of_the_notice", sentence, cells=dict.fromkeys(changed, sentence))
    if notice.kind == Notice.Kind.REVOCATION:
        values |= {name: fixed[name] for name in ("totals", "reserve", "allocations", "enterprises") if name in fixed}
        values.pop("text", None)
    return values


@transaction.atomic
def discard_notice(*, notice: Notice, reason: str, by: User, seen: int | None = None) -> None:
    """A draft that is not wanted any more is put aside with a reason; its batch and document number are free again."""
    notice = _locked(notice)
    refusal_of(permissions.edit_notice(by, notice))
    if done_already(notice, "notice.discard"):
        return
    refuse_if_changed(notice, seen, by=by)
    refuse_without_reason(reason, _("State why it is discarded."))
    step(notice, "discard", by=by, reason=reason.strip())


@transaction.atomic
def recall_notice(*, notice: Notice, reason: str, by: User, seen: int | None = None) -> None:
    """The drafting ministry takes a notice back until the last ministry has signed; signatures so far are void."""
    notice = _locked(notice)
    refusal_of(permissions.edit_notice(by, notice))
    if done_already(notice, "notice.recall"):
        return
    refuse_if_changed(notice, seen, by=by)
    refuse_without_reason(reason, _("State why it is recalled."))
    step(notice, "recall", by=by, reason=reason.strip(), void_signatures=_void_signatures(notice))


def _void_signatures(notice: Notice) -> list[str]:
    void = [str(signature) for signature in notice.signatures.all()]
    notice.signatures.all().delete()
    return void


def _valid(data: Mapping[str, Any], *, draft: bool, correction: bool = False) -> dict[str, Any]:
    form = NoticeForm(data=data, context={"draft": draft, "correction": correction})
    if not form.is_valid():
        raise NotValid("notice_not_valid", _("The notice cannot be loaded."), cells=sentences(form.errors))
    return dict(form.validated_data)


def _taken(values: Mapping[str, Any]) -> dict[str, Refusal]:
    return batch_taken(values["year"], values["batch"])


def batch_taken(year: int, batch: int) -> dict[str, Refusal]:
    """What the database's refusals mean: the batch or the document number is another notice's."""
    sentence = _("The %(year)s notice of batch %(batch)s exists already; open it, or give another batch.")
    taken = Refusal("batch_exists", sentence % {"year": year, "batch": batch})
    number = Refusal("number_exists", _("Another notice has this document number; correct it."))
    return {
        "notice_batch_once_a_year": taken,
        "allocations_notice.year, allocations_notice.batch": taken,
        "notice_document_number_once": number,
        "allocations_notice.document_number": number,
    }


def _store(notice: Notice, values: dict[str, Any]) -> Notice:
    totals, reserve = values.pop("totals"), values.pop("reserve", {})
    rows, term, direct = values.pop("allocations", []), values.pop("filing"), values.pop("enterprises", [])
    text = values.pop("text", None)
    parties = values.pop("parties", None)
    if notice._state.adding:
        listed, named = values["publish_enterprise_list"], bool(direct) and not rows
        template = text_template(values["year"], publish_enterprise_list=listed, direct=named)
        text, parties = text or template, parties or template["parties"]
    for name, value in values.items():
        setattr(notice, name, value)
    notice.filing_working_days, notice.filing_fixed_day = term.get("working_days"), term.get("fixed_day")
    notice.save()
    for category in FIGURES:
        if category in totals:
            NoticeTotal.objects.create(
                notice=notice, category=category, stated=totals[category], reserve=reserve.get(category, ZERO)
            )
    if text is not None:
        _store_text(notice, text)
    if parties is not None:
        notice.parties.all().delete()
        NoticeParty.objects.bulk_create(
            NoticeParty(notice=notice, position=place, **party) for place, party in enumerate(parties, start=1)
        )
    for row in rows:
        _store_row(notice, row)
    EnterpriseAllocation.objects.bulk_create(
        EnterpriseAllocation(notice=notice, enterprise=row["enterprise"], category=category, stated=row[category])
        for row in direct
        for category in FIGURES
        if category in row
    )
    return notice


def _store_text(notice: Notice, text: Mapping[str, Any]) -> None:
    around = {name: text[name].strip() for name in AROUND}
    NoticeText.objects.update_or_create(notice=notice, defaults=around)
    notice.clauses.all().delete()
    NoticeClause.objects.bulk_create(
        NoticeClause(notice=notice, position=place, number=clause_number(place), wording=without_number(wording))
        for place, wording in enumerate(text["clauses"], start=1)
    )


def _store_row(notice: Notice, row: dict[str, Any]) -> None:
    for category in FIGURES:
        if category not in row:
            continue
        allocation = GroupAllocation.objects.create(
            notice=notice, group=row["group"], category=category, stated=row[category]
        )
        OfWhich.objects.bulk_create(
            OfWhich(allocation=allocation, name=part["name"], stated=part[category])
            for part in row.get("of_which", ())
            if category in part
        )


@transaction.atomic
def send_for_signature(*, notice: Notice, by: User, seen: int | None = None) -> None:
    """The drafting ministry's clerk sends a draft whose sums agree to both ministries. Sent twice, it is sent once."""
    notice = _locked(notice)
    refusal_of(permissions.edit_notice(by, notice))
    if done_already(notice, "notice.review"):
        return
    refuse_if_changed(notice, seen, by=by)
    refuse_violations(violations_of(notice))
    notice.return_reason, notice.return_fields = "", {}
    step(notice, "review", by=by)


@transaction.atomic
def return_to_draft(
    *, notice: Notice, reason: str, by: User, seen: int | None = None, fields: Mapping[str, str] | None = None
) -> None:
    """A signer returns the notice with a reason, and with what has to change at single fields of the entry page.

    Signatures given so far are void, and the log keeps them.
    """
    notice = _locked(notice)
    refusal_of(permissions.return_notice(by, notice))
    if done_already(notice, "notice.return"):
        return
    refuse_if_changed(notice, seen, by=by)
    refuse_without_reason(reason, _("State why it is returned."))
    notice.return_reason = reason.strip()
    notice.return_fields = {name: text.strip() for name, text in (fields or {}).items() if text.strip()}
    void = _void_signatures(notice)
    step(notice, "return", by=by, reason=notice.return_reason, fields=notice.return_fields, void_signatures=void)


@transaction.atomic
def sign_notice(*, notice: Notice, by: User, seen: int | None = None) -> Notice:
    """A ministry signs; with both signatures the notice is issued in the same transaction.

    A ministry that has signed has signed: a second time, by whomever of it, changes nothing. `seen` is the number
    of the last event that the signer's page knew of; raises Refusal with what has changed since.
    """
    notice = _locked(notice)
    refusal = permissions.sign_notice(by, notice)
    if refusal is not None and refusal.code == "signed_already":
        return notice
    refusal_of(refusal)
    # The other ministry's signature changes nothing of what is signed.
    refuse_if_changed(notice, seen, by=by, ignoring=("notice.sign",))
    step(notice, "sign", by=by)
    Signature.objects.create(
        notice=notice, organisation=by.organisation, signed_by=by, signed_for=by.acting_for, signed_at=now()
    )
    signed = set(notice.signatures.values_list("organisation__kind", flat=True))
    if signed >= notice.signing_kinds:
        _issue(notice, by=by)
    return notice


def _issue(notice: Notice, *, by: User) -> None:
    at = now()
    move_quota(notice, at=at, by=by)
    notice.issued_at = at
    keep_rule_set(notice.rule_set)
    step(notice, "issue", by=by, totals={row.category: str(row.stated) for row in notice.totals.all()})
    if notice.amends is None:
        open_obligations(notice, by=by)
        return
    base = _locked(notice.amends)
    named: dict[str, Any] = {"title": notice.title, "document_number": notice.document_number}
    if notice.kind == Notice.Kind.CORRECTION:
        step(base, "take_correction", by=by, **named)
        follow_correction(notice, base, by=by)
    else:
        step(base, "take_revocation", by=by, reason=notice.amendment_reason, **named)
        close_obligations(base, by=by)


def _locked(notice: Notice) -> Notice:
    return Notice.objects.select_for_update().get(pk=notice.pk)
