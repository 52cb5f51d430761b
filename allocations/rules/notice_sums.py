"""A notice's parts must agree: annex 1 and the reserve sum to the national total, category by category."""

from dataclasses import dataclass
from decimal import Decimal

from allocations.rules.violations import CATEGORY_NAMES, Violation

ZERO = Decimal(0)


@dataclass(frozen=True)
class Share:
    """One group's figures in annex 1, t REO by category; `prior` is what the group already has this year."""

    group: str
    stated: dict[str, Decimal]
    prior: dict[str, Decimal]
    unsplit: dict[str, Decimal]
    of_which: dict[str, Decimal]
    # The number of the enterprise, where the row names one and not a group; unsplit is then what it holds.
    enterprise: int | None = None


@dataclass(frozen=True)
class NoticeFacts:
    """What a notice states, t REO by category."""

    totals: dict[str, Decimal]
    reserve: dict[str, Decimal]
    shares: tuple[Share, ...]
    includes_prior: bool

    @property
    def of_groups(self) -> list[Share]:
        """The rows of groups."""
        return [share for share in self.shares if share.enterprise is None]

    @property
    def of_enterprises(self) -> list[Share]:
        """The rows that name enterprises."""
        return [share for share in self.shares if share.enterprise is not None]


def plain(value: Decimal) -> str:
    """A figure as notices print it: no idle zeros."""
    return f"{value.normalize():f}" if value else "0"


def sums_agree(facts: NoticeFacts) -> list[Violation]:
    """附件1各集团之和与预留之和，应等于总量控制指标。 Shares and reserve add up to the total of each category."""
    faults = []
    named = {category for share in facts.shares for category, tonnes in share.stated.items() if tonnes}
    for category in [category for category in CATEGORY_NAMES if category in facts.totals or category in named]:
        stated = facts.totals.get(category, ZERO)
        parts = sum((share.stated.get(category, ZERO) for share in facts.shares), ZERO) + facts.reserve.get(
            category, ZERO
        )
        if parts != stated:
            zh, en = CATEGORY_NAMES[category]
            more_zh, more_en = ("多", "more") if parts > stated else ("少", "less")
            gap = plain(abs(parts - stated))
            faults.append(
                Violation(
                    "sums_disagree",
                    f"totals.{category}",
                    f"{zh}：各集团指标与预留合计{plain(parts)}吨，总量为{plain(stated)}吨，{more_zh}{gap}吨；请更正附件1或总量。",
                    f"{en}: the groups' shares and the reserve sum to {plain(parts)} t, {gap} t {more_en} than the "
                    f"total of {plain(stated)} t; correct annex 1 or the total.",
                )
            )
    return faults


def of_which_fits(facts: NoticeFacts) -> list[Violation]:
    """“其中”不得大于所属集团指标。 A row “of which” is not more than the share it is part of."""
    return [
        Violation(
            "of_which_too_much",
            f"{share.group}.{category}",
            f"{share.group}的{CATEGORY_NAMES[category][0]}“其中”为{plain(part)}吨，大于该集团指标"
            f"{plain(share.stated.get(category, ZERO))}吨；请更正。",
            f"{share.group}: “of which” {plain(part)} t of {CATEGORY_NAMES[category][1]} is more than the group's share "
            f"of {plain(share.stated.get(category, ZERO))} t; correct it.",
        )
        for share in facts.shares
        for category, part in share.of_which.items()
        if part > share.stated.get(category, ZERO)
    ]


def increments(facts: NoticeFacts, share: Share) -> dict[str, Decimal]:
    """What the notice adds to what the group already had this year, t REO by category; negative where it takes back."""
    categories = {*share.stated, *(share.prior if facts.includes_prior else ())}
    return {
        category: share.stated.get(category, ZERO) - (share.prior.get(category, ZERO) if facts.includes_prior else ZERO)
        for category in categories
    }


def nothing_taken_that_is_gone(facts: NoticeFacts) -> list[Violation]:
    """已分解下达的指标不能收回。 A notice takes back no more than a group has not split yet."""
    faults = []
    for share in facts.shares:
        for category, increment in increments(facts, share).items():
            left = share.unsplit.get(category, ZERO)
            if -increment > left:
                zh, en = CATEGORY_NAMES[category]
                faults.append(
                    Violation(
                        "takes_back_too_much",
                        f"{share.group}.{category}",
                        f"{share.group}的{zh}将减少{plain(-increment)}吨，但该集团未分解的仅剩{plain(left)}吨；"
                        "请先由集团调减企业指标，或更正数字。",
                        f"{share.group}: {en} would shrink by {plain(-increment)} t, but only {plain(left)} t are not "
                        "split yet; let the group reduce its enterprises first, or correct the figure.",
                    )
                )
    return faults


def check_notice(facts: NoticeFacts) -> list[Violation]:
    """Every rule of a notice's figures."""
    return [*sums_agree(facts), *of_which_fits(facts), *nothing_taken_that_is_gone(facts)]
