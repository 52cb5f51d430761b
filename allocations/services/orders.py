"""What reductions and releases share: the second person's decision, and a draft that is withdrawn."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from allocations.models import Reduction, Release
from audit.models import Event
from audit.services.record import record
from common.constraints import refuse_without_reason
from common.periods import now
from common.workflow import Table, next_state
from notifications.services.notify import News, tell_news


def decide(order: Reduction | Release, action: str, *, table: Table, told: Mapping[str, Any], by: User) -> Event:
    """Writes the new state with its person and day, and the audit line: `told` is what the log says of the order."""
    before, labels = order.state, dict(type(order).State.choices)
    order.state = next_state(table, before, action, labels)
    order.decided_by, order.decided_for, order.decided_at = by, by.acting_for, now()
    order.save()
    after = {"state": order.state, **told}
    if order.withdraw_reason:
        after["withdrawn_because"] = order.withdraw_reason
    done = f"reduction.{action}" if isinstance(order, Reduction) else f"release.{action}"
    return record(done, by=by, subject=order, before={"state": before}, after=after)


def withdraw(
    order: Reduction | Release, reason: str, *, table: Table, told: Mapping[str, Any], url: str, by: User
) -> None:
    """The draft is dropped with a reason and stays readable; MIIT, which drafted it or would order it, is notified.

    Raises NotValid without a reason, Refusal where it is decided already.
    """
    next_state(table, order.state, "withdraw", dict(type(order).State.choices))
    refuse_without_reason(reason, _("Write why it is withdrawn."))
    order.withdraw_reason = reason.strip()
    event = decide(order, "withdraw", table=table, told=told, by=by)
    news = News("recalled", event.number, order.number, by.organisation, order.withdraw_reason, url)
    tell_news(kinds=(Organisation.Kind.MIIT,), news=news, at=now())
