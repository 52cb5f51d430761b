"""The verdicts over the register: from its rows to the facts that the rules take."""

from collections.abc import Iterable
from datetime import date

from django.db.models import prefetch_related_objects

from enterprises.models import Enterprise, Evidence, Standing
from enterprises.rules import EnterpriseFacts, Verdict, judge
from enterprises.rules.facts import CapacityFact, HaltFact, OrderFact, Paper, PondFact, TestFact

EVIDENCE = ("licences", "capacities", "compliance_facts", "ponds__evaluations", "stop_orders", "halts")


def verdicts(enterprises: Iterable[Enterprise], *, as_of: date, rule_set: str) -> dict[tuple[int, str], Verdict]:
    """The verdict by (enterprise id, category) for every category its kind may get. Constant queries."""
    listed = list(enterprises)
    prefetch_related_objects(listed, *EVIDENCE)
    judged = {}
    for enterprise in listed:
        facts = facts_of(enterprise)
        for category in enterprise.categories:
            judged[enterprise.pk, str(category)] = judge(facts, str(category), as_of, rule_set)
    return judged


def facts_of(enterprise: Enterprise) -> EnterpriseFacts:
    """What the register holds about an enterprise, as the rules take it; evidence must be prefetched."""
    ponds = [pond for pond in enterprise.ponds.all() if _stands(pond)]
    return EnterpriseFacts(
        name=enterprise.name_zh,
        kind=enterprise.kind,
        papers=tuple(
            Paper(row.kind, row.number, row.valid_from, row.valid_to, row.revoked_on, row.standing)
            for row in enterprise.licences.all()
            if _stands(row)
        ),
        capacities=tuple(
            CapacityFact(row.tonnes_per_year, row.process, row.eliminated, row.document, row.valid_from, row.standing)
            for row in enterprise.capacities.all()
            if _stands(row)
        ),
        tests=tuple(
            TestFact(row.kind, row.passed, row.tested_on, row.valid_until, row.report, row.standing)
            for row in enterprise.compliance_facts.all()
            if _stands(row)
        ),
        ponds=tuple(pond.name for pond in ponds),
        evaluations=tuple(
            PondFact(pond.name, row.grade, row.evaluated_on, row.report, row.standing)
            for pond in ponds
            for row in pond.evaluations.all()
            if _stands(row)
        ),
        orders=tuple(
            OrderFact(row.number, row.authority, row.issued_on, row.lifted_on, row.standing)
            for row in enterprise.stop_orders.all()
            if _stands(row)
        ),
        halts=tuple(
            HaltFact(row.since, row.until, row.reason, row.standing) for row in enterprise.halts.all() if _stands(row)
        ),
    )


def _stands(row: Evidence) -> bool:
    """What was withdrawn stays on record and is no fact."""
    return row.standing != Standing.WITHDRAWN
