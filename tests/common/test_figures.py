"""One grammar of figures: tests/data/figures.json holds its examples, for Python here and for the grid in the browser."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from common.quantities import format_tonnes_plain, parse_tonnes

EXAMPLES = json.loads((Path(__file__).parent.parent / "data" / "figures.json").read_text(encoding="utf-8"))
CODES = {"not_a_figure", "nil_mark", "other_unit", "negative", "absurd", "too_fine"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: ascii(example["typed"]))
def test_a_figure_is_read_or_refused_as_its_example_says(example: dict[str, str | None]) -> None:
    typed = example["typed"] or ""
    if example["refused"]:
        with pytest.raises(ValidationError) as refused:
            parse_tonnes(typed)
        assert refused.value.code == example["refused"]
        return
    value = parse_tonnes(typed)
    assert (None if value is None else format_tonnes_plain(value)) == example["value"]


def test_the_examples_cover_every_refusal_and_repeat_nothing() -> None:
    assert {example["refused"] for example in EXAMPLES} == CODES | {None}
    assert len({example["typed"] for example in EXAMPLES}) == len(EXAMPLES)
    assert all(set(example) == {"typed", "value", "refused"} for example in EXAMPLES)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("5000公斤", "“5000公斤” is not in tonnes; figures are in tonnes REO: type 5."),
        ("1.2万吨", "“1.2万吨” is not in tonnes; figures are in tonnes REO: type 12000."),
        ("50%", "“50%” is not in tonnes; type the quantity in tonnes REO."),
        ("\u22125", "“\u22125” is negative; a quantity is 0 or more."),
        ("（5）", "“（5）” is negative; a quantity is 0 or more."),
        ("无", "“无” means that there is nothing; type 0, or choose a reason for no production."),
        ("\ufeffabc\u200b\n", "“abc” is not a figure; type tonnes like 1234.567."),
    ],
)
def test_the_sentence_names_what_was_typed_and_the_way_out(typed: str, sentence: str) -> None:
    with translation.override("en"):
        with pytest.raises(ValidationError) as refused:
            parse_tonnes(typed)
        assert refused.value.messages == [sentence]
