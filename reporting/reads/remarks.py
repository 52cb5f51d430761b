"""Remarks beside the filing or the report that they are about, and whether the reader may add one."""

from dataclasses import dataclass

from accounts.models import User
from allocations.models import Filing
from common.constraints import Refusal
from reporting import permissions
from reporting.models import ProductionReport, Remark


@dataclass(frozen=True)
class RemarkRow:
    """A remark, and whether the reader may take it back."""

    remark: Remark
    withdrawable: bool


def remarks_on(about: Filing | ProductionReport, user: User) -> list[RemarkRow]:
    """Those that the person may read, oldest first."""
    which = {"filing": about} if isinstance(about, Filing) else {"report": about}
    rows = Remark.objects.visible_to(user).filter(**which).with_people()
    return [RemarkRow(row, row.withdrawn_at is None and permissions.withdraw_remark(user, row) is None) for row in rows]


def remarking(about: Filing | ProductionReport, user: User) -> tuple[bool, Refusal | None]:
    """Whether the person's ministry remarks at all, and why this person may not here."""
    return user.organisation.kind == user.organisation.Kind.MNR, permissions.make_remark(user, about)
