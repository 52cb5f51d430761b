"""Who may get quota, written a second time from the text of notice 三, without the product's rules.

Where the rules build grounds with sentences, this counts to a status by elimination, on plain dictionaries:
`{"kind": …, "papers": [(kind, from, to, revoked)], "capacities": [(from, tonnes, eliminated)],
"tests": [(kind, on, passed, until)], "ponds": {name: [(on, grade)]}, "orders": [(from, lifted)],
"halts": [(since, until)], "breaches": [(found, remedied)]}`.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

DAY = timedelta(days=1)
FAR = date(9999, 1, 1)


def status(enterprise: dict[str, Any], day: date, *, discharge: bool = False) -> str:
    """`not_eligible`, `evidence_missing` or `eligible` on that day; `discharge` adds the ground of 2024."""
    bars, missing = False, False
    for clause in (_papers, _capacity, _tests, _ponds):
        barred, lacking = clause(enterprise, day)
        bars, missing = bars or barred, missing or lacking
    if discharge:
        open_ones = [found for found, remedied in enterprise["breaches"] if found <= day < (remedied or FAR)]
        bars = bars or bool(open_ones)
    if bars or _stopped(enterprise, day) or _stood_still(enterprise, day):
        return "not_eligible"
    return "evidence_missing" if missing else "eligible"


def _paper(enterprise: dict[str, Any], kind: str, day: date) -> tuple[bool, bool]:
    begun = [paper for paper in enterprise["papers"] if paper[0] == kind and paper[1] <= day]
    alive = [paper for paper in begun if min((paper[2] or FAR) + DAY if paper[2] else FAR, paper[3] or FAR) > day]
    return bool(begun) and not alive, not begun


def _papers(enterprise: dict[str, Any], day: date) -> tuple[bool, bool]:
    asked = {
        "mine": ["mining_licence", "safety_licence"],
        "utilisation": ["recovery_project"],
        "separation": [],
    }
    kinds = list(asked[enterprise["kind"]])
    if enterprise["kind"] == "mine" and any(
        kind == "recovery_project" and begin <= day for kind, begin, _to, _revoked in enterprise["papers"]
    ):
        kinds.append("recovery_project")
    found = [_paper(enterprise, kind, day) for kind in kinds]
    return any(barred for barred, _ in found), any(lacking for _, lacking in found)


def _capacity(enterprise: dict[str, Any], day: date) -> tuple[bool, bool]:
    if enterprise["kind"] != "separation":
        return False, False
    approved = sorted(one for one in enterprise["capacities"] if one[0] <= day)
    if not approved:
        return False, True
    latest = [one for one in approved if one[0] == approved[-1][0]]
    if any(eliminated for _on, _tonnes, eliminated in latest):
        return True, False
    return any(tonnes < Decimal(2000) for _on, tonnes, _eliminated in latest), False


def _tests(enterprise: dict[str, Any], day: date) -> tuple[bool, bool]:
    barred, lacking = False, False
    for kind in ("emission", "radiation"):
        done = [test for test in enterprise["tests"] if test[0] == kind and test[1] <= day]
        if not done:
            lacking = True
            continue
        last_day = max(test[1] for test in done)
        last = [test for test in done if test[1] == last_day]
        if not all(passed for _kind, _on, passed, _until in last):
            barred = True
        elif any((until or FAR) < day for _kind, _on, _passed, until in last):
            lacking = True
    return barred, lacking


def _ponds(enterprise: dict[str, Any], day: date) -> tuple[bool, bool]:
    barred, lacking = False, False
    for evaluations in enterprise["ponds"].values():
        known = [one for one in evaluations if one[0] <= day]
        if not known:
            lacking = True
            continue
        last_day = max(on for on, _grade in known)
        if {grade for on, grade in known if on == last_day} != {"normal"}:
            barred = True
        elif _anniversary(last_day, months=36) < day:
            lacking = True
    return barred, lacking


def _stopped(enterprise: dict[str, Any], day: date) -> bool:
    return any(issued <= day < (lifted or FAR) for issued, lifted in enterprise["orders"])


def _stood_still(enterprise: dict[str, Any], day: date) -> bool:
    return any(
        since <= day < (until or FAR) and _anniversary(since, months=12) <= day for since, until in enterprise["halts"]
    )


def _anniversary(day: date, *, months: int) -> date:
    """Whole years later; counting from the first of the month makes 29 February 1 March where need be."""
    return date(day.year + months // 12, day.month, 1) + (day.day - 1) * DAY
