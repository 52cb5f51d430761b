"""Findings that no submission opened: what waited for quota that the year did not give. And their explanation."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from allocations.models import QuotaAccount
from allocations.reads.outlook import QuotaOutlook, quota_outlook
from allocations.reads.quotas import enterprise_quotas
from audit.services.record import Actor, record
from common.constraints import NotValid
from common.periods import day_of, now, today
from common.workflow import next_state, refusal_of
from deadlines.models import Obligation
from deadlines.services.followups import open_answer_obligation
from deadlines.services.inspection_duties import end_duty, meet_duty
from reporting import permissions
from reporting.models import Finding, ReportLine
from reporting.reads.histories import limits_on
from reporting.rules.facts import LineFacts
from reporting.rules.report import RULES
from reporting.transitions import FINDING

LABELS = dict(Finding.State.choices)
NO_QUOTA, OVER_QUOTA = "no_quota", "over_quota"
ZERO = Decimal(0)


@dataclass(frozen=True)
class _Missed:
    """A line and the facts of its rule: the quota of the year, and the output of the months before."""

    line: ReportLine
    code: str
    quota: Decimal = ZERO
    before: Decimal = ZERO


@transaction.atomic
def settle_awaited_output(*, year: int, by: Actor) -> int:
    """Opens the findings of a year that is over: output that waited for quota which no batch gave, and output that is
    above a quota which came after it. Returns how many; run again, none.

    A group that still has to split a notice of the year is left alone until it has.
    """
    outlook = quota_outlook(year)
    if not outlook.over:
        return 0
    missed = [*_without_quota(outlook), *_above_late_quota(outlook)]
    for one in missed:
        _open(one, by=by)
    return len(missed)


def _counted(outlook: QuotaOutlook) -> QuerySet[ReportLine]:
    """Lines with output of groups to which no batch of the year can come any more."""
    lines = ReportLine.objects.counting(outlook.year).filter(output__gt=ZERO, report__imported_from=None)
    return lines.exclude(report__group__in=outlook.outstanding).select_related("report__group", "enterprise")


def _quota() -> QuerySet[QuotaAccount]:
    held = Q(balance__gt=ZERO) | Q(lapsed__gt=ZERO)
    return QuotaAccount.objects.filter(
        held, enterprise=OuterRef("enterprise"), category=OuterRef("category"), year=OuterRef("report__year")
    )


def _without_quota(outlook: QuotaOutlook) -> list[_Missed]:
    found = Finding.objects.filter(line=OuterRef("pk"), code=NO_QUOTA)
    lines = _counted(outlook).filter(~Exists(_quota()), ~Exists(found)).order_by("report__month", "pk")
    return [_Missed(line, NO_QUOTA) for line in lines]


def _above_late_quota(outlook: QuotaOutlook) -> list[_Missed]:
    """At the last line of each enterprise whose output is above its quota and of which nobody has said so yet."""
    over = Finding.objects.filter(
        code=OVER_QUOTA,
        line__enterprise=OuterRef("enterprise"),
        line__category=OuterRef("category"),
        line__report__year=outlook.year,
        line__report__in_force=True,
    )
    counted = _counted(outlook).filter(Exists(_quota()), ~Exists(over))
    sums = counted.values("enterprise", "category").annotate(made=Sum("output")).order_by()
    made = {(row["enterprise"], row["category"]): row["made"] for row in sums}
    quotas = enterprise_quotas(outlook.year) if made else {}
    above = {key for key, tonnes in made.items() if tonnes > quotas.get(key, ZERO) > ZERO}
    last: dict[tuple[int, str], ReportLine] = {}
    for line in counted.filter(enterprise__in={key[0] for key in above}).order_by("report__month", "pk"):
        last[line.enterprise_id, line.category] = line
    return [
        _Missed(line, OVER_QUOTA, quotas[key], made[key] - (line.output or ZERO))
        for key, line in last.items()
        if key in above
    ]


def _open(missed: _Missed, *, by: Actor) -> None:
    line, at = missed.line, now()
    facts = LineFacts(
        enterprise=line.enterprise_id,
        name_zh=line.enterprise.name_zh,
        name_en=line.enterprise.name_en,
        category=line.category,
        quota=missed.quota,
        output_before=missed.before,
        figures=line.figures,
    )
    violation = RULES[missed.code].faults(facts, limits_on(day_of(at)))[0]
    finding = Finding.objects.create(
        line=line,
        code=missed.code,
        clause=violation.clause,
        sentence_zh=violation.zh,
        sentence_en=violation.en,
        opened_at=at,
    )
    if line.report.group.existed_on(today()):
        # A group that has ended has nobody to answer; the finding waits for the ministry's decision.
        open_answer_obligation(
            organisation=line.report.group,
            month=line.report.period,
            reference=finding.reference,
            about=None,
            at=at,
            by=by,
        )
    record("finding.open", by=by, subject=finding, after={"rule": missed.code, "report": line.report.number})


@transaction.atomic
def explain_finding(*, finding: Finding, explanation: str, by: User) -> Finding:
    """The group explains what was found at a report that had left it; once. Raises NotValid without words."""
    finding = _locked(finding)
    refusal_of(permissions.explain_finding(by, finding))
    if finding.state == Finding.State.EXPLAINED and finding.explanation == explanation.strip():
        return finding
    before = finding.state
    finding.state = next_state(FINDING, before, "explain", LABELS)
    if not explanation.strip():
        sentence = _("Write the explanation.")
        raise NotValid("explanation_missing", sentence, cells={"explanation": sentence})
    finding.explanation, finding.explained_by = explanation.strip(), by
    finding.save(update_fields=["state", "explanation", "explained_by"])
    after = {"state": finding.state, "reason": finding.explanation, "rule": finding.code}
    record("finding.explain", by=by, subject=finding, before={"state": before}, after=after)
    meet_duty(
        kind=Obligation.Kind.FINDING_ANSWER,
        organisation=by.organisation,
        reference=finding.reference,
        at=now(),
        by=by,
    )
    return finding


def end_answer_duty(finding: Finding) -> None:
    """Nobody waits for the explanation of a finding that is decided."""
    reference, kind = finding.reference, Obligation.Kind.FINDING_ANSWER
    for duty in Obligation.objects.open().filter(kind=kind, reference=reference).select_related("organisation"):
        end_duty(kind=kind, organisation=duty.organisation, reference=reference)


def _locked(finding: Finding) -> Finding:
    return Finding.objects.select_for_update(of=("self",)).select_related("line__report__group").get(pk=finding.pk)
