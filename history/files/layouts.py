"""The layouts of the workbooks of past years: their headings in both languages, keys and units."""

from allocations.files.categories import WORDS
from allocations.rules.violations import CATEGORY_NAMES
from common.quantities import Category
from documents.files.layouts import CODE_NAMES, ENTERPRISE_NAMES, Heading, Layout

CATEGORIES = (Category.MINING_ROCK, Category.MINING_IONIC, Category.SEPARATION)
MONTHS = tuple(range(1, 13))
TOTAL, RESERVE, MONTH = "total-", "reserve-", "month-"
UNIT = "吨REO"
# What follows a category's name in the heading of a quota.
_QUOTA = ("", "指标", "分解指标", "全年指标", "下达指标")
_YEAR = Heading("year", "年度", "year", "part", ("年份", "指标年度"))
_BATCH = ("批次", "batch", ("通知批次", "第几批"))
_GROUP_NAMES = ("集团", "集团名称", "所属集团", "企业（集团）", "rare-earth group", "group")
_NUMBER = Heading("number_in_list", "序号", "no.", "text", ("编号",), read=False)
_CODE = Heading("code", "统一社会信用代码", "unified social credit code", "code", CODE_NAMES)
_NAME = Heading("name", "企业", "enterprise", "name", ENTERPRISE_NAMES)


def _quota_of(category: str) -> Heading:
    zh, en = CATEGORY_NAMES[category]
    names = dict.fromkeys((zh, *WORDS[Category(category)]))
    words = [f"{name}{word}" for name in names for word in _QUOTA if f"{name}{word}" != zh]
    return Heading(str(category), zh, en, variants=tuple(words))


def _short(category: str) -> str:
    return CATEGORY_NAMES[category][0].partition("（")[0]


HEADS = Layout(
    "history-notices",
    (
        _YEAR,
        # A notice is known by its batch.
        Heading("batch", _BATCH[0], _BATCH[1], "code", _BATCH[2]),
        Heading("title", "标题", "title", "text", ("通知标题", "文件名称")),
        Heading("document_number", "发文字号", "document number", "text", ("文号",)),
        Heading("signed_on", "成文日期", "date signed", "text", ("印发日期",)),
        Heading("published_on", "发布日期", "date published", "text", ("公布日期",)),
        Heading("includes", "含前批", "includes earlier batches", "text", ("是否含前批", "含已下达指标")),
        Heading("working_days", "备案工作日", "working days to file", "text", ("备案期限（工作日）",)),
        Heading("fixed_day", "备案截止日期", "fixed day to file by", "text", ("备案截止日",)),
        *(
            Heading(TOTAL + category, f"{_short(category)}总量", f"total, {CATEGORY_NAMES[category][1]}")
            for category in CATEGORIES
        ),
        *(
            Heading(RESERVE + category, f"{_short(category)}预留", f"reserve, {CATEGORY_NAMES[category][1]}")
            for category in CATEGORIES
        ),
        _NUMBER,
    ),
)
SHARES = Layout(
    "history-shares",
    (
        _YEAR,
        Heading("batch", _BATCH[0], _BATCH[1], "part", _BATCH[2]),
        Heading("name", "稀土集团", "rare-earth group", "name", (*_GROUP_NAMES, *ENTERPRISE_NAMES)),
        *(_quota_of(category) for category in CATEGORIES),
        _NUMBER,
    ),
)
SPLITS = Layout(
    "history-splits",
    (
        _YEAR,
        _CODE,
        _NAME,
        Heading("group", "稀土集团", "rare-earth group", "part", _GROUP_NAMES[:-1]),
        *(_quota_of(category) for category in CATEGORIES),
        _NUMBER,
    ),
)
OUTPUTS = Layout(
    "history-outputs",
    (
        _YEAR,
        Heading("month", "月份", "month", "part", ("月度", "报告月份")),
        _CODE,
        _NAME,
        Heading("group", "稀土集团", "rare-earth group", "part", _GROUP_NAMES[:-1]),
        Heading("category", "类别", "category", "part", ("产品类别", "指标类别", "矿种", "品种")),
        Heading("output", "产量", "output", variants=("本月产量", "当月产量", "月产量", "本期产量")),
        *(
            Heading(
                f"{MONTH}{number}", f"{number}月", f"month {number}", variants=(f"{number}月产量", f"{number:02}月")
            )
            for number in MONTHS
        ),
        _NUMBER,
    ),
)
LAYOUTS = {layout.name: layout for layout in (HEADS, SHARES, SPLITS, OUTPUTS)}
