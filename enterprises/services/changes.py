"""Dated events of enterprises: entered by the group, confirmed by an officer of the province, in force from their day."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, Province, User
from accounts.reads.staleness import done_already, refuse_if_changed
from audit.services.record import System, record
from common.constraints import NotValid, Refusal, constraint_refused, refuse_without_reason
from common.periods import day_text, now, today
from common.workflow import next_state, refusal_of
from enterprises import permissions
from enterprises.models import ConfirmationStatus, Enterprise, EnterpriseChange, FormerName, FormerPlace, Halt
from enterprises.services.enterprises import edit_enterprise, join_group, leave_group
from enterprises.services.evidence import enter
from enterprises.services.verdicts import keep_verdicts
from enterprises.transitions import CHANGE

Kind = EnterpriseChange.Kind
LABELS = dict(EnterpriseChange.State.choices)
# What the register does because an event takes effect: its keepers are others than who confirms.
REGISTER = System("enterprises")
ONE_DAY = timedelta(days=1)


@transaction.atomic
def enter_change(
    *,
    enterprise: Enterprise,
    kind: str,
    day: date,
    document: str,
    by: User,
    reason: str = "",
    new_group: Organisation | None = None,
    new_province: Province | None = None,
    new_city: str = "",
    new_name_zh: str = "",
    new_name_en: str = "",
) -> EnterpriseChange:
    """A clerk of the group enters what happens to an enterprise from a day on; nothing changes yet.

    Raises NotValid with a sentence per field, and Refusal while another event of the enterprise waits.
    """
    enterprise = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    refusal_of(permissions.enter_change(by, enterprise))
    change = EnterpriseChange(
        enterprise=enterprise,
        group=by.organisation,
        province_id=enterprise.province_id,
        kind=kind,
        day=day,
        document=document.strip(),
        reason=reason.strip(),
        entered_by=by,
        entered_at=now(),
    )
    if kind == Kind.GROUP:
        change.new_group = new_group
    if kind == Kind.PLACE:
        change.new_province, change.new_city = new_province, new_city.strip()
    if kind == Kind.NAME:
        change.new_name_zh, change.new_name_en = new_name_zh.strip(), new_name_en.strip()
    _save_waiting(change)
    record("enterprise_change.enter", by=by, subject=change, after=_told(change))
    return change


def _save_waiting(change: EnterpriseChange) -> None:
    """Save it, complete, as the only one of its enterprise that waits."""
    _refuse_incomplete(change)
    waits = Refusal(
        "change_waits", _("Another event of this enterprise waits for the province; see to that one first.")
    )
    with constraint_refused(
        {"enterprise_change_one_waiting": waits, "enterprises_enterprisechange.enterprise_id": waits}
    ):
        change.save()


def _refuse_incomplete(change: EnterpriseChange) -> None:
    cells: dict[str, str] = {}
    if not change.document:
        cells["document"] = _("Name the document on which it rests.")
    if change.kind == Kind.GROUP and (change.new_group is None or change.new_group == change.group):
        cells["new_group"] = _("Choose the group to which it moves.")
    if change.kind == Kind.PLACE and (change.new_province is None or not change.new_city):
        cells["new_province"] = _("Choose the province and write the city to which it moves.")
    if change.kind == Kind.NAME and not (change.new_name_zh and change.new_name_en):
        cells["new_name_zh"] = _("Write the new name in Chinese and in English.")
    closed = closure_on(change.enterprise, change.day)
    if change.kind == Kind.CLOSED and closed:
        cells["kind"] = _("It is closed already, since %(day)s.") % {"day": day_text(closed.since)}
    if change.kind == Kind.RESTARTED and not closed:
        cells["kind"] = _("It is not closed on that day.")
    if cells:
        raise NotValid("change_not_valid", " ".join(cells.values()), cells=cells)


def closure_on(enterprise: Enterprise, day: date) -> Halt | None:
    """The closing in force on a day; None when it works."""
    halts = enterprise.halts.filter(is_closure=True, since__lte=day)
    return halts.exclude(until__lte=day).exclude(confirmation_status=ConfirmationStatus.WITHDRAWN).first()


@transaction.atomic
def confirm_change(*, change: EnterpriseChange, by: User, seen: int | None = None) -> EnterpriseChange:
    """An officer of the province confirms; it takes effect on its day, at once when that has come. Again, nothing.

    Raises Refusal where the register speaks against it: a membership that cannot end on that day, a second name.
    """
    change = _locked(change)
    refusal_of(permissions.decide_change(by, change))
    if done_already(change, "enterprise_change.confirm") or done_already(change, "enterprise_change.carry_out"):
        return change
    refuse_if_changed(change, seen, by=by)
    _step(change, "confirm", by=by, reason="")
    if change.takes_effect(today()):
        _carry_out(change)
    return change


@transaction.atomic
def refuse_change(*, change: EnterpriseChange, reason: str, by: User, seen: int | None = None) -> EnterpriseChange:
    """An officer of the province does not confirm it, with a reason."""
    change = _locked(change)
    refusal_of(permissions.decide_change(by, change))
    if done_already(change, "enterprise_change.refuse"):
        return change
    refuse_if_changed(change, seen, by=by)
    _step(change, "refuse", by=by, reason=_said(reason))
    return change


@transaction.atomic
def withdraw_change(*, change: EnterpriseChange, reason: str, by: User, seen: int | None = None) -> EnterpriseChange:
    """The group takes it back until its day has come, with a reason."""
    change = _locked(change)
    refusal_of(permissions.withdraw_change(by, change))
    if done_already(change, "enterprise_change.withdraw"):
        return change
    refuse_if_changed(change, seen, by=by)
    _step(change, "withdraw", by=by, reason=_said(reason))
    return change


def carry_out_changes() -> int:
    """Carries out what was confirmed and whose day has come; returns how many. Run again, none."""
    due = EnterpriseChange.objects.filter(state=EnterpriseChange.State.CONFIRMED, day__lte=today())
    done = 0
    for pk in due.order_by("day", "pk").values_list("pk", flat=True):
        with transaction.atomic():
            change = _locked(EnterpriseChange(pk=pk))
            if change.state == EnterpriseChange.State.CONFIRMED:
                _carry_out(change)
                done += 1
    return done


def _carry_out(change: EnterpriseChange) -> None:
    """The register from that day on; what was before keeps its name, place and group."""
    enterprise, before = change.enterprise, change.day - ONE_DAY
    if change.kind == Kind.GROUP and change.new_group is not None:
        leave_group(enterprise=enterprise, last_day=before, by=REGISTER)
        join_group(enterprise=enterprise, group=change.new_group, valid_from=change.day, by=REGISTER)
    elif change.kind == Kind.PLACE:
        FormerPlace.objects.create(
            enterprise=enterprise, province_id=enterprise.province_id, city=enterprise.city, last_day=before
        )
        edit_enterprise(enterprise=enterprise, province=change.new_province, city=change.new_city, by=REGISTER)
    elif change.kind == Kind.NAME:
        FormerName.objects.create(
            enterprise=enterprise, name_zh=enterprise.name_zh, name_en=enterprise.name_en, last_day=before
        )
        edit_enterprise(enterprise=enterprise, name_zh=change.new_name_zh, name_en=change.new_name_en, by=REGISTER)
    elif change.kind == Kind.CLOSED:
        _close(change)
    else:
        _restart(change)
    before_state = change.state
    change.state = next_state(CHANGE, before_state, "carry_out", LABELS)
    change.save(update_fields=["state"])
    record(
        "enterprise_change.carry_out",
        by=REGISTER,
        subject=change,
        before={"state": before_state},
        after={"state": change.state, **_told(change)},
    )


def _close(change: EnterpriseChange) -> None:
    halt = Halt(
        enterprise=change.enterprise,
        since=change.day,
        reason=f"关停：{change.document}"[:200],
        is_closure=True,
        confirmation_status=ConfirmationStatus.CONFIRMED,
    )
    enter(halt, enterprise=change.enterprise, by=REGISTER)


def _restart(change: EnterpriseChange) -> None:
    closure = closure_on(change.enterprise, change.day)
    if closure is None:
        raise Refusal("not_closed", _("It is not closed on that day."))
    closure.until = change.day
    closure.save(update_fields=["until"])
    record(
        "evidence.end", by=REGISTER, subject=change.enterprise, after={"piece": str(closure), "until": closure.until}
    )
    keep_verdicts(change.enterprise_id)


def _said(reason: str) -> str:
    refuse_without_reason(reason, _("Write the reason."))
    return reason.strip()


def _locked(change: EnterpriseChange) -> EnterpriseChange:
    rows = EnterpriseChange.objects.select_for_update(of=("self",))
    return rows.select_related("enterprise", "group", "new_group", "new_province").get(pk=change.pk)


def _step(change: EnterpriseChange, action: str, *, by: User, reason: str) -> None:
    before = change.state
    change.state = next_state(CHANGE, before, action, LABELS)
    change.decision_reason = reason
    change.decided_by, change.decided_for, change.decided_at = by, by.acting_for, now()
    change.save()
    record(
        f"enterprise_change.{action}",
        by=by,
        subject=change,
        before={"state": before},
        after={"state": change.state, **({"reason": reason} if reason else {})},
    )


def _told(change: EnterpriseChange) -> dict[str, Any]:
    became = change.new_group or change.new_province
    details = {"kind": change.kind, "from": str(change.day), "document": change.document}
    if became is not None:
        details["becomes"] = became.name_zh + change.new_city
    return details | ({"becomes": change.new_name_zh} if change.new_name_zh else {})
