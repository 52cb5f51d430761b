"""The rules of a sub-allocation: within the share, to enterprises of the group, of the right kind, and eligible."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from allocations.rules.notice_sums import plain
from allocations.rules.violations import CATEGORY_NAMES, Violation

ZERO = Decimal(0)


@dataclass(frozen=True)
class LineFacts:
    """One figure of a sub-allocation. `before` is the enterprise's quota in force, `stated` what is asked, t REO."""

    cell: str
    enterprise: str
    category: str
    before: Decimal
    stated: Decimal
    is_member: bool
    fits_kind: bool
    eligible: bool
    why_not_zh: str = ""
    why_not_en: str = ""


def of_the_group(line: LineFacts) -> Violation | None:
    """各稀土集团……完成指标分解下达（通知二）。 A group splits its share over its own enterprises only."""
    if line.is_member or not line.stated:
        return None
    return Violation(
        "not_a_member",
        line.cell,
        f"{line.enterprise}不是本集团所属企业，不能分解指标；请删去{plain(line.stated)}吨。",
        f"{line.enterprise} does not belong to the group and cannot get quota; remove the {plain(line.stated)} t.",
    )


def of_its_kind(line: LineFacts) -> Violation | None:
    """矿山企业只取得矿产品指标，冶炼分离企业只取得冶炼分离指标（通知三）。 Quota is of the enterprise's own kind."""
    if line.fits_kind or not line.stated:
        return None
    zh, en = CATEGORY_NAMES[line.category]
    return Violation(
        "wrong_category",
        line.cell,
        f"{line.enterprise}的企业类型不能取得{zh}指标；请删去{plain(line.stated)}吨。",
        f"{line.enterprise} is not of a kind that gets {en} quota; remove the {plain(line.stated)} t.",
    )


def eligible(line: LineFacts) -> Violation | None:
    """有下列情况之一的企业，不得分配指标（通知三）。 A barred enterprise gets nothing more than it has."""
    if line.eligible or line.stated <= line.before:
        return None
    return Violation(
        "not_eligible",
        line.cell,
        f"{line.enterprise}不得分配指标：{line.why_not_zh}现有{plain(line.before)}吨，不能增至{plain(line.stated)}吨。",
        f"{line.enterprise} may not get quota: {line.why_not_en} It has {plain(line.before)} t and cannot be raised "
        f"to {plain(line.stated)} t.",
    )


def within_the_share(lines: Sequence[LineFacts], shares: dict[str, Decimal]) -> list[Violation]:
    """任何单位和个人不得……超指标（通知一）。 What is split is not more than the group's share of the year."""
    faults = []
    for category, (zh, en) in CATEGORY_NAMES.items():
        stated = sum((line.stated for line in lines if line.category == category), ZERO)
        share = shares.get(category, ZERO)
        if stated > share:
            over = plain(stated - share)
            faults.append(
                Violation(
                    "over_the_share",
                    f"total-{category}",
                    f"{zh}分解合计{plain(stated)}吨，超出本集团指标{plain(share)}吨达{over}吨；请调减{over}吨。",
                    f"{en}: {plain(stated)} t are split, {over} t more than the group's share of {plain(share)} t; "
                    f"reduce by {over} t.",
                )
            )
    return faults


def not_below_production(line: LineFacts, produced: Decimal) -> Violation | None:
    """已生产的数量不得从指标中调减（本系统规则）。 Quota is not lowered below what is produced already.

    Only lowering is asked about: overproduction is explained elsewhere.
    """
    if line.stated >= min(line.before, produced):
        return None
    return Violation(
        "below_production",
        line.cell,
        f"{line.enterprise}本年已生产{plain(produced)}吨，指标由{plain(line.before)}吨调至{plain(line.stated)}吨，"
        f"低于已产量；请不低于{plain(min(line.before, produced))}吨，或由工业和信息化部说明理由后决定。",
        f"{line.enterprise} has produced {plain(produced)} t this year; its quota would go from {plain(line.before)} t "
        f"to {plain(line.stated)} t, below that. Leave {plain(min(line.before, produced))} t or more, or the ministry "
        f"decides so with a reason.",
    )


def check_filing(lines: Sequence[LineFacts], shares: dict[str, Decimal]) -> list[Violation]:
    """Every rule of a filing; the violations of single lines first, then those of the sums."""
    rules = (of_the_group, of_its_kind, eligible)
    found = [fault for line in lines for rule in rules if (fault := rule(line))]
    return [*found, *within_the_share(lines, shares)]
