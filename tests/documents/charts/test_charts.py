"""The pictures say what their figures say: where lines lie, what has no bar, and that nothing needs colour."""

import itertools
import re
from decimal import Decimal

import pytest

from documents.files.charts import (
    SHAPES,
    STYLES,
    Mark,
    Pair,
    Step,
    YearChart,
    cumulated,
    mark_shape,
    pace_bar,
    pairs_chart,
    spark,
    year_chart,
)

WORDS = {"sum": "累计产量", "quota": "指标", "pace": "均衡进度", "before": "2020年"}


def tonnes(*values: int | None) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


def points(svg: str, kind: str) -> list[tuple[Decimal, Decimal]]:
    """The corners of a line, without that of the legend, which comes last."""
    lines = re.findall(rf'<polyline class="c-line c-{kind}" points="([^"]+)"', svg)
    return [tuple(map(Decimal, pair.split(","))) for pair in lines[0].split()]  # type: ignore[misc]


def drawn(**values: object) -> str:
    given = {"name": "示例", "words": WORDS, "outputs": tonnes(10, 20, None), **values}
    return str(year_chart(YearChart(**given)))  # type: ignore[arg-type]


def test_sums_end_with_the_last_month_that_has_a_figure() -> None:
    assert cumulated(tonnes(10, None, 5, None)) == tonnes(10, 10, 15, None)
    assert cumulated(tonnes(None, None)) == tonnes(None, None)


def test_the_line_of_the_sum_rises_with_the_months_and_stops_where_nothing_is_reported() -> None:
    line = points(drawn(), "sum")
    assert len(line) == 3
    assert line[0][1] > line[1][1] > line[2][1]
    # Twenty tonnes more rise twice as far as ten.
    assert line[1][1] - line[2][1] == pytest.approx(2 * (line[0][1] - line[1][1]), abs=Decimal("0.2"))


def test_quota_is_a_staircase_and_the_pace_ends_where_it_ends() -> None:
    steps = [Step(Decimal(1), Decimal(40)), Step(Decimal("8.5"), Decimal(80))]
    svg = drawn(steps=steps)
    stairs = points(svg, "quota")
    assert [place for place, _level in stairs] == sorted(place for place, _level in stairs)
    assert len({level for _place, level in stairs}) == 2
    assert points(svg, "pace")[-1] == stairs[-1]


def test_a_month_without_output_has_no_bar() -> None:
    assert drawn(outputs=tonnes(10, 0, None, 5)).count('class="c-bar"') == 2


def test_every_line_has_its_own_dash_or_marker_and_every_mark_its_shape() -> None:
    assert len({(dash, kind in ("sum", "before")) for kind, (_colour, _width, dash) in STYLES.items()}) == len(STYLES)
    assert len(set(SHAPES.values())) == len(SHAPES)
    svg = drawn(marks=[Mark(Decimal(2), kind) for kind in SHAPES])
    assert svg.count('class="c-mark') == len(SHAPES)
    assert all('aria-hidden="true"' in str(mark_shape(kind)) for kind in SHAPES)


def test_the_legend_names_what_is_drawn_and_nothing_else() -> None:
    assert "2020年" not in drawn()
    assert "指标" not in drawn()
    assert "2020年" in drawn(before=tonnes(1, 2, 3))


def test_a_chart_has_a_name_and_what_is_typed_into_it_is_no_markup() -> None:
    svg = drawn(name='<script>"x"')
    assert 'role="img"' in svg
    assert "<script>" not in svg


def test_no_style_attribute_and_no_script_stand_in_a_picture() -> None:
    for svg in (drawn(), str(pace_bar(Decimal("0.5"), Decimal("0.75"))), str(spark(tonnes(1, 2)))):
        assert " style=" not in svg
        assert "<script" not in svg


@pytest.mark.parametrize(("completion", "over"), [("0", False), ("0.99", False), ("1", False), ("1.01", True)])
def test_a_bar_over_its_quota_has_a_shape_beside_it(completion: str, over: bool) -> None:
    assert ("c-over" in str(pace_bar(Decimal(completion), Decimal("0.75")))) is over


def test_without_quota_there_is_no_bar_and_without_output_no_line() -> None:
    assert str(pace_bar(None, Decimal("0.5"))) == ""
    assert str(spark(tonnes(None, None))) == ""
    assert str(spark(tonnes(0, 0))) == ""


def test_pairs_have_no_bar_for_what_is_not_known() -> None:
    svg = str(
        pairs_chart("示例", ("指标", "产量"), [Pair("2020", Decimal(5), None), Pair("2021", Decimal(7), Decimal(6))])
    )
    # One swatch of the legend each.
    assert svg.count('class="c-hollow"') == 2 + 1
    assert svg.count('class="c-full"') == 1 + 1


@pytest.mark.parametrize("highest", ["0", "0.4", "1", "7", "99", "100", "101", "72510", "168000", "999999.999"])
def test_the_axis_is_round_and_holds_the_highest(highest: str) -> None:
    svg = drawn(outputs=[Decimal(highest)])
    levels = [Decimal(text.replace(",", "")) for text in re.findall(r'text-anchor="end"[^>]*>([\d,.]+)<', svg)]
    assert levels[0] == 0
    assert levels[-1] >= Decimal(highest)
    assert len({b - a for a, b in itertools.pairwise(levels)}) == 1
