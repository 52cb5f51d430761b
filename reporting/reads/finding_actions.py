"""The buttons beside a decided finding: ask to reopen it, and for a second person grant or drop."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.workflow import Action
from reporting import permissions
from reporting.models import Finding


def reopening_actions(finding: Finding, user: User) -> list[Action]:
    """For MIIT; nothing for everybody else, nor while the finding is open."""
    if finding.state != Finding.State.DECIDED or user.organisation.kind != user.organisation.Kind.MIIT:
        return []
    asks = permissions.ask_reopening(user)
    ask, reopen, drop = (
        reverse(f"finding_{name}", args=[finding.pk]) for name in ("ask_reopening", "reopen", "drop_reopening")
    )
    if not finding.reopening_is_asked:
        return [Action("ask_reopening", _("Ask to reopen"), ask, asks)]
    return [
        Action("reopen", _("Reopen"), reopen, permissions.reopen_finding(user, finding)),
        Action("drop_reopening", _("Withdraw the request"), drop, asks, danger=True),
    ]
