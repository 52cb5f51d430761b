"""What prevents the correction or revocation of an issued notice. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from allocations.rules.notice_sums import plain
from allocations.rules.violations import CATEGORY_NAMES, Violation
from enterprises.rules.day_words import en_day, zh_day


@dataclass(frozen=True)
class Obstacle:
    """A filing or release that holds quota, by its number, and how much of the category, t REO."""

    number: str
    tonnes: Decimal


@dataclass(frozen=True)
class Shortfall:
    """Whose account would shrink by `decrease` t REO, what it has left of it, and what holds the rest."""

    whose: str
    category: str
    decrease: Decimal
    left: Decimal
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True)
class Barred:
    """An enterprise that the corrected rule set bars, and what it holds or is to get, t REO, by which filing."""

    name: str
    category: str
    tonnes: Decimal
    number: str
    # The filing waits for its decision.
    waits: bool
    why_zh: str
    why_en: str


def in_the_way(
    *,
    revokes: bool,
    later: str,
    undecided: tuple[str, ...],
    shortfalls: tuple[Shortfall, ...],
    changes_nothing: bool,
    closed: bool = False,
) -> list[Violation]:
    """更正或废止通知，不得与其后的通知、已备案的分解方案和已下达的预留相抵触。 Nothing that rests on it is undercut."""
    found = []
    if changes_nothing:
        found.append(
            Violation(
                "changes_nothing",
                "",
                "更正通知与原通知相同；请更正数字或文字，或作废本草稿。",
                "The correction is the same as the notice; change a figure or the wording, or discard this draft.",
            )
        )
    if later:
        found.append(
            Violation(
                "later_notice",
                "",
                f"其后下达的《{later}》所列数字已含本通知；请更正或先废止该通知。",
                f"The figures of the later notice “{later}” include this one's; correct or revoke that notice first.",
            )
        )
    if revokes and undecided:
        numbers = "、".join(undecided)
        found.append(
            Violation(
                "filings_undecided",
                "",
                f"依据本通知的分解方案{numbers}尚未办结；请先退回、作废或完成备案。",
                f"Filings under this notice are not decided: {numbers}; have them returned, discarded or accepted first.",
            )
        )
    return [*found, *(_of_shortfall(shortfall, closed=closed) for shortfall in shortfalls if shortfall.obstacles)]


def due_day_too_early(due: date, on: date, groups: tuple[str, ...]) -> list[Violation]:
    """更正后的报送期限不得早于更正之日。 Nobody is made late by a correction: the day is still to come."""
    if due >= on or not groups:
        return []
    zh, en = "、".join(groups), ", ".join(groups)
    return [
        Violation(
            "due_day_too_early",
            "filing",
            f"更正后的报送期限为{zh_day(due)}，已经过去，而{zh}尚未报送；请另定期限。",
            f"The corrected deadline is {en_day(due)}, which is past, while {en} have not filed yet; set another one.",
        )
    ]


def barred_by_the_rule_set(barred: tuple[Barred, ...]) -> list[Violation]:
    """按更正后的规则集不得分配指标的企业，不得仍持有指标。 Nobody keeps quota that the corrected grounds bar."""
    found = []
    for one in barred:
        zh, en = CATEGORY_NAMES[one.category]
        way_zh, way_en = ("请先退回该方案", "return it first") if one.waits else ("请先调减", "have it reduced first")
        found.append(
            Violation(
                "barred_by_rule_set",
                f"rule_set.{one.name}.{one.category}",
                f"按更正后的规则集，{one.name}不得分配{zh}指标（{one.why_zh}），而{one.number}已列{plain(one.tonnes)}吨；"
                f"{way_zh}。",
                f"By the corrected rule set {one.name} may get no {en} quota ({one.why_en}), but {one.number} gives it "
                f"{plain(one.tonnes)} t; {way_en}.",
            )
        )
    return found


def _of_shortfall(shortfall: Shortfall, *, closed: bool) -> Violation:
    zh, en = CATEGORY_NAMES[shortfall.category]
    held_zh = "、".join(f"{one.number}（{plain(one.tonnes)}吨）" for one in shortfall.obstacles)
    held_en = ", ".join(f"{one.number} ({plain(one.tonnes)} t)" for one in shortfall.obstacles)
    way_zh = "该年度已结清，分解和预留不再变动，请减少更正的数量" if closed else "请先调减"
    way_en = "the year is closed and they move no more; correct by less" if closed else "reduce those first"
    return Violation(
        "held_by_filings",
        f"{shortfall.whose}.{shortfall.category}.held",
        f"{shortfall.whose}的{zh}将减少{plain(shortfall.decrease)}吨，但仅剩{plain(shortfall.left)}吨，"
        f"其余已由下列文件分解或下达：{held_zh}；{way_zh}。",
        f"{shortfall.whose}: {en} would shrink by {plain(shortfall.decrease)} t, but has {plain(shortfall.left)} t left; "
        f"the rest is held by: {held_en}; "
        f"{way_en}.",
    )
