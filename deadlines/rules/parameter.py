"""The operating parameters: what a value of each must look like, what it is judged by, and how it is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

Value = int | Decimal | tuple[int, ...]
LONGEST = 60
MOST_NUMBERS = 10
# What decides which value counts.
COUNTED, MONTH, DUE, DAY = "counted", "month", "due", "day"


class Wrong(ValueError):
    """What was typed is no value of the parameter."""


@dataclass(frozen=True)
class Shape:
    """A whole number, several of them, or a figure with decimals; its bounds; and by which day it is judged:

    the day from which a deadline is counted, the first day of the month in which it falls due, the due day, or the very day.
    """

    kind: str
    least: Decimal
    most: Decimal
    judged_by: str
    rising: bool = True

    def parse(self, text: str) -> Value:
        """The value that was typed, full-width digits and commas included. Raises Wrong."""
        plain = text.strip().replace("，", ",").replace("、", ",").replace("．", ".")
        try:
            parts = [Decimal(part.strip()) for part in plain.split(",") if part.strip()]
        except InvalidOperation:
            raise Wrong from None
        several = self.kind == "numbers"
        if not parts or len(parts) > (MOST_NUMBERS if several else 1) or not all(map(self._fits, parts)):
            raise Wrong
        if several:
            return tuple(sorted({int(part) for part in parts}, reverse=not self.rising))
        return parts[0] if self.kind == "figure" else int(parts[0])

    def _fits(self, part: Decimal) -> bool:
        if not part.is_finite() or not self.least <= part <= self.most:
            return False
        places = -int(part.normalize().as_tuple().exponent)
        return places <= (6 if self.kind == "figure" else 0)


@dataclass(frozen=True)
class Effect:
    """Something that is judged otherwise with the new value: what it is, with the present value and with the new one."""

    what: str
    before: str
    after: str


def text_of(value: Value) -> str:
    """As it is stored and shown: 10, 0.05, or 7,3,1."""
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _whole(least: int, most: int, judged_by: str) -> Shape:
    return Shape("number", Decimal(least), Decimal(most), judged_by)


_workdays = _whole(1, 250, COUNTED)
SHAPES: Mapping[str, Shape] = {
    "filing_decision_workdays": _workdays,
    "report_decision_workdays": _workdays,
    "consultation_workdays": _workdays,
    "correction_workdays": _workdays,
    "finding_answer_workdays": _workdays,
    "change_answer_workdays": _workdays,
    "check_answer_workdays": _workdays,
    "visit_report_workdays": _workdays,
    "visit_reply_workdays": _workdays,
    "year_statement_workdays": _workdays,
    "report_due_day": _whole(1, 28, MONTH),
    "monthly_check_day": _whole(1, 28, MONTH),
    "obligation_lock_workdays": _whole(0, 250, DUE),
    "extension_most_days": _whole(1, 3650, DAY),
    "reminder_workdays": Shape("numbers", Decimal(1), Decimal(60), DAY, rising=False),
    "reminder_officer_from": _whole(0, 60, DAY),
    "escalate_after_workdays": _whole(1, 250, DAY),
    "desk_soon_workdays": _whole(0, 60, DAY),
    "calendar_ask_month": _whole(1, 12, DAY),
    "eligibility_warning_days": _whole(1, 3650, DAY),
    "execution_warnings": Shape("numbers", Decimal(1), Decimal(1000), DAY),
    "traceability_tolerance_tonnes": Shape("figure", Decimal(0), Decimal(100000), DAY),
    "traceability_tolerance_share": Shape("figure", Decimal(0), Decimal(1), DAY),
}
