"""Over ten thousand enterprises around every boundary, evaluated by the rules and by an independent oracle.

Every value that a clause depends on is just before, on, and just after its boundary, and the values are combined:
1999.999 and 2000 t, a licence or a recovery project in its last day, an order lifted that day, a pond whose evaluation
is three years old, a halt of eleven, twelve and thirteen months, and facts of one day that disagree.
"""

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from enterprises.rules.eligibility import judge
from enterprises.rules.verdict import ELIGIBLE, EVIDENCE_MISSING, NOT_ELIGIBLE
from tests.enterprises import oracle
from tests.enterprises.eligibility.test_rules import CATEGORY, DAY, EARLY, LATE, ONE, TABLE, facts, sound

pytestmark = pytest.mark.once
LEAST = 10_000
NEAR = (DAY - ONE, DAY, DAY + ONE)
ENDS = (None, *NEAR)
PAPERS = {"mine": ("mining_licence", "safety_licence"), "utilisation": ("recovery_project",)}
ORDERS = ([], [(EARLY, None)], *([(EARLY, lifted)] for lifted in NEAR))
# Eleven months, a day less than twelve, twelve, thirteen; and one that is over.
HALTS = (
    [],
    *([(since, None)] for since in (date(2020, 11, 8), date(2020, 10, 9), date(2020, 10, 8), date(2020, 9, 8))),
    [(EARLY, DAY)],
)
PONDS = (
    {},
    {"甲": []},
    *({"甲": [(on, "normal")]} for on in (date(2018, 10, 7), date(2018, 10, 8), date(2018, 10, 9))),
    {"甲": [(EARLY, "normal"), (EARLY, "ill")]},
)
RADIATION = ("radiation", EARLY, True, LATE)
TESTS = (
    *([("emission", EARLY, True, end), RADIATION] for end in ENDS),
    [RADIATION],
    [("emission", EARLY, True, LATE), ("emission", EARLY, False, None), RADIATION],
)


def specials(kind: str) -> Iterator[dict[str, Any]]:
    """What only this kind is asked about."""
    if kind == "separation":
        for tonnes, eliminated in itertools.product(("1999.999", "2000", "2000.001"), (False, True)):
            yield {"capacities": [(EARLY, Decimal(tonnes), eliminated)]}
        yield {"capacities": [(EARLY, Decimal(5000), False), (EARLY, Decimal("1999.999"), False)]}
        return
    first, *others = PAPERS[kind]
    for end, revoked in itertools.product(ENDS, (None, DAY, DAY + ONE)):
        yield {"papers": [(first, EARLY, end, revoked), *((name, EARLY, LATE, None) for name in others)]}
    yield {"papers": [(first, EARLY, DAY - ONE, None), *((name, EARLY, LATE, None) for name in (first, *others))]}


def cases() -> Iterator[tuple[dict[str, Any], bool]]:
    """Every combination; and whether the ground of 2024 is asked, too."""
    for kind in CATEGORY:
        for special, orders, halts, ponds, tests in itertools.product(specials(kind), ORDERS, HALTS, PONDS, TESTS):
            given = {"orders": orders, "halts": halts, "ponds": ponds, "tests": tests}
            # A breach lasts as long as the halts do: it bars under the rule set of 2024 alone.
            yield sound(kind, **given, breaches=halts, **special), len(orders) + len(halts) == 1


def test_over_ten_thousand_enterprises_at_the_boundaries(capsys: pytest.CaptureFixture[str]) -> None:
    counted: Counter[str] = Counter()
    for enterprise, discharge in itertools.chain(cases(), ((row, False) for _name, row, _status in TABLE)):
        expected = oracle.status(enterprise, DAY, discharge=discharge)
        found = judge(facts(enterprise), CATEGORY[enterprise["kind"]], DAY, "2024" if discharge else "2021")
        assert found.status == expected, enterprise
        counted[expected] += 1
    with capsys.disabled():
        print(f" {counted.total():,} cases, rules and oracle agree: {dict(counted)}", end=" ")
    assert counted.total() >= LEAST
    assert set(counted) == {ELIGIBLE, NOT_ELIGIBLE, EVIDENCE_MISSING}
    assert min(counted.values()) >= 100, "every answer is asked for often enough"
