"""An example of each rule: facts that break it, in words, and what the rule itself says of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils import translation

from allocations.rules import filing_lines, notice_amendments, notice_sums
from allocations.rules.violations import Violation
from common.periods import Month, speaks_chinese
from deadlines.models.derivations import after_workdays, explain, on_day_of_month
from deadlines.rules.calendar import WorkCalendar
from enterprises.rules.eligibility import RULE_SETS
from enterprises.rules.facts import BreachFact, CapacityFact, EnterpriseFacts, HaltFact, OrderFact, PondFact, TestFact
from enterprises.rules.grounds import RULES as GROUND_RULES
from enterprises.rules.verdict import BARS
from reporting.rules.facts import LineFacts, ReportFacts
from reporting.rules.registry import RULES as REPORT_RULES
from reporting.rules.report import of_the_whole

DAY = date(2021, 10, 8)
PLANT_ZH, PLANT_EN = "示例企业", "Example Enterprise"
# The days of the autumn of 2021 that the examples of deadlines pass.
CALENDAR = WorkCalendar(
    off={date(2021, 10, day): "国庆节" for day in range(1, 8)},
    makeup={date(2021, 9, 26): "国庆节", date(2021, 10, 9): "国庆节"},
    years=frozenset({2021}),
)


class Example(NamedTuple):
    """Facts that break a rule, in both languages, and what the rule says of them."""

    facts_zh: str
    facts_en: str
    says_zh: str
    says_en: str

    @property
    def facts(self) -> str:
        """The facts in the reader's language."""
        return self.facts_zh if speaks_chinese() else self.facts_en

    @property
    def says(self) -> str:
        """The sentence in the reader's language."""
        return self.says_zh if speaks_chinese() else self.says_en


def _ground(clause: str, facts: EnterpriseFacts, zh: str, en: str, rule_set: str = "2021") -> Example:
    """What bars the enterprise by this clause on the day of the examples."""
    found = GROUND_RULES[clause].rule(facts, DAY, RULE_SETS[rule_set])
    ground = next(one for one in found if one.outcome == BARS)
    return Example(zh, en, ground.zh, ground.en)


MINE = EnterpriseFacts(PLANT_ZH, "mine")


GROUNDS = {
    "（一）": _ground(
        "（一）",
        MINE._replace(orders=(OrderFact("停〔2021〕3号", "示例省应急管理厅", date(2021, 8, 24), None),)),
        "矿山企业2021年8月24日被要求停产整改，至2021年10月8日尚未解除。",
        "A mine was ordered to stop and rectify on 24 Aug 2021; the order is not lifted on 8 Oct 2021.",
    ),
    "（二）": _ground(
        "（二）",
        EnterpriseFacts(
            PLANT_ZH,
            "separation",
            capacities=(CapacityFact(Decimal("1999.999"), "萃取", False, "批〔2019〕1号", date(2019, 1, 1)),),
        ),
        "批准的冶炼分离产能为1999.999吨（REO）/年；2000吨即符合要求。",
        "The approved separation capacity is 1999.999 t REO a year; 2000 t would pass.",
    ),
    "（三）": _ground(
        "（三）",
        MINE._replace(tests=(TestFact("emission", False, date(2021, 6, 1), None, "检〔2021〕5号"),)),
        "最近一次污染物排放检测不合格。",
        "The latest emission test was failed.",
    ),
    "（四）": _ground(
        "（四）",
        MINE._replace(ponds=("一号库",), evaluations=(PondFact("一号库", "ill", date(2021, 3, 1), "评〔2021〕2号"),)),
        "一号尾矿库最近一次评定为病库。",
        "The latest evaluation of a tailings pond graded it as defective (病库).",
    ),
    "（五）": _ground(
        "（五）",
        MINE._replace(halts=(HaltFact(date(2020, 10, 8), None, "设备检修"),)),
        "自2020年10月8日起停产，至2021年10月8日满12个月。",
        "Production has been halted since 8 Oct 2020, twelve months on 8 Oct 2021.",
    ),
}
DISCHARGE = _ground(
    "（三）",
    MINE._replace(breaches=(BreachFact("排污许可证001", date(2021, 6, 18), None, "罚〔2021〕1号"),)),
    "2021年6月18日查明未按照排污许可证规定排放污染物，尚未改正；适用2024年规则。",
    "A discharge against the permit was found on 18 Jun 2021 and is not remedied; under the rules of 2024.",
    rule_set="2024",
)


def _notice(
    zh: str,
    en: str,
    rule: Callable[[notice_sums.NoticeFacts], list[Violation]],
    **figures: str,
) -> Example:
    """What a rule says of a notice of one group: total, share, part of it, what it had and what is not split."""
    tonnes = {name: {"separation": Decimal(text)} for name, text in figures.items()}
    share = notice_sums.Share(
        "示例集团",
        tonnes.get("share", {}),
        tonnes.get("prior", {}),
        tonnes.get("unsplit", {}),
        tonnes.get("part", {}),
    )
    (found,) = rule(notice_sums.NoticeFacts(tonnes.get("total", {}), {}, (share,), includes_prior=True))
    return Example(zh, en, found.zh, found.en)


def _of_amendments() -> dict[str, Example]:
    (early,) = notice_amendments.due_day_too_early(date(2021, 9, 30), DAY, ("示例集团",))
    (barred,) = notice_amendments.barred_by_the_rule_set(
        (
            notice_amendments.Barred(
                PLANT_ZH,
                "separation",
                Decimal(500),
                "F-2021-2-example-v1",
                False,
                "未改正违法排放",
                "breach of the permit",
            ),
        )
    )
    return {
        "due_day_too_early": Example(
            "更正后的备案期限为2021年9月30日，更正之日为2021年10月8日，示例集团尚未报送。",
            "The corrected deadline is 30 Sep 2021, the day of the correction 8 Oct 2021; a group has not filed.",
            early.zh,
            early.en,
        ),
        "barred_by_rule_set": Example(
            "通知更正为适用2024年规则，示例企业已获500吨指标，按该规则不得分配。",
            "A notice is corrected to the rules of 2024, which bar an enterprise that holds 500 t.",
            barred.zh,
            barred.en,
        ),
    }


NOTICES = {
    "sums_disagree": _notice(
        "冶炼分离总量162000吨，各集团指标与预留合计161000吨。",
        "The total of smelting-separation is 162000 t; shares and reserve sum to 161000 t.",
        notice_sums.sums_agree,
        total="162000",
        share="161000",
    ),
    "of_which_too_much": _notice(
        "集团指标3000吨，“其中”一行3610吨。",
        "The share is 3000 t, the row “of which” 3610 t.",
        notice_sums.of_which_fits,
        share="3000",
        part="3610",
    ),
    "takes_back_too_much": _notice(
        "集团本年度已有5000吨，其中未分解100吨；通知列4000吨（含前批）。",
        "The group has 5000 t, 100 t of it not split; the notice states 4000 t, earlier batches included.",
        notice_sums.nothing_taken_that_is_gone,
        share="4000",
        prior="5000",
        unsplit="100",
    ),
    **_of_amendments(),
}

FILING_LINE = filing_lines.LineFacts(
    "line", PLANT_ZH, "separation", Decimal(0), Decimal(500), is_member=True, fits_kind=True, eligible=True
)


def _filing(zh: str, en: str, found: Violation | Sequence[Violation] | None) -> Example:
    violation = found if isinstance(found, Violation) else (found or [])[0]
    return Example(zh, en, violation.zh, violation.en)


FILINGS = {
    "not_a_member": _filing(
        "方案向其他集团的企业分解500吨。",
        "A split gives 500 t to an enterprise of another group.",
        filing_lines.of_the_group(replace(FILING_LINE, is_member=False)),
    ),
    "wrong_category": _filing(
        "方案向矿山企业分解冶炼分离指标500吨。",
        "A split gives a mine 500 t of smelting-separation.",
        filing_lines.of_its_kind(replace(FILING_LINE, fits_kind=False)),
    ),
    "not_eligible": _filing(
        "企业缺少产能批准文件，方案拟分解500吨。",
        "An enterprise whose approval of the capacity is missing is to get 500 t.",
        filing_lines.eligible(
            replace(
                FILING_LINE,
                eligible=False,
                why_not_zh="通知三（二）缺少冶炼分离产能批准文件。",
                why_not_en="Notice, 3(2): the approval of the separation capacity is missing.",
            )
        ),
    ),
    "over_the_share": _filing(
        "集团指标400吨，方案合计500吨。",
        "The share is 400 t; the lines of the split sum to 500 t.",
        filing_lines.within_the_share([FILING_LINE], {"separation": Decimal(400)}),
    ),
    "below_production": _filing(
        "企业指标500吨，本年已生产350吨，方案拟调至300吨。",
        "The quota is 500 t, 350 t are produced, and the split lowers it to 300 t.",
        filing_lines.not_below_production(replace(FILING_LINE, before=Decimal(500), stated=Decimal(300)), Decimal(350)),
    ),
}


def _report(code: str, zh: str, en: str, *, as_of: date = DAY, is_due: bool = True, empty: bool = False) -> Example:
    """What the rules of the whole report say."""
    lines = () if empty else (LineFacts(1, PLANT_ZH, PLANT_EN, "separation"),)
    report = ReportFacts("示例集团", "Example Group", "2021年9月", date(2021, 10, 1), as_of, is_due, lines)
    english = replace(report, period="Sep 2021")
    (found,) = [one for one in of_the_whole(report) if one.code == code]
    (in_english,) = [one for one in of_the_whole(english) if one.code == code]
    return Example(zh, en, found.zh, in_english.en)


REPORTS = {
    "wrong_period": _report(
        "wrong_period",
        "2021年9月20日提交2021年9月报表。",
        "The report of Sep 2021 is submitted on 20 Sep 2021.",
        as_of=date(2021, 9, 20),
    ),
    "not_due": _report(
        "not_due",
        "集团上一年度和本年度均无指标。",
        "A group had no quota in the year before and has none in this one.",
        is_due=False,
    ),
    "no_lines": _report("no_lines", "报表没有任何企业行。", "The report has no row of an enterprise.", empty=True),
}

LINE = LineFacts(1, PLANT_ZH, PLANT_EN, "separation", quota=Decimal(1000))
FIGURES = {
    "output": "100", "opening_stock": "50", "purchases": "0", "used": "0", "sales": "60", "closing_stock": "90",
    "traceability_quantity": "100", "feed_own": "110",
}  # fmt: skip


def _line(code: str, zh: str, en: str, *, elements: str = "100", facts: LineFacts = LINE, **figures: str) -> Example:
    """What a rule says of a line whose other figures are in order; an empty text leaves a cell empty."""
    given = {name: Decimal(text) if text else None for name, text in {**FIGURES, **figures}.items()}
    line = replace(facts, figures=given, elements={"La": Decimal(elements)})
    found = REPORT_RULES[code].faults(line, ReportFacts.limits)[0]
    return Example(zh, en, found.zh, found.en)


LINES = {
    "unknown_enterprise": _line(
        "unknown_enterprise",
        "报表列入当月不属于本集团的企业。",
        "A report names an enterprise that did not belong to the group in the month.",
        facts=replace(LINE, is_member=False),
    ),
    "wrong_category": _line(
        "wrong_category",
        "矿山企业填报冶炼分离产量。",
        "A mine reports smelting-separation.",
        facts=replace(LINE, fits_kind=False),
    ),
    "negative": _line("negative", "销售量填－60吨。", "The sales are −60 t.", sales="-60"),
    "blank": _line("blank", "销售量未填。", "The cell of the sales is empty.", sales=""),
    "no_reason": _line(
        "no_reason", "产量为0，未选择未生产的原因。", "The output is 0, and no reason is chosen.", output="0"
    ),
    "elements_do_not_sum": _line(
        "elements_do_not_sum",
        "产量100吨，分元素产量合计90吨。",
        "The output is 100 t, the elements sum to 90 t.",
        elements="90",
    ),
    "feed_missing": _line(
        "feed_missing", "产量100吨，各项原料均未填。", "The output is 100 t, and no feed is given.", feed_own=""
    ),
    "over_quota": _line(
        "over_quota",
        "全年指标1000吨，此前累计产量950吨，本月产量100吨。",
        "The quota of the year is 1000 t, the output before 950 t, and this month's 100 t.",
        facts=replace(LINE, output_before=Decimal(950)),
    ),
    "no_quota": _line(
        "no_quota",
        "年度通知未给该企业下达指标，本月产量100吨。",
        "The year gives the enterprise no quota, and its output is 100 t.",
        facts=replace(LINE, quota=Decimal(0)),
    ),
    "stock_does_not_close": _line(
        "stock_does_not_close",
        "月初库存50吨，产量100吨，销售60吨，月末库存填80吨。",
        "Opening stock 50 t, output 100 t, sales 60 t, and a closing stock of 80 t.",
        closing_stock="80",
    ),
    "opening_differs": _line(
        "opening_differs",
        "上月月末库存45吨，本月月初库存填50吨。",
        "Last month closed with 45 t, and this one opens with 50 t.",
        facts=replace(LINE, last_closing=Decimal(45)),
    ),
    "output_jump": _line(
        "output_jump",
        "上月产量60吨，本月产量100吨。",
        "Last month's output was 60 t, this month's is 100 t.",
        facts=replace(LINE, last_output=Decimal(60)),
    ),
    "yield_implausible": _line(
        "yield_implausible", "产量100吨，原料80吨。", "The output is 100 t, the feed 80 t.", feed_own="80"
    ),
    "traceability_differs": _line(
        "traceability_differs",
        "本月产量100吨，追溯系统数据95吨。",
        "The output is 100 t, the traceability system has 95 t.",
        traceability_quantity="95",
    ),
}


def deadline(code: str) -> Example:
    """How a due day is derived, in both languages."""
    if code == "day_of_month":
        due, words = on_day_of_month(CALENDAR, Month(2021, 10), 10), ("2021年9月报表。", "The report of Sep 2021.")
    else:
        due = after_workdays(CALENDAR, date(2021, 9, 30), "published", 10)
        words = (
            "2021年9月30日发布的通知，10个工作日内报备案。",
            "A notice published on 30 Sep 2021, 10 working days to file.",
        )
    said = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said.append(explain(due.derivation))
    return Example(*words, *said)
