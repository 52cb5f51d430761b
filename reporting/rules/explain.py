"""What passes with a written explanation and opens a finding. A refused truth would become a false report."""

from collections.abc import Iterator

from reporting.rules.blocking import feed_total
from reporting.rules.facts import ZERO, Limits, LineFacts
from reporting.rules.reconciliation import Tolerance
from reporting.rules.registry import Found, line_rule
from reporting.rules.violations import CATEGORY_NAMES, EXPLAIN, plain


@line_rule("over_quota", clause="通知一", severity=EXPLAIN)
def within_quota(line: LineFacts, _limits: Limits) -> Iterator[Found]:
    """任何单位和个人不得……超指标生产。 The year's output so far stays within the quota on file."""
    if not line.output or not line.quota:
        return
    cumulative = line.output_before + line.output
    if cumulative > line.quota:
        zh, en = CATEGORY_NAMES[line.category]
        over = plain(cumulative - line.quota)
        yield Found(
            "output",
            f"{line.name_zh}{zh}累计产量{plain(cumulative)}吨，超过指标{plain(line.quota)}吨达{over}吨；请核对，属实请说明。",
            f"{line.name_en}: the cumulative output of {en} is {plain(cumulative)} t, {over} t over the "
            "quota of "
            f"{plain(line.quota)} t; check it, and explain it if it is true.",
        )


@line_rule("no_quota", clause="通知一", severity=EXPLAIN)
def with_quota(line: LineFacts, _limits: Limits) -> Iterator[Found]:
    """任何单位和个人不得无指标……生产。 Nobody produces without quota.

    Output before the year's first quota waits for it; it is judged when the year has given the enterprise none.
    """
    if line.output and not line.quota and not line.quota_awaited:
        zh, en = CATEGORY_NAMES[line.category]
        yield Found(
            "output",
            f"{line.name_zh}没有{zh}指标，本月产量为{plain(line.output)}吨；请核对，属实请说明。",
            f"{line.name_en} has no quota of {en}, and its output is {plain(line.output)} t; check it, "
            "and explain it "
            "if it is true.",
        )


@line_rule("stock_does_not_close", clause="物料平衡", severity=EXPLAIN)
def stock_closes(line: LineFacts, _limits: Limits) -> Iterator[Found]:
    """期初库存＋产量＋外购－自用－销售＝期末库存。 The mass balance of the month closes."""
    output, opening, closing = line.output, line.figure("opening_stock"), line.figure("closing_stock")
    if output is None or opening is None or closing is None:
        return
    flows = {name: line.figure(name) or ZERO for name in ("purchases", "used", "sales")}
    expected = opening + output + flows["purchases"] - flows["used"] - flows["sales"]
    if expected != closing:
        yield Found(
            "closing_stock",
            f"{line.name_zh}月末库存填{plain(closing)}吨，按月初库存＋产量＋外购－自用－销售应为{plain(expected)}吨，"
            f"相差{plain(closing - expected)}吨；请更正或说明。",
            f"{line.name_en}: the closing stock is {plain(closing)} t; opening + output + purchases − use "
            "− sales gives "
            f"{plain(expected)} t, a difference of {plain(closing - expected)} t; correct or explain it.",
        )


@line_rule("opening_differs", clause="物料平衡", severity=EXPLAIN)
def opens_where_it_closed(line: LineFacts, _limits: Limits) -> Iterator[Found]:
    """月初库存等于上月月末库存。 A month opens with what the last one closed with."""
    opening = line.figure("opening_stock")
    if opening is None or line.last_closing is None or opening == line.last_closing:
        return
    yield Found(
        "opening_stock",
        f"{line.name_zh}月初库存填{plain(opening)}吨，上月月末库存为{plain(line.last_closing)}吨；请更正或说明。",
        f"{line.name_en}: the opening stock is {plain(opening)} t; last month closed with "
        f"{plain(line.last_closing)} t; "
        "correct or explain it.",
    )


@line_rule("output_jump", clause="异常波动", severity=EXPLAIN)
def output_like_last_month(line: LineFacts, limits: Limits) -> Iterator[Found]:
    """产量与上月相差过大的，应予说明。 An output far from last month's is explained; the limit is ours."""
    if not line.output or not line.last_output:
        return
    change = (line.output - line.last_output) / line.last_output
    if abs(change) > limits.output_change:
        percent, limit = f"{change * 100:+.0f}%", f"{limits.output_change * 100:.0f}%"
        yield Found(
            "output",
            f"{line.name_zh}本月产量{plain(line.output)}吨，上月{plain(line.last_output)}吨，变动{percent}，超过{limit}；请核对并说明。",
            f"{line.name_en}: the output is {plain(line.output)} t after {plain(line.last_output)} t last "
            "month, "
            f"{percent}, more than {limit}; check and explain it.",
        )


@line_rule("yield_implausible", clause="物料平衡", severity=EXPLAIN)
def yield_is_plausible(line: LineFacts, limits: Limits) -> Iterator[Found]:
    """冶炼分离收率应在合理范围内。 Output over feed, both as REO; the range is ours."""
    feed = feed_total(line)
    if not line.is_separation or not line.output or not feed:
        return
    share = line.output / feed
    if not limits.yield_low <= share <= limits.yield_high:
        percent = f"{share * 100:.1f}%"
        span = f"{limits.yield_low * 100:.0f}%–{limits.yield_high * 100:.0f}%"
        yield Found(
            "feed_own",
            f"{line.name_zh}收率{percent}（产量{plain(line.output)}吨，原料{plain(feed)}吨），不在{span}之内；请更正或说明。",
            f"{line.name_en}: the yield is {percent} (output {plain(line.output)} t, feed {plain(feed)} "
            "t), outside "
            f"{span}; correct or explain it.",
        )


@line_rule("traceability_differs", clause="通知七（追溯系统数据）", severity=EXPLAIN)
def agrees_with_traceability(line: LineFacts, limits: Limits) -> Iterator[Found]:
    """上报上月生产数据（含追溯系统数据填报）。

    The output agrees with the traceability system; the band is ours.
    """
    traced = line.figure("traceability_quantity")
    if line.output is None or traced is None:
        return
    gap = line.output - traced
    if not Tolerance(limits.traceability_absolute, limits.traceability_relative).bears(line.output, traced):
        yield Found(
            "traceability_quantity",
            f"{line.name_zh}本月产量{plain(line.output)}吨，追溯系统为{plain(traced)}吨，相差{plain(gap)}吨；请更正或说明。",
            f"{line.name_en}: the output is {plain(line.output)} t, the traceability system has "
            f"{plain(traced)} t, a "
            f"difference of {plain(gap)} t; correct or explain it.",
        )
