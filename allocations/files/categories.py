"""What people call the three categories in tables that come in."""

from functools import lru_cache

from allocations.rules.violations import CATEGORY_NAMES
from common.quantities import Category
from documents.files.layouts import normal

WORDS = {
    Category.MINING_ROCK: ("岩矿型", "岩矿型稀土", "岩矿型稀土(轻)", "岩矿型稀土矿", "轻稀土矿", "岩矿"),
    Category.MINING_IONIC: ("离子型", "离子型稀土", "离子型稀土(以中重为主)", "离子型稀土矿", "中重稀土矿", "离子矿"),
    Category.SEPARATION: ("冶炼分离", "冶炼分离产品", "分离产品", "冶炼"),
}
CATEGORY_WORDS = {
    normal(word): category
    for category, words in WORDS.items()
    for word in (str(category), *CATEGORY_NAMES[category], *words)
}

# What follows a category's name in the heading of a quota, in templates and in users' own sheets.
QUOTA_WORDS = ("", "指标", "分解指标", "全年指标", "调整后", "调整后指标", "分配指标", "下达指标")


def quota_headings(category: Category) -> list[str]:
    """Every heading under which a table may have the category's quota."""
    names = (*CATEGORY_NAMES[category], CATEGORY_NAMES[category][0].partition("（")[0], *WORDS[category])
    return list(dict.fromkeys(f"{name}{word}" for name in names for word in QUOTA_WORDS))


@lru_cache(maxsize=1000)
def category_named(text: str) -> Category | None:
    """The category that a cell names; None for anything else."""
    return CATEGORY_WORDS.get(normal(text))
