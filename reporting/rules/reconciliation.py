"""A month's report against the traceability system: which quantities differ by more than the tolerance.

No batch can be traced through separation, because feeds are blended; so quantities are compared per enterprise and
category, and the month's stock is balanced with what the system recorded. The tolerance is ours, not the notice's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
Figures = Mapping[str, Decimal | None]

# What an extract may state beside the output, and what the report calls the same.
QUANTITIES = ("output", "purchases", "sales", "closing_stock")
BALANCE = "balance"


@dataclass(frozen=True)
class Tolerance:
    """What differs by no more than the larger of the two is no difference."""

    absolute: Decimal  # t REO
    relative: Decimal  # share of the larger figure

    def bears(self, one: Decimal, other: Decimal) -> bool:
        """Whether the two figures count as equal."""
        return self.spans(one - other, max(abs(one), abs(other)))

    def spans(self, difference: Decimal, of: Decimal) -> bool:
        """Whether a difference is none, measured at the figure that it is a share of."""
        return abs(difference) <= max(self.absolute, self.relative * of)


@dataclass(frozen=True)
class Gap:
    """One quantity of one enterprise and category: as reported and as traced, t REO."""

    quantity: str
    reported: Decimal
    traced: Decimal

    @property
    def difference(self) -> Decimal:
        """Reported less traced."""
        return self.reported - self.traced


def gaps(reported: Figures, traced: Figures, tolerance: Tolerance) -> list[Gap]:
    """The quantities beyond the tolerance; where they all fit, the stock when it does not balance with them.

    Only what the extract states is compared; what the report leaves empty counts as nothing reported. A flow that
    differs unbalances the stock by itself: that would be the same difference twice.
    """
    found = [
        Gap(name, reported.get(name) or ZERO, figure)
        for name in QUANTITIES
        if (figure := traced.get(name)) is not None and not tolerance.bears(reported.get(name) or ZERO, figure)
    ]
    balance = None if found else stock_balance(reported, traced)
    if balance is not None and not tolerance.spans(balance.difference, _turnover(reported, traced)):
        found.append(balance)
    return found


def _turnover(reported: Figures, traced: Figures) -> Decimal:
    """What passed through the month: a stock of little may differ by its share of much."""
    return (reported.get("opening_stock") or ZERO) + sum(
        (_either(name, traced, reported) for name in ("output", "purchases")), ZERO
    )


def stock_balance(reported: Figures, traced: Figures) -> Gap | None:
    """期初库存＋产量＋外购－自用－销售＝期末库存, with the flows of the extract where it states them.

    The closing stock as reported against the one that the flows leave. None while a stock is not stated.
    """
    opening, closing = reported.get("opening_stock"), reported.get("closing_stock")
    if opening is None or closing is None:
        return None
    flows = {name: _either(name, traced, reported) for name in ("output", "purchases", "sales")}
    left = opening + flows["output"] + flows["purchases"] - (reported.get("used") or ZERO) - flows["sales"]
    return Gap(BALANCE, closing, left)


def _either(name: str, first: Figures, second: Figures) -> Decimal:
    figure = first.get(name)
    return (second.get(name) or ZERO) if figure is None else figure
