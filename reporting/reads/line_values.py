"""A report's lines as plain values, for what reads or writes ten thousand of them at once."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from common.periods import speaks_chinese
from reporting.models import ElementOutput, ProductionReport
from reporting.reads.cells import ELEMENT, Value
from reporting.rules.form import COLUMNS, WITH_ELEMENTS, columns_of

# The columns before a line's figures in the queried rows.
HEAD = ("pk", "enterprise", "category", "enterprise__credit_code", "enterprise__name_zh", "enterprise__name_en")
TAIL = ("no_production_reason", "note")
FIELDS = (*COLUMNS, "reason", "note")


class LineValues(NamedTuple):
    """A line: whose it is, and its values by the fields of the form; those of other categories are left out."""

    enterprise: int
    category: str
    names: tuple[str, str]
    # The enterprise's name in the reader's language.
    name: str
    values: Mapping[str, Value]


def line_values(report: ProductionReport) -> dict[tuple[str, str], LineValues]:
    """Every line by credit code and category."""
    parts: dict[int, dict[str, Value]] = defaultdict(dict)
    for line, element, tonnes in ElementOutput.objects.filter(line__report=report).values_list(
        "line", "element", "tonnes"
    ):
        parts[line][ELEMENT + element] = tonnes
    held = {category: {one.name for one in columns_of(category)} for category in ("mining_rock", "separation")}
    found, chinese = {}, speaks_chinese()
    for pk, enterprise, category, code, name_zh, name_en, *values in (
        report.lines.order_by().values_list(*HEAD, *COLUMNS, *TAIL)
    ):  # fmt: skip
        stored: dict[str, Value] = dict(zip(FIELDS, values, strict=True))
        if category not in WITH_ELEMENTS:
            for name in COLUMNS.keys() - held["mining_rock"]:
                del stored[name]
        stored |= parts.get(pk, {})
        found[code, category] = LineValues(
            enterprise, category, (name_zh, name_en), name_zh if chinese else name_en, stored
        )
    return found
