"""What columns, elements, reasons and categories are called, and by which names a pasted block may call them."""

from collections.abc import Iterable

from common.periods import speaks_chinese
from common.quantities import Category
from reporting.rules.form import ELEMENT_NAMES_ZH, NO_PRODUCTION, Column
from reporting.rules.violations import CATEGORY_NAMES

# What people call the columns in sheets of their own, besides their names in both languages: pasted or uploaded.
OTHER_NAMES = {
    "output": ("产量", "当月产量", "本期产量", "生产量", "本月实际产量"),
    "opening_stock": ("期初库存", "月初库存量", "期初库存量", "上月末库存"),
    "purchases": ("外购", "本月外购量", "采购量", "购入量"),
    "used": ("自用", "本月自用量", "领用量", "own consumption"),
    "sales": ("销量", "本月销售量", "销售", "本月销量", "外销量"),
    "closing_stock": ("期末库存", "月末库存量", "期末库存量", "本月末库存"),
    "traceability_quantity": (
        "追溯系统数量", "追溯系统量", "追溯量", "追溯系统产量", "追溯数据", "traceability quantity",
    ),
}  # fmt: skip
PART_NAMES = {
    Category.MINING_ROCK: ("岩矿型", "岩矿型稀土", "岩矿型（轻）稀土"),
    Category.MINING_IONIC: ("离子型", "离子型稀土", "离子型（以中重为主）稀土"),
    Category.SEPARATION: ("冶炼分离产品",),
}


def column_label(column: Column) -> str:
    """A column's name in the reader's language."""
    return column.zh if speaks_chinese() else column.en


def element_label(name: str) -> str:
    """An element's name in the reader's language: 镧 La, La."""
    if not speaks_chinese():
        return name
    return ELEMENT_NAMES_ZH[name] if name == "mixed" else f"{ELEMENT_NAMES_ZH[name]} {name}"


def reason_label(code: str) -> str:
    """Why nothing was produced, in the reader's language."""
    zh, en = NO_PRODUCTION[code]
    return zh if speaks_chinese() else en


def listed(names: Iterable[str]) -> str:
    """Names as a grid's data attributes hold them."""
    return "|".join(dict.fromkeys(name for name in names if name))


def column_names(column: Column) -> str:
    """Every name of a column."""
    return listed((column.zh, column.en, *OTHER_NAMES.get(column.name, ())))


def element_names(name: str) -> str:
    """Every name of an element's column."""
    zh = ELEMENT_NAMES_ZH[name]
    return listed((zh, name, f"{zh} {name}", f"{zh}({name})", f"氧化{zh}"))


def part_names(category: Category) -> str:
    """Every name of a category."""
    return listed((*CATEGORY_NAMES[category], str(category.label), str(category), *PART_NAMES[category]))
