"""What a number format shows is the figure in tonnes, or it is said what is shown instead."""

from decimal import Decimal

import pytest

from documents.files.number_formats import is_always_plain, shown_otherwise

PLAIN = (
    "General", "G/通用格式", "0", "0.00", "#,##0", "#,##0.###", "#,##0.00_);(#,##0.00)", "@", "0.0E+00", "##0.0E+0",
    "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", '0.000"吨"', '#,##0.0" t"', '0"吨REO"', "0.00_ ;[Red]-0.00",
    "[Blue]0.0;[Red]-0.0;0", "# ?/?", '0.00;-0.00;""', "#,##0;-#,##0;;@", "[$-804]0.00", "[DBNum1][$-804]General",
    "0.00 ", "+0.0;-0.0", "[>=100]0;0.0",
)  # fmt: skip
OTHERWISE = (
    ('0.0"万"', "1.2", "1.2万"),
    ('0.0"万吨"', "1.2", "1.2万吨"),
    ('0"千克"', "5000", "5000千克"),
    ('#,##0"kg"', "5000", "5,000kg"),
    ('#,##0" 公斤"', "5000", "5,000 公斤"),
    ("0%", "0.5", "50%"),
    ("0.00%", "0.1234", "12.34%"),
    ("0‰", "0.005", "5‰"),
    ("#,##0,", "1234567", "1,235"),
    ("0.0,", "12345", "12.3"),
    ("0.00,,", "12345678", "12.35"),
    ('0!.0,"万"', "12345", "1.2万"),
    ("¥#,##0.00", "5", "¥5.00"),
    ("[$¥-804]#,##0", "5", "¥5"),
    ("[$$-409]#,##0.00", "5", "$5.00"),
    ('[>=10000]0.0,"千";0', "12345", "12.3千"),
    (";;;", "5", ""),
    ('"合格"', "5", "合格"),
    ('0;"负数"', "-5", "负数"),
    ('0"年"', "2021", "2021年"),
    ('0.0"%"', "5", "5.0%"),
)


@pytest.mark.parametrize("code", PLAIN)
@pytest.mark.parametrize("value", ["1234.567", "0", "5", "-3"])
def test_a_plain_format_shows_the_figure(code: str, value: str) -> None:
    assert shown_otherwise(code, Decimal(value)) is None


@pytest.mark.parametrize("code", PLAIN)
def test_a_plain_format_needs_no_look_at_its_cells(code: str) -> None:
    assert is_always_plain(code) or code.startswith("[>")


@pytest.mark.parametrize(("code", "value", "shown"), OTHERWISE)
def test_another_unit_or_scale_is_reported_as_shown(code: str, value: str, shown: str) -> None:
    assert shown_otherwise(code, Decimal(value)) == shown
    assert not is_always_plain(code)


@pytest.mark.parametrize("code", ['[>=10000]0.0,"千";0', '0;"负数"'])
def test_a_section_that_does_not_apply_changes_nothing(code: str) -> None:
    assert shown_otherwise(code, Decimal(5)) is None


@pytest.mark.parametrize("code", ["", ";", "[", '"', "\\", "0" * 300, "[>=x]0", "_", "*", "[$]0", "0;0;0;0;0;0"])
def test_no_format_breaks_it(code: str) -> None:
    for value in (Decimal("1e300"), Decimal(0)):
        shown = shown_otherwise(code, value)
        assert shown is None or shown.strip() == shown
    assert is_always_plain(code) in {True, False}
