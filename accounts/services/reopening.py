"""The rules that every reopening shares: asked with a reason, once, and granted only where it was asked."""

from django.utils.translation import gettext as _

from accounts.models import Reopenable, User
from common.constraints import NotValid, Refusal
from common.periods import now


def put_request(row: Reopenable, reason: str, *, by: User) -> None:
    """Puts the request on the row; the caller saves. Raises NotValid without a reason, Refusal while one waits."""
    if row.reopening_is_asked:
        raise Refusal(
            "reopening_waits",
            _("%(who)s has asked for it already; a second person decides.") % {"who": row.reopening_asker},
        )
    if not reason.strip():
        sentence = _("Write why it has to be reopened.")
        raise NotValid("reason_missing", sentence, cells={"reason": sentence})
    row.ask_reopening(reason.strip(), by=by, at=now())


def take_request(row: Reopenable) -> str:
    """Takes the request off the row and returns its reason; the caller saves. Raises Refusal where there is none."""
    if not row.reopening_is_asked:
        raise Refusal(
            "not_asked", _("There is no request to reopen it; somebody has to request that first, with a reason.")
        )
    reason = row.reopen_reason
    row.clear_reopening()
    return reason
