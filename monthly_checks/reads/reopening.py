"""The buttons that reopen a closed check: ask, and for a second person grant or drop."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.reads.staleness import seen_now
from common.workflow import Action
from monthly_checks import permissions
from monthly_checks.models import MonthlyCheck


def reopening_actions(check: MonthlyCheck, user: User) -> list[Action]:
    """Of a closed check, for its province."""
    asks = permissions.ask_reopening(user)
    if not check.reopening_is_asked:
        return [Action("ask_reopening", _("Ask to reopen"), reverse("check_ask_reopening", args=[check.pk]), asks)]
    seen = f"?seen={seen_now(check)}"
    reopen, drop = (reverse(f"check_{name}", args=[check.pk]) + seen for name in ("reopen", "drop_reopening"))
    return [
        Action("reopen", _("Reopen"), reopen, permissions.reopen_check(user, check)),
        Action("drop_reopening", _("Withdraw the request"), drop, asks, danger=True),
    ]
