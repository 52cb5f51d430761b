"""What the rules need of a notice, and the violations of a notice that is not issued."""

from decimal import Decimal

from accounts.models import Organisation
from allocations.models import Notice, NoticeParty
from allocations.reads.notice_amendments import amendment_violations
from allocations.reads.notice_text import text_facts
from allocations.reads.quotas import (
    direct_before,
    enterprise_quotas,
    folded,
    group_quotas,
    stated_before,
    successors_in,
)
from allocations.rules.notice_sums import NoticeFacts, Share, check_notice
from allocations.rules.notice_text import PartyFacts, check_parties, check_text
from allocations.rules.violations import Violation
from common.periods import speaks_chinese, today
from enterprises.models import Enterprise

ZERO = Decimal(0)


def standing_faults(notice: Notice) -> dict[str, str]:
    """The violations of a notice that is not issued, against the year's present data: sentences by cell."""
    chinese = speaks_chinese()
    return {fault.cell: fault.sentence(chinese=chinese) for fault in violations_of(notice)}


def violations_of(notice: Notice) -> list[Violation]:
    """What the rules find in a notice's figures and in its wording."""
    text = [] if notice.kind == Notice.Kind.REVOCATION else check_text(text_facts(notice))
    outside = tuple(
        PartyFacts(party.role == party.Role.SIGNS, party.name, party.reference)
        for party in notice.parties.exclude(role=NoticeParty.Role.INFORMED).filter(kind="")
    )
    return [*figure_violations(notice), *text, *check_parties(frozenset(notice.signing_kinds), outside)]


def figure_violations(notice: Notice) -> list[Violation]:
    """The violations in the notice's figures, and for an amendment what prevents it."""
    amends = amendment_violations(notice)
    # What names the filings in the way says all that the plain sentence about the same figure says.
    named = {violation.cell.removesuffix(".held") for violation in amends if violation.cell.endswith(".held")}
    figures = check_notice(facts_of(notice))
    return [*(one for one in figures if one.code != "takes_back_too_much" or one.cell not in named), *amends]


def facts_of(notice: Notice) -> NoticeFacts:
    """What the rules need of a notice: its figures, and what each group has and has not split this year."""
    totals = list(notice.totals.all())
    lines = list(notice.allocations.select_related("group").prefetch_related("of_which"))
    prior = {key: tonnes for key, tonnes in stated_before(notice).items() if tonnes}
    # A merger whose takeover is still to come: what the predecessor has left counts as the successor's.
    left = {key: quota.remaining for key, quota in group_quotas(notice.year).items()}
    left = folded(left, successors_in(notice.year, today()))
    shares = []
    # A group that an including notice no longer names gives back what it had: its share is then nothing.
    groups = {line.group_id: line.group for line in lines}
    if notice.states_whole:
        absent = {group for group, _category in prior} - set(groups)
        groups |= {group.pk: group for group in Organisation.objects.filter(pk__in=absent)}
    for pk, group in groups.items():
        own = [line for line in lines if line.group_id == pk]
        shares.append(
            Share(
                group=group.name_zh,
                stated={line.category: line.stated for line in own},
                prior={category: tonnes for (holder, category), tonnes in prior.items() if holder == pk},
                unsplit={category: tonnes for (holder, category), tonnes in left.items() if holder == pk},
                of_which={
                    line.category: sum((part.stated for part in line.of_which.all()), ZERO)
                    for line in own
                    if line.of_which.all()
                },
            )
        )
    return NoticeFacts(
        totals={row.category: row.stated for row in totals},
        reserve={row.category: row.reserve for row in totals},
        shares=(*shares, *_direct_shares(notice)),
        includes_prior=notice.states_whole,
    )


def _direct_shares(notice: Notice) -> list[Share]:
    """The rows that name enterprises, with what each has had and holds this year."""
    lines = list(notice.enterprise_allocations.select_related("enterprise"))
    prior = {key: tonnes for key, tonnes in direct_before(notice).items() if tonnes}
    enterprises = {line.enterprise_id: line.enterprise for line in lines}
    if notice.states_whole:
        absent = {enterprise for enterprise, _category in prior} - set(enterprises)
        enterprises |= {row.pk: row for row in Enterprise.objects.filter(pk__in=absent)}
    held = enterprise_quotas(notice.year, enterprises=list(enterprises)) if enterprises else {}
    return [
        Share(
            group=enterprise.name_zh,
            stated={line.category: line.stated for line in lines if line.enterprise_id == pk},
            prior={category: tonnes for (holder, category), tonnes in prior.items() if holder == pk},
            unsplit={category: tonnes for (holder, category), tonnes in held.items() if holder == pk},
            of_which={},
            enterprise=pk,
        )
        for pk, enterprise in enterprises.items()
    ]
