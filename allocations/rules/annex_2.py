"""Annex 2 of a notice, the form of the monthly report, as our own labelled arrangement.

The official columns are not known. The form that groups fill in is reporting's; a test keeps the two alike.
"""

ANNEX_2_LABEL = "依据通知要求整理的格式，非官方附件2原样"
# Empty rows of each part as printed.
ANNEX_2_ROWS = 4
_HEAD = ("企业名称", "类别", "全年指标")
_FLOWS = ("本月产量", "月初库存", "外购量", "自用量", "销售量", "月末库存", "追溯系统数据")
_CUMULATIVE = ("本年累计", "上年同期累计", "完成率（%）", "剩余指标")
_FEEDS = ("自有及集团内矿产品", "外购国内矿产品", "进口矿产品", "独居石等其他原料", "二次资源")
_ELEMENTS = (
    "镧", "铈", "镨", "钕", "镨钕", "钐", "铕", "钆", "铽", "镝", "钬", "铒", "铥", "镱", "镥", "钇", "混合",
)  # fmt: skip
# Each part: its letter and title, and its columns. Figures in t REO.
ANNEX_2_PARTS = (
    ("A　矿产品", (*_HEAD, *_FLOWS, *_CUMULATIVE, "备注")),
    ("B　冶炼分离产品", (*_HEAD[::2], *_FLOWS, *_CUMULATIVE, "备注")),
    ("B　冶炼分离投入原料", ("企业名称", *_FEEDS, "收率（%）")),
    ("C　冶炼分离产品按元素", ("企业名称", *_ELEMENTS)),
)
