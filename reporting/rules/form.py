"""The form's columns.

Arranged from the notice's requirements, not the official annex 2.
"""

from dataclasses import dataclass

# Written into every workbook; a template of another form version is refused.
FORM_VERSION = "2021-1"
LABEL_ZH = "依据通知要求整理的格式，非官方附件2原样"
LABEL_EN = "a form arranged from the notice's requirements, not the official annex 2"

ALL_PARTS = frozenset({"mining", "separation"})


@dataclass(frozen=True)
class Column:
    """A figure of a line, t REO. A required one must be typed, 0 where there is nothing."""

    name: str
    zh: str
    en: str
    required: bool
    parts: frozenset[str] = ALL_PARTS


FLOWS = (
    Column("output", "本月产量", "output", required=True),
    Column("opening_stock", "月初库存", "opening stock", required=True),
    Column("purchases", "外购量", "purchases", required=False),
    Column("used", "自用量", "own use", required=False),
    Column("sales", "销售量", "sales", required=True),
    Column("closing_stock", "月末库存", "closing stock", required=True),
    Column("traceability_quantity", "追溯系统数据", "traceability system", required=True),
)
FEEDS = (
    Column("feed_own", "自有及集团内矿产品", "own or group ore", False, frozenset({"separation"})),
    Column("feed_domestic", "外购国内矿产品", "purchased domestic ore", False, frozenset({"separation"})),
    Column("feed_imported", "进口矿产品", "imported ore", False, frozenset({"separation"})),
    Column("feed_other", "独居石等其他原料", "monazite and other", False, frozenset({"separation"})),
    Column("feed_secondary", "二次资源", "secondary resources", False, frozenset({"separation"})),
)
COLUMNS = {column.name: column for column in (*FLOWS, *FEEDS)}

ELEMENTS = (
    "La", "Ce", "Pr", "Nd", "PrNd", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y", "mixed",
)  # fmt: skip
ELEMENT_NAMES_ZH = dict(
    zip(
        ELEMENTS,
        [
            "镧",
            "铈",
            "镨",
            "钕",
            "镨钕",
            "钐",
            "铕",
            "钆",
            "铽",
            "镝",
            "钬",
            "铒",
            "铥",
            "镱",
            "镥",
            "钇",
            "混合",
        ],
        strict=True,
    )
)
# Why an enterprise produced nothing: a month of no production is a report too.
NO_PRODUCTION = {
    "planned": ("按计划未安排生产", "no production planned"),
    "maintenance": ("检修停产", "shut down for maintenance"),
    "whole_shutdown": ("全部停产", "shut down entirely"),
    "ordered": ("停产整改", "ordered to stop and rectify"),
    "no_quota": ("无指标，未生产", "no quota, no production"),
    "no_feed": ("原料不足", "no feed"),
}


def part_of(category: str) -> str:
    """“mining” (part A) or “separation” (parts B and C)."""
    return "separation" if category == "separation" else "mining"


# The categories whose output is reported by element (part C).
WITH_ELEMENTS = frozenset({"separation"})


def columns_of(category: str) -> tuple[Column, ...]:
    """The columns that a line of this category has."""
    return tuple(column for column in COLUMNS.values() if part_of(category) in column.parts)


def cell_name(field: str, enterprise: int, category: str) -> str:
    """Names a cell everywhere: in the page's form, in refusals, in the workbook's preview and in the API."""
    return f"{field}-{enterprise}-{category}"
