"""One step of a filing's workflow, with its lock and its audit line, and what its duties are known by."""

from typing import Any

from accounts.models import User
from allocations.models import Filing
from allocations.transitions import FILING
from audit.models import Event
from audit.services.record import record
from common.workflow import next_state
from deadlines.models import Obligation

LABELS = dict(Filing.State.choices)


def locked(filing: Filing) -> Filing:
    """The current filing, locked until the transaction ends."""
    return Filing.objects.select_for_update(of=("self",)).select_related("group", "notice").get(pk=filing.pk)


def step(filing: Filing, action: str, *, by: User, **details: Any) -> Event:
    """Applies one step of the workflow, saves, and writes its audit line."""
    before = filing.state
    filing.state = next_state(FILING, before, action, LABELS)
    moved = filing.state != before
    filing.save()
    return record(
        f"filing.{action}",
        by=by,
        subject=filing,
        before={"state": before} if moved else {},
        after={**({"state": filing.state} if moved else {}), **details},
    )


def consultation_round(filing: Filing) -> dict[str, str]:
    """What the provinces' duties of this round of consultation are known by: each round has its own."""
    rounds = Event.objects.about(filing).filter(action="filing.consult").count()
    return {"period": filing.notice.period, "reference": f"{filing.number}/{rounds}"}


def duty_key(filing: Filing) -> dict[str, Any]:
    """What the duties about this filing are known by."""
    return {"kind": Obligation.Kind.FILING, "group": filing.group, "period": filing.notice.period}
