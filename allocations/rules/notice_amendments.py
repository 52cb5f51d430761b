"""What prevents the correction or revocation of an issued notice. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from allocations.rules.notice_sums import plain
from allocations.rules.violations import CATEGORY_NAMES, Violation


@dataclass(frozen=True)
class Obstacle:
    """A filing or release that holds quota, by its number, and how much of the category, t REO."""

    number: str
    tonnes: Decimal


@dataclass(frozen=True)
class Shortfall:
    """Whose account would shrink by `decrease` t REO, which it does not have left, and what holds it."""

    whose: str
    category: str
    decrease: Decimal
    obstacles: tuple[Obstacle, ...]


def in_the_way(
    *,
    revokes: bool,
    later: str,
    undecided: tuple[str, ...],
    shortfalls: tuple[Shortfall, ...],
    changes_nothing: bool,
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
    return [*found, *(_of_shortfall(shortfall) for shortfall in shortfalls if shortfall.obstacles)]


def _of_shortfall(shortfall: Shortfall) -> Violation:
    zh, en = CATEGORY_NAMES[shortfall.category]
    held_zh = "、".join(f"{one.number}（{plain(one.tonnes)}吨）" for one in shortfall.obstacles)
    held_en = ", ".join(f"{one.number} ({plain(one.tonnes)} t)" for one in shortfall.obstacles)
    return Violation(
        "held_by_filings",
        f"{shortfall.whose}.{shortfall.category}.held",
        f"{shortfall.whose}的{zh}将减少{plain(shortfall.decrease)}吨，但已由下列文件分解或下达：{held_zh}；请先调减。",
        f"{shortfall.whose}: {en} would shrink by {plain(shortfall.decrease)} t, which is held by: {held_en}; reduce "
        "those first.",
    )
