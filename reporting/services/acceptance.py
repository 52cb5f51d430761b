"""Accepting several reports at once: each by itself, as if it had been opened."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import User
from common.constraints import Refusal
from common.workflow import refusal_of
from reporting import permissions
from reporting.models import ProductionReport
from reporting.reads.acceptance import candidates
from reporting.services.decisions import accept_report


@dataclass(frozen=True)
class Outcome:
    """What became of one of them: accepted, or why not."""

    report: ProductionReport
    refusal: Refusal | None = None


def accept_several(*, seen: Mapping[int, int], by: User) -> list[Outcome]:
    """Accept those that are named with the event that their row showed, and that still have no warning.

    One that has changed since is left as it is and says so; the others are accepted all the same.
    """
    outcomes = []
    for candidate in candidates(by):
        report = candidate.report
        if report.pk not in seen or candidate.warnings:
            continue
        refusal_of(permissions.decide_report(by, report))
        try:
            outcomes.append(Outcome(accept_report(report=report, by=by, seen=seen[report.pk])))
        except Refusal as refusal:
            outcomes.append(Outcome(report, refusal))
    return outcomes
