"""What people type becomes exact tonnes, or a sentence."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from common.quantities import (
    ABSURD,
    TonnesField,
    TonnesFormField,
    format_tonnes,
    format_tonnes_plain,
    parse_tonnes,
    places_needed,
    tonnes,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.567", "1234.567"),
        ("１，２３４．５", "1234.5"),
        (" 1 234 吨", "1234"),
        ("168000吨（REO）", "168000"),
        ("1,234,567.001", "1234567.001"),
        ("12t", "12"),
        ("0", "0"),
        ("0.001", "0.001"),
        ("+5", "5"),
        (".5", "0.5"),
        ("1.500", "1.5"),
    ],
)
def test_it_understands_what_people_type(text: str, value: str) -> None:
    assert parse_tonnes(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "  ", "　", "吨"])
def test_an_empty_cell_is_not_zero(text: str) -> None:
    assert parse_tonnes(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("abc", "not_a_figure"),
        ("1,23", "not_a_figure"),
        ("1.2.3", "not_a_figure"),
        ("1e5", "not_a_figure"),
        ("NaN", "not_a_figure"),
        ("Infinity", "not_a_figure"),
        ("=1+1", "not_a_figure"),
        ("1.2,345", "not_a_figure"),
        ("１２磅", "not_a_figure"),
        ("-1", "negative"),
        ("－０．００１", "negative"),
        ("10000000", "absurd"),
        ("0.0001", "too_fine"),
    ],
)
def test_it_refuses_with_a_sentence_that_repeats_what_was_typed(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_tonnes(text)
    assert refused.value.code == code
    assert text in refused.value.messages[0]


@given(st.decimals(min_value=0, max_value=ABSURD - 1, places=3))
def test_what_is_shown_can_be_typed_again(value: Decimal) -> None:
    assert parse_tonnes(format_tonnes(value)) == value
    assert parse_tonnes(format_tonnes_plain(value)) == value


@given(st.decimals(min_value=-(10**7), max_value=10**7, places=3))
def test_the_database_gives_back_exactly_what_it_got(value: Decimal) -> None:
    field = TonnesField()
    stored = field.get_prep_value(value)
    assert isinstance(stored, int)
    assert field.from_db_value(stored, None, None) == value


def test_floats_are_never_tonnes() -> None:
    with pytest.raises(ValueError, match="float"):
        tonnes(0.1)  # type: ignore[arg-type]


def test_less_than_a_kilogram_is_not_stored() -> None:
    with pytest.raises(ValueError, match="three places"):
        TonnesField().get_prep_value(Decimal("0.0001"))


def test_a_column_shows_as_many_places_as_its_finest_figure_needs() -> None:
    assert places_needed([Decimal("1.000"), Decimal("2.500"), None]) == 1
    assert places_needed([Decimal("10"), None]) == 0
    assert format_tonnes(Decimal("1234.5"), places=3) == "1,234.500"
    assert format_tonnes(None) == "–"


def test_a_form_field_keeps_zero_apart_from_nothing() -> None:
    field = TonnesFormField(required=True)
    assert field.clean("0") == Decimal(0)
    with pytest.raises(ValidationError):
        field.clean("")
