"""The empty workbooks of past years to download: headings, how each is filled in, and an example that says so."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from allocations.rules.violations import CATEGORY_NAMES
from common.quantities import Category
from documents.files.layouts import Heading, Layout
from documents.files.workbooks import Column, Sheet, Value, write_workbook
from history.files.layouts import HEADS, OUTPUTS, SHARES, SPLITS, UNIT
from history.files.register import FORMS

BLANK_ROWS = 30
EXAMPLE = "示例"
# A made-up enterprise of the examples; its code has a right check character.
CODE, NAME, GROUP = "91150000MA00000015", "示例稀土企业", "中国北方稀土（集团）高科技股份有限公司"
WIDTHS = {"code": 21, "name": 32, "title": 44, "group": 32, "document_number": 24}
# What of a layout is left out of its template: a row per month is the other way of handing in outputs.
OTHER_WAY = {"month", "output", "number_in_list"}


def history_template(kind: str) -> bytes:
    """The template of a kind. Raises KeyError for one that there is not."""
    return write_workbook([*TEMPLATES[kind](), _examples(kind)], meta={"form": f"history-{kind}"})


def _sheet(title: str, heading: str, layout: Layout, note: str) -> Sheet:
    columns = [_column(one) for one in _headings(layout)]
    blank: list[Value] = [None] * len(columns)
    return Sheet(title=title, columns=columns, rows=[blank] * BLANK_ROWS, heading=(heading, note))


def _headings(layout: Layout) -> list[Heading]:
    return [one for one in layout.headings if one.field not in OTHER_WAY]


def _column(one: Heading) -> Column:
    if one.kind == "figure":
        return Column(one.zh, UNIT, 13, "tonnes", locked=False)
    kind = "day" if one.field in {"signed_on", "published_on", "fixed_day"} else "text"
    return Column(one.zh, width=WIDTHS.get(one.field, 12), kind=kind, locked=False)  # type: ignore[arg-type]


def _notices() -> list[Sheet]:
    return [
        _sheet("通知", "历年指标下达通知", HEADS, "每份通知一行；“含前批”填是或否；备案工作日与备案截止日期填一项。"),
        _sheet("集团指标", "历年通知附件1", SHARES, "每份通知每个集团一行；“其中：某公司”另起一行，写在所属集团之下。"),
    ]


def _splits() -> list[Sheet]:
    return [_sheet("分解方案", "历年指标分解方案（已备案）", SPLITS, "每家企业一行，填写全年指标；空格表示没有指标。")]


def _outputs() -> list[Sheet]:
    return [_sheet("月度产量", "历年各月产量", OUTPUTS, "每家企业每个类别一行；没有生产填0，空格表示没有数据。")]


def _register() -> list[Sheet]:
    return [
        Sheet(
            title=form.title,
            columns=[one.column for one in form.fields],
            rows=[[None] * len(form.fields)] * BLANK_ROWS,
            heading=(f"历年企业名录 {form.title}", "日期写成2019-12-31；止日空格表示至今。"),
        )
        for form in FORMS
    ]


TEMPLATES: Mapping[str, Callable[[], list[Sheet]]] = {
    "register": _register,
    "notices": _notices,
    "splits": _splits,
    "outputs": _outputs,
}


def _examples(kind: str) -> Sheet:
    """A sheet of filled-in lines to look at; its columns are named in the first column, so that it is never read."""
    lines: list[list[Value]] = []
    for title, example in EXAMPLES[kind]:
        lines += [[title, column, value] for column, value in example.items()]
    columns = [Column("所在工作表", width=16), Column("栏目", width=30), Column("填写示例", width=48)]
    rows = [[sheet, column, _shown(value)] for sheet, column, value in lines]
    return Sheet(title=EXAMPLE, columns=columns, rows=rows, heading=("填写示例（虚构，本表不读取）",))


def _shown(value: Value) -> Value:
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value


def _zh(category: Category) -> str:
    return CATEGORY_NAMES[category][0]


_WHO: Mapping[str, Value] = {"统一社会信用代码": CODE, "企业": NAME}
_TOTALS: Mapping[str, Value] = {
    "岩矿型稀土总量": Decimal(120850),
    "离子型稀土总量": Decimal(19150),
    "冶炼分离总量": Decimal(135000),
}
EXAMPLES: Mapping[str, tuple[tuple[str, Mapping[str, Value]], ...]] = {
    "register": (
        (
            "企业",
            {
                "统一社会信用代码": CODE, "企业名称": NAME, "类型": "冶炼分离企业", "岩矿型": "否", "离子型": "否",
                "省份": "内蒙古自治区", "城市": "示例市",
            },
        ),
        ("集团归属", {"统一社会信用代码": CODE, "稀土集团": GROUP, "起": date(2018, 1, 1), "止": date(2019, 12, 31)}),
        ("曾用名", {"统一社会信用代码": CODE, "曾用名": "示例稀土厂", "最后使用日期": date(2020, 6, 30)}),
    ),
    "notices": (
        (
            "通知",
            {
                "年度": "2020", "批次": "2", "标题": "关于下达2020年度稀土开采、冶炼分离总量控制指标的通知",
                "发布日期": date(2020, 7, 2), "含前批": "是", "备案工作日": "10", **_TOTALS,
            },
        ),
        (
            "集团指标",
            {
                "年度": "2020", "批次": "2", "稀土集团": GROUP,
                _zh(Category.MINING_ROCK): Decimal(73550), _zh(Category.SEPARATION): Decimal(63784),
            },
        ),
    ),
    "splits": (
        ("分解方案", {"年度": "2020", **_WHO, "稀土集团": GROUP, _zh(Category.SEPARATION): Decimal(12000)}),
    ),
    "outputs": (
        ("月度产量", {"年度": "2020", **_WHO, "类别": "冶炼分离", "1月": Decimal(1000), "2月": Decimal(800)}),
        ("一月一行也可以", {"年度": "2020", "月份": "1", **_WHO, "类别": "冶炼分离", "产量": Decimal(1000)}),
    ),
}  # fmt: skip
