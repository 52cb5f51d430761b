"""The rules of a report, one by one: what passes, what is found, where, and how it is said. No database."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from reporting.rules.facts import Limits, LineFacts, ReportFacts
from reporting.rules.registry import RULES
from reporting.rules.report import check_lines, check_report
from reporting.rules.violations import BLOCKING, EXPLAIN

pytestmark = pytest.mark.once
PLANT = "separation"


def t(value: Any) -> Decimal:
    return Decimal(str(value))


def plant(**changes: Any) -> LineFacts:
    """A separation line in which everything fits."""
    figures = {
        "output": t(90), "opening_stock": t(10), "purchases": None, "used": None, "sales": t(80),
        "closing_stock": t(20), "traceability_quantity": t(90), "feed_own": t(100), "feed_domestic": None,
        "feed_imported": None, "feed_other": None, "feed_secondary": None,
    }  # fmt: skip
    named = {name: value for name, value in changes.items() if name in figures}
    line = LineFacts(
        enterprise=7,
        name_zh="示例厂",
        name_en="Example plant",
        category=PLANT,
        quota=t(1000),
        output_before=t(500),
        last_output=t(85),
        last_closing=t(10),
        figures={**figures, **named},
        elements={"La": t(60), "Nd": t(30)},
    )
    return replace(line, **{name: value for name, value in changes.items() if name not in figures})


def mine(**changes: Any) -> LineFacts:
    """A mining line in which everything fits."""
    line = replace(plant(), category="mining_rock", elements={})
    return replace(line, **changes)


def found(line: LineFacts, limits: Limits | None = None) -> list[tuple[str, str]]:
    return [(violation.code, violation.cell) for violation in check_lines([line], limits or Limits())]


def test_a_line_in_which_everything_fits_passes() -> None:
    assert found(plant()) == []
    assert found(mine()) == []


CASES = [
    (plant(is_member=False), "unknown_enterprise", "output"),
    (plant(fits_kind=False), "wrong_category", "output"),
    (plant(sales=t(-1), closing_stock=t(101)), "negative", "sales"),
    (plant(sales=None, closing_stock=t(100)), "blank", "sales"),
    (plant(traceability_quantity=None), "blank", "traceability_quantity"),
    (plant(elements={"La": t(60), "Nd": t(29)}), "elements_do_not_sum", "elements"),
    (plant(elements={}), "elements_do_not_sum", "elements"),
    (plant(feed_own=None), "feed_missing", "feed_own"),
    (plant(no_production_reason="planned"), "no_reason", "reason"),
    (plant(quota=t(589)), "over_quota", "output"),
    (plant(quota=t(0)), "no_quota", "output"),
    (plant(closing_stock=t(21)), "stock_does_not_close", "closing_stock"),
    (plant(opening_stock=t(11), closing_stock=t(21)), "opening_differs", "opening_stock"),
    (plant(last_output=t(59)), "output_jump", "output"),
    (plant(last_output=t(200)), "output_jump", "output"),
    (plant(feed_own=t(120)), "yield_implausible", "feed_own"),
    (plant(feed_own=t(80)), "yield_implausible", "feed_own"),
    (plant(traceability_quantity=t(88)), "traceability_differs", "traceability_quantity"),
]


@pytest.mark.parametrize(("line", "code", "column"), CASES, ids=[f"{code}-{column}" for _line, code, column in CASES])
def test_it_finds(line: LineFacts, code: str, column: str) -> None:
    assert found(line) == [(code, f"{column}-7-{PLANT}")]


def test_every_rule_has_a_case() -> None:
    assert {code for _line, code, _column in CASES} == set(RULES)


AT_THE_EDGE = [
    plant(quota=t(590)),  # exactly the quota is within it
    plant(last_output=t(60)),  # +50 % is not more than 50 %
    plant(last_output=t(180)),  # −50 %
    plant(feed_own=t("112.5")),  # 80 %
    plant(feed_own=t(90)),  # 100 %
    plant(traceability_quantity=t("89.1")),  # 1 % of the output
    plant(last_output=None),  # the first month
    plant(last_output=t(0)),  # after a shutdown
    plant(last_closing=None),
]


@pytest.mark.parametrize("line", AT_THE_EDGE)
def test_exactly_at_the_limit_passes(line: LineFacts) -> None:
    assert found(line) == []


def test_one_kilogram_over_the_quota_is_over() -> None:
    assert found(plant(quota=t("589.999"))) == [("over_quota", "output-7-separation")]


def idle(**changes: Any) -> LineFacts:
    line = plant(output=t(0), sales=t(0), closing_stock=t(10), traceability_quantity=t(0), feed_own=None, elements={})
    return replace(line, **changes)


def test_a_month_of_no_production_passes_with_its_reason() -> None:
    assert found(idle(no_production_reason="maintenance")) == []
    assert found(idle()) == [("no_reason", "reason-7-separation")]


def test_who_produced_nothing_is_not_over_quota_again() -> None:
    assert found(idle(no_production_reason="planned", output_before=t(2000))) == []


def test_a_mine_needs_neither_feed_nor_elements() -> None:
    assert found(mine()) == []


def test_purchases_and_use_are_part_of_the_balance() -> None:
    assert found(plant(purchases=t(5), used=t(3), closing_stock=t(22))) == []


def test_each_sentence_names_enterprise_and_value_in_its_own_language() -> None:
    for line, code, _column in CASES:
        (violation,) = check_lines([line], Limits())
        assert violation.zh.startswith("示例厂"), code
        assert violation.en.startswith("Example plant"), code
        assert not re.search(r"[一-鿿]", violation.en), code
        assert violation.clause, code
        assert violation.zh.endswith("。"), code


def test_severities_are_as_the_domain_says() -> None:
    explain = {code for code, rule in RULES.items() if rule.severity == EXPLAIN}
    assert explain == {
        "over_quota",
        "no_quota",
        "stock_does_not_close",
        "opening_differs",
        "output_jump",
        "yield_implausible",
        "traceability_differs",
    }
    assert all(rule.severity in (BLOCKING, EXPLAIN) for rule in RULES.values())


def report(**changes: Any) -> ReportFacts:
    facts = ReportFacts(
        group_zh="示例集团",
        group_en="Example group",
        period="2021-09",
        period_over_on=date(2021, 10, 1),
        as_of=date(2021, 10, 8),
        is_due=True,
        lines=(plant(),),
    )
    return replace(facts, **changes)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"as_of": date(2021, 9, 30)}, "wrong_period"),
        ({"is_due": False}, "not_due"),
        ({"lines": ()}, "no_lines"),
    ],
)
def test_the_whole_report_is_looked_at(changes: dict[str, Any], code: str) -> None:
    assert [violation.code for violation in check_report(report(**changes))] == [code]
    assert check_report(report()) == []
