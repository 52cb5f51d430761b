"""What stops a report: it is not this group's or this month's, it has holes, or its parts do not sum."""

from collections.abc import Iterator
from decimal import Decimal

from reporting.rules.facts import ZERO, Limits, LineFacts
from reporting.rules.form import FEEDS, columns_of
from reporting.rules.registry import Found, line_rule
from reporting.rules.violations import BLOCKING, CATEGORY_NAMES, plain


@line_rule("unknown_enterprise", clause="通知七", severity=BLOCKING)
def of_the_group(line: LineFacts, _limits: Limits) -> Iterator[Found]:
    """请6家稀土集团……上报上月生产数据。 A group reports its own enterprises."""
    if not line.is_member:
        yield Found(
            "output",
            f"{line.name_zh}在该月不是本集团所属企业；请删去这一行。",
            f"{line.name_en} did not belong to the group in that month; remove this row.",
        )


@line_rule("wrong_category", clause="通知四", severity=BLOCKING)
def of_its_kind(line: LineFacts, _limits: Limits) -> Iterator[Found]:
    """按指标组织生产。 Mines report the ore they mine, the others smelting-separation."""
    if line.is_member and not line.fits_kind:
        zh, en = CATEGORY_NAMES[line.category]
        yield Found(
            "output",
            f"{line.name_zh}的企业类型不填报{zh}；请删去这一行。",
            f"{line.name_en} is not of a kind that reports {en}; remove this row.",
        )


@line_rule("negative", clause="填报规则", severity=BLOCKING)
def nothing_negative(line: LineFacts, _limits: Limits) -> Iterator[Found]:
    """产量、库存和流量均不小于0。 A quantity is 0 or more."""
    for column in columns_of(line.category):
        value = line.figure(column.name)
        if value is not None and value < 0:
            yield Found(
                column.name,
                f"{line.name_zh}“{column.zh}”为{plain(value)}吨，不能小于0；请更正。",
                f"{line.name_en}: {column.en} is {plain(value)} t and cannot be less than 0; correct it.",
            )


@line_rule("blank", clause="填报规则", severity=BLOCKING)
def nothing_blank(line: LineFacts, _limits: Limits) -> Iterator[Found]:
    """空格不等于0。 An empty cell is not zero: where there is nothing, 0 is typed."""
    for column in columns_of(line.category):
        if column.required and line.figure(column.name) is None:
            yield Found(
                column.name,
                f"{line.name_zh}“{column.zh}”未填；没有发生请填0。",
                f"{line.name_en}: {column.en} is empty; type 0 where there is nothing.",
            )


@line_rule("no_reason", clause="填报规则", severity=BLOCKING)
def no_production_has_its_reason(line: LineFacts, _limits: Limits) -> Iterator[Found]:
    """停产或未生产的月份也要填报，并写明原因。 A month of no production is reported too, with its reason."""
    if line.output == 0 and not line.no_production_reason:
        yield Found(
            "reason",
            f"{line.name_zh}本月产量为0；请选择未生产的原因。",
            f"{line.name_en}: the output is 0; choose why nothing was produced.",
        )
    if line.output and line.no_production_reason:
        yield Found(
            "reason",
            f"{line.name_zh}本月产量为{plain(line.output)}吨，却选择了未生产的原因；请取消原因或把产量改为0。",
            f"{line.name_en}: the output is {plain(line.output)} t, yet a reason of no production is chosen; "
            "remove the reason, or make the output 0.",
        )


@line_rule("elements_do_not_sum", clause="2020年通知（分元素产量）", severity=BLOCKING)
def elements_sum_to_output(line: LineFacts, _limits: Limits) -> Iterator[Found]:
    """分元素产量之和等于产量。 The output by element sums to the output."""
    if not line.is_separation or line.output is None:
        return
    parts = sum((value for value in line.elements.values() if value is not None), ZERO)
    if parts != line.output:
        gap = abs(parts - line.output)
        more_zh, more_en = ("多", "more") if parts > line.output else ("少", "less")
        yield Found(
            "elements",
            f"{line.name_zh}分元素产量合计{plain(parts)}吨，比本月产量{plain(line.output)}吨{more_zh}{plain(gap)}吨；请更正其一。",
            f"{line.name_en}: the elements sum to {plain(parts)} t, {plain(gap)} t {more_en} than the "
            "output of "
            f"{plain(line.output)} t; correct one of them.",
        )


@line_rule("feed_missing", clause="通知四（原料来源）", severity=BLOCKING)
def feed_has_its_source(line: LineFacts, _limits: Limits) -> Iterator[Found]:
    """利用境外稀土资源要严格遵守有关规定；不得采购加工非法稀土矿产品。

    What is separated came from somewhere.
    """
    if line.is_separation and line.output and not feed_total(line):
        yield Found(
            "feed_own",
            f"{line.name_zh}本月产量为{plain(line.output)}吨，但未填原料用量；请按来源填写。",
            f"{line.name_en}: the output is {plain(line.output)} t, but no feed is given; enter it by its source.",
        )


def feed_total(line: LineFacts) -> Decimal:
    """All feed used, t REO."""
    return sum((line.figure(column.name) or ZERO for column in FEEDS), ZERO)
