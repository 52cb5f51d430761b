"""What the register knew of a piece of evidence at an instant, read from the log, which is never changed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from audit.models import Event
from enterprises.models import ConfirmationStatus, Enterprise

Piece = tuple[str, int]
ENDS = ("evidence.end", "evidence.lift_stop_order")
STEPS = (*ENDS, "evidence.confirm", "evidence.dispute", "evidence.withdraw")


class Step(NamedTuple):
    """What was done to a piece, when, and its confirmation status before and afterwards; empty where unchanged."""

    at: datetime
    action: str
    before: str
    after: str


@dataclass(frozen=True)
class Known:
    """The steps of every piece, and the instant up to which they count."""

    until: datetime
    steps: dict[Piece, list[Step]] = field(default_factory=lambda: defaultdict(list))

    def confirmation_status(self, piece: Piece, now: str) -> str:
        """What the province had said by then: before the first step that came later, or as it is now."""
        for step in self.steps.get(piece, ()):
            if step.at >= self.until and step.after:
                return step.before
        return now

    def ended_later(self, piece: Piece) -> bool:
        """Was the day of its end filled in only afterwards?"""
        return any(step.at >= self.until and step.action in ENDS for step in self.steps.get(piece, ()))


def known_at(enterprises: Iterable[int], until: datetime) -> Known:
    """What was known of these enterprises' evidence before an instant. One query."""
    known = Known(until)
    subjects = [str(pk) for pk in enterprises]
    rows = Event.objects.filter(
        subject_type=Enterprise._meta.label, subject_id__in=subjects, action__in=STEPS, at__gte=until
    ).order_by("number")
    for at, action, before, after in rows.values_list("at", "action", "before", "after"):
        if "piece_id" in after:
            step = Step(
                at,
                action,
                before.get("confirmation_status", ConfirmationStatus.UNCONFIRMED),
                after.get("confirmation_status", ""),
            )
            known.steps[after["kind"], after["piece_id"]].append(step)
    return known
