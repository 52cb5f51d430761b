"""Pasted blocks and where they have to land. Tabs are written as “|”, line breaks as “/”, and a stroke as “~”.

A case: the table, the block, the figures by “row.column”, the reasons for what is left out, those for what is refused,
and, where the cell in hand is not the first one, its row and column.
"""

from typing import NamedTuple

CODE = {"baotou": "91150200000000001A", "gansu": "91620400000000002B", "zibo": "91370300000000003C"}
FOREIGN = "91110000000000009X"
HEADS = "本月产量|月初库存|外购量|自用量|销售量|月末库存|追溯系统数据"
NAMED = f"企业名称|{HEADS}"
BAOTOU, GANSU, ZIBO = "包头冶炼分离厂", "甘肃稀土新材料股份有限公司", "淄博加华新材料资源有限公司"


class Case(NamedTuple):
    """One block."""

    table: str
    block: str
    filled: str
    left_out: str = ""
    refused: str = ""
    start: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """As it is on the clipboard."""
        return self.block.replace("|", "\t").replace("/", "\n").replace("~", "/")


# Figures alone, by position: as a sheet does it.
PLAIN = [
    Case("report", "5", "r1.output=5"),
    Case("report", "5/6/7", "r1.output=5 r2.output=6 r3.output=7"),
    Case("report", "5|6", "r1.output=5 r1.opening_stock=6"),
    Case("report", "5|6/7|8", "r1.output=5 r1.opening_stock=6 r2.output=7 r2.opening_stock=8"),
    Case("report", "5|6/7|8/", "r1.output=5 r1.opening_stock=6 r2.output=7 r2.opening_stock=8"),
    Case("report", "5/6/ ", "r1.output=5 r2.output=6"),
    Case("report", "5\r/6\r/", "r1.output=5 r2.output=6"),
    Case("report", "5\r6", "r1.output=5 r2.output=6"),
    Case("report", "1|2|3|4|5|6|7", "r1.output=1 r1.opening_stock=2 r1.purchases=3 r1.used=4 r1.sales=5 "
         "r1.closing_stock=6 r1.traceability_quantity=7"),
    Case("report", "3,100.5|1443.1", "r1.output=3100.5 r1.opening_stock=1443.1"),
    Case("report", "１，９００|１２", "r1.output=1900 r1.opening_stock=12"),
    Case("report", "1000吨|2t|3 吨 REO", "r1.output=1000 r1.opening_stock=2 r1.purchases=3"),
    Case("report", ".5|5.|+5", "r1.output=0.5 r1.opening_stock=5 r1.purchases=5"),
    Case("report", "-0|0", "r1.output=0 r1.opening_stock=0"),
    Case("report", "5\u200b|\ufeff6", "r1.output=5 r1.opening_stock=6"),
    Case("report", "\ufeff5|6", "r1.output=5 r1.opening_stock=6"),
    Case("report", "5\u00a0|\u30006", "r1.output=5 r1.opening_stock=6"),
    Case("report", '"12/"|1443.1', "r1.output=12 r1.opening_stock=1443.1"),
    Case("report", '"12"|"6"', "r1.output=12 r1.opening_stock=6"),
    Case("report", '"/12/"|6/7|8', "r1.output=12 r1.opening_stock=6 r2.output=7 r2.opening_stock=8"),
    Case("report", '"1,234.5"|6', "r1.output=1234.5 r1.opening_stock=6"),
    Case("report", "1 234 567.5", "r1.output=1234567.5"),
    Case("report", "7|8", "r2.sales=7 r2.closing_stock=8", start=(1, 7)),
    Case("report", "7", "r3.traceability_quantity=7", start=(2, 9)),
    Case("report", "5|", "r1.output=5 r1.opening_stock="),
    Case("report", "|5", "r1.output= r1.opening_stock=5"),
    Case("report", "5|6//7|8", "r1.output=5 r1.opening_stock=6 r3.output=7 r3.opening_stock=8"),
    Case("annex", "1|2|3", "minmetals.rock=1 minmetals.ionic=2 minmetals.separation=3"),
    Case("annex", "1/2/3", "minmetals.rock=1 chinalco.rock=2 northern.rock=3"),
    Case("split", "1", "r1.rock=1"),
    Case("split", "10//30", "r1.rock=10 r3.rock=30"),
    Case("explanations", "检修停产", "d1.explanation=检修停产"),
    Case("explanations", "计量误差/在途货物", "d1.explanation=计量误差 d2.explanation=在途货物"),
    Case("explanations", '"甲""乙"""', 'd1.explanation=甲"乙"'),
    Case("explanations", "5", "d1.explanation=5"),
    Case("explanations", "-", "d1.explanation=-"),
]  # fmt: skip

# What lies beside the table or on a cell that is locked.
OUTSIDE = [
    Case("report", "1/2/3/4", "r1.output=1 r2.output=2 r3.output=3", "outside"),
    Case("report", "1/2/3/4/5", "r1.output=1 r2.output=2 r3.output=3", "outside outside"),
    Case("report", "1|2|3|4|5|6|7|8", "r1.output=1 r1.opening_stock=2 r1.purchases=3 r1.used=4 r1.sales=5 "
         "r1.closing_stock=6 r1.traceability_quantity=7", "computed"),
    Case("report", "1|2|3", "r3.traceability_quantity=1", "computed outside", start=(2, 9)),
    Case("report", "1|2", "r3.traceability_quantity=1", "computed", start=(2, 9)),
    Case("split", "10/20/30/40", "r1.rock=10 r3.rock=30 r4.rock=40", "no_entry"),
    Case("split", "10/20/30/40/50", "r1.rock=10 r3.rock=30 r4.rock=40", "no_entry outside"),
    Case("split", "1|2|3", "r1.rock=1 r1.separation=3", "computed"),
    Case("annex", "1|2|3|4", "minmetals.rock=1 minmetals.ionic=2 minmetals.separation=3", "outside"),
]  # fmt: skip

# Case 3 of the practice, and headings in other orders, words and company.
CASE_3 = f"{HEADS}/3,100.5|1443.1|0|0|2,000|2543.6|3100.5/１，９００|1035.6|||1000吨|1935.6|1900/合计||||3000/"
CASE_3_FILLED = (
    "r1.output=3100.5 r1.opening_stock=1443.1 r1.purchases=0 r1.used=0 r1.sales=2000 r1.closing_stock=2543.6 "
    "r1.traceability_quantity=3100.5 r2.output=1900 r2.opening_stock=1035.6 r2.purchases= r2.used= r2.sales=1000 "
    "r2.closing_stock=1935.6 r2.traceability_quantity=1900"
)
HEADED = [
    Case("report", CASE_3, CASE_3_FILLED, "heading total"),
    Case("report", "本月产量/5/6", "r1.output=5 r2.output=6", "heading"),
    Case("report", "本月产量/5/6/7/8", "r1.output=5 r2.output=6 r3.output=7", "heading outside"),
    Case("report", "销售量|本月产量/5|6", "r1.sales=5 r1.output=6", "heading"),
    Case("report", "本月产量|销售量/5|6", "r1.output=5 r1.sales=6", "heading", start=(0, 8)),
    Case("report", "期初库存|期末库存/5|6", "r1.opening_stock=5 r1.closing_stock=6", "heading"),
    Case("report", "本月产量（吨）|销售量(t)/5|6", "r1.output=5 r1.sales=6", "heading"),
    Case("report", "本月产量（吨REO）|销售量（单位：吨）/5|6", "r1.output=5 r1.sales=6", "heading"),
    Case("report", "本月产量 *|销售量*/5|6", "r1.output=5 r1.sales=6", "heading"),
    Case("report", "本 月 产 量|销售\u200b量/5|6", "r1.output=5 r1.sales=6", "heading"),
    Case("report", '"本月/产量"|"销售/量"/5|6', "r1.output=5 r1.sales=6", "heading"),
    Case("report", "output|sales/5|6", "r1.output=5 r1.sales=6", "heading"),
    Case("report", "Output|Closing Stock/5|6", "r1.output=5 r1.closing_stock=6", "heading"),
    Case("report", "ＯＵＴＰＵＴ|sales/5|6", "r1.output=5 r1.sales=6", "heading"),
    Case("report", "本月产量|辅助列|销售量/5|99|6", "r1.output=5 r1.sales=6", "heading unknown_heading"),
    Case("report", "本月产量||销售量/5|99|6", "r1.output=5 r1.sales=6", "heading no_heading"),
    Case("report", "本月产量||销售量/5||6", "r1.output=5 r1.sales=6", "heading"),
    Case("report", "本月产量|上月产量|销售量/5|99|6", "r1.output=5 r1.sales=6", "computed heading"),
    Case("report", "年度指标|截至上月累计|上月产量|本月产量/1|2|3|4", "r1.output=4", "computed computed computed heading"),
    Case("report", "本月产量|本月产量|销售量/5|9|6", "r1.sales=6", "heading", "doubled_heading doubled_heading"),
    Case("report", "本月产量（万吨）|销售量/5|6", "r1.sales=6", "heading", "heading_with_other_unit"),
    Case("report", "本月产量(kg)|销售量(公斤)|外购量/5|6|7", "r1.purchases=7", "heading",
         "heading_with_other_unit heading_with_other_unit"),
    Case("report", "本月产量~万吨|销售量/5|6", "r1.sales=6", "heading", "heading_with_other_unit"),
    Case("report", "本月产量~吨|销售量/5|6", "r1.output=5 r1.sales=6", "heading"),
    Case("report", "产量|销售量/5|6", "r1.sales=6", "heading unknown_heading"),
    Case("report", "9月生产情况/本月产量|销售量/5|6", "r1.output=5 r1.sales=6", "heading title"),
    Case("report", "单位：吨/本月产量|销售量/5|6", "r1.output=5 r1.sales=6", "heading title"),
    Case("report", "9月生产情况/ /本月产量|销售量/5|6", "r1.output=5 r1.sales=6", "heading title"),
    Case("report", "本月产量|销售量/5|6/本月产量|销售量/7|8", "r1.output=5 r1.sales=6 r2.output=7 r2.sales=8",
         "heading heading"),
    Case("report", "本月产量|销售量/5|6/小计|6/7|8", "r1.output=5 r1.sales=6 r2.output=7 r2.sales=8", "heading total"),
    Case("report", "本月产量|销售量/5|6/总 计|6", "r1.output=5 r1.sales=6", "heading total"),
    Case("report", "本月产量|销售量/5|6/Total|6", "r1.output=5 r1.sales=6", "heading total"),
    Case("report", "本月产量|销售量/5|6/Grand total|6", "r1.output=5 r1.sales=6", "heading total"),
    Case("report", "本月产量|销售量/5|6/注：含外购", "r1.output=5 r1.sales=6", "heading note"),
    Case("report", "本月产量|销售量/5|6/填报人：张三|审核人：李四", "r1.output=5 r1.sales=6", "heading note"),
    Case("report", "本月产量|销售量/5|6//备注：无", "r1.output=5 r1.sales=6", "heading note"),
    Case("report", "本月产量|自有及集团内矿产品/5|6", "r1.output=5 r1.feed_own=6", "heading"),
    Case("report", "进口矿产品/6/7", "r1.feed_imported=6 r2.feed_imported=7", "heading"),
    Case("report", "本月产量/-", "", "heading", "nil_mark"),
    Case("report", "本月产量/无/5", "r2.output=5", "heading", "nil_mark"),
    Case("report", "本月产量|销售量/5|6", "r2.output=5 r2.sales=6", "heading", start=(1, 3)),
    Case("filled", "本月产量|销售量/|6", "r1.output= r1.sales=6", "heading"),
    Case("annex", "冶炼分离|离子型|岩矿型/3|2|1", "minmetals.separation=3 minmetals.ionic=2 minmetals.rock=1", "heading"),
    Case("annex", "冶炼分离产品|岩矿型（轻）稀土/3|1", "minmetals.separation=3 minmetals.rock=1", "heading"),
    Case("split", "冶炼分离|岩矿型稀土/3|1/4|2", "r1.separation=3 r1.rock=1", "heading no_entry no_entry"),
    Case("report", "本月产量", "", "heading"),
    Case("report", HEADS, "", "heading"),
]  # fmt: skip

# Rows follow names and credit codes.
NAMES = [
    Case("report", f"{BAOTOU}|5/{GANSU}|6", "r1.output=5 r2.output=6"),
    Case("report", f"{GANSU}|6/{BAOTOU}|5", "r1.output=5 r2.output=6"),
    Case("report", f"{ZIBO}|7/{BAOTOU}|5", "r3.output=7 r1.output=5", start=(2, 3)),
    Case("report", f"{GANSU}|6|7", "r2.output=6 r2.opening_stock=7"),
    Case("report", f"{GANSU}|6|7", "r2.sales=6 r2.closing_stock=7", start=(0, 7)),
    Case("report", f"{CODE['gansu']}|6/{CODE['baotou']}|5", "r2.output=6 r1.output=5"),
    Case("report", f"{CODE['gansu'].lower()}|6", "r2.output=6"),
    Case("report", f"{CODE['gansu']} |6", "r2.output=6"),
    Case("report", f"{CODE['gansu']}|{GANSU}|6", "r2.output=6"),
    Case("report", f"{GANSU}|{CODE['gansu']}|6", "r2.output=6"),
    Case("report", f"1|{GANSU}|6/2|{BAOTOU}|5", "r2.output=6 r1.output=5"),
    Case("report", f"1|{CODE['gansu']}|{GANSU}|6/2|{CODE['baotou']}|{BAOTOU}|5", "r2.output=6 r1.output=5"),
    Case("report", "甘肃稀土集团有限责任公司|6", "r2.output=6"),
    Case("report", "甘肃稀土集团有限责任公司|6/甘肃稀土新材料股份有限公司|7", "", "", "doubled_row doubled_row"),
    Case("report", "Baotou Separation Plant|5", "r1.output=5"),
    Case("report", "baotou  separation plant|5", "r1.output=5"),
    Case("report", "包头冶炼 分离厂|5", "r1.output=5"),
    Case("report", "包头冶炼分离厂\u200b|5", "r1.output=5"),
    Case("report", f'"{GANSU}/"|6', "r2.output=6"),
    Case("report", f"{BAOTOU}|5/不认识的企业|6", "r1.output=5", "unknown_row"),
    Case("report", "不认识的企业|6", "", "unknown_row"),
    Case("report", "不认识的企业|6/又一家|7", "", "unknown_row unknown_row"),
    Case("report", f"{FOREIGN}|6", "", "unknown_row"),
    Case("report", f"{FOREIGN}|{GANSU}|6", "", "", "code_and_name_differ"),
    Case("report", f"{CODE['baotou']}|{GANSU}|6", "", "", "code_and_name_differ"),
    Case("report", f"{CODE['baotou']}|{BAOTOU}|5/合计||5", "r1.output=5", "total"),
    Case("report", f"{GANSU}|6/{GANSU}|7/{BAOTOU}|5", "r1.output=5", "", "doubled_row doubled_row"),
    Case("report", f"{BAOTOU}|5/ |/{GANSU}|6", "r1.output=5 r2.output=6"),
    Case("report", f"{BAOTOU}|5/合计|11", "r1.output=5", "total"),
    Case("report", f"{BAOTOU}|5/全集团合计|11", "r1.output=5", "total"),
    Case("report", f"合计|11/{BAOTOU}|5", "r1.output=5", "total"),
    Case("report", f"{BAOTOU}|5/注：按干量计", "r1.output=5", "note"),
    Case("report", f"{BAOTOU}|很多/{GANSU}|6", "r2.output=6", "", "not_a_figure"),
    Case("report", f"{BAOTOU}|", "r1.output="),
    Case("report", f"{BAOTOU}|-5", "", "", "negative"),
    Case("report", f"{BAOTOU}|100|200|30|5|6|7|8|9|10|11|12", "r1.output=5 r1.opening_stock=6 r1.purchases=7 r1.used=8 "
         "r1.sales=9 r1.closing_stock=10 r1.traceability_quantity=11", "computed computed computed computed"),
    Case("twins", "华美稀土|5", "", "", "ambiguous_row"),
    Case("twins", "91150200000000005E|5", "r2.output=5"),
    Case("annex", "北方稀土|1|2|3", "northern.rock=1 northern.ionic=2 northern.separation=3"),
    Case("annex", "中国北方稀土(集团)高科技股份有限公司|1", "northern.rock=1"),
    Case("annex", "中铝|1/五矿稀土|2", "chinalco.rock=1 minmetals.rock=2"),
    Case("split", "丙|30/甲|10", "r3.rock=30 r1.rock=10"),
    Case("split", "乙|20/甲|10", "r1.rock=10", "no_entry"),
    Case("explanations", f"{GANSU}|在途货物", "d2.explanation=在途货物"),
    Case("explanations", f"{GANSU}|", "d2.explanation="),
]  # fmt: skip

# Both.
WHOLE = [
    Case("report", f"{NAMED}/{GANSU}|1|2|3|4|5|6|7", "r2.output=1 r2.opening_stock=2 r2.purchases=3 r2.used=4 r2.sales=5 "
         "r2.closing_stock=6 r2.traceability_quantity=7", "heading"),
    Case("report", f"企业名称|销售量|本月产量/{GANSU}|6|5/{BAOTOU}|8|7", "r2.sales=6 r2.output=5 r1.sales=8 r1.output=7",
         "heading"),
    Case("report", f"序号|企业名称|本月产量/1|{GANSU}|5", "r2.output=5", "heading"),
    Case("report", f"统一社会信用代码|企业名称|本月产量/{CODE['gansu']}|{GANSU}|5", "r2.output=5", "heading"),
    Case("report", f"统一社会信用代码|企业名称|本月产量/{CODE['gansu']}|甘肃稀土|5", "r2.output=5", "heading"),
    Case("report", f"统一社会信用代码|企业名称|本月产量/{FOREIGN}|{GANSU}|5", "", "heading", "code_and_name_differ"),
    Case("report", f"本月产量|企业名称/5|{GANSU}", "r2.output=5", "heading"),
    Case("report", f"企业名称|年度指标|本月产量|剩余指标/{GANSU}|100|5|95", "r2.output=5", "computed computed heading"),
    Case("report", "企业名称|本月产量/|5", "", "heading no_name"),
    Case("report", f"企业名称|本月产量/{GANSU}|5/合计|5", "r2.output=5", "heading total"),
    Case("report", f"企业名称|本月产量/{GANSU}|5/|5", "r2.output=5", "heading no_name"),
    Case("report", f"企业名称|类别|本月产量/{GANSU}|冶炼分离|5/{GANSU}|岩矿型|6", "r2.output=5", "heading other_part"),
    Case("report", f"企业名称|类别|本月产量/{GANSU}||5", "r2.output=5", "heading"),
    Case("report", f"9月报表/企业名称|本月产量/{GANSU}|5/填报人：张三", "r2.output=5", "heading note title"),
    Case("report", f"Enterprise|Output|Sales/{GANSU}|5|6", "r2.output=5 r2.sales=6", "heading"),
    Case("report", f"企业名称|本月产量|产量占比/{GANSU}|5|50%", "r2.output=5", "heading unknown_heading"),
    Case("report", f"企业名称|本月产量|本月产量/{GANSU}|5|6", "", "heading", "doubled_heading doubled_heading"),
    Case("report", f"企业名称|本月产量/{GANSU}|5公斤", "", "heading", "other_unit"),
    Case("report", f"企业名称|本月产量/{GANSU}|#DIV~0!", "", "heading", "not_a_figure"),
    Case("report", f"企业名称|本月产量/{GANSU}|停产", "", "heading", "nil_mark"),
    Case("annex", "集团|冶炼分离|离子型|岩矿型/北方稀土|3|2|1", "northern.separation=3 northern.ionic=2 northern.rock=1",
         "heading"),
    Case("annex", "序号|集团名称|岩矿型（轻）稀土|离子型（以中重为主）稀土|冶炼分离/1|中铝|1|2|3/合计||1|2|3",
         "chinalco.rock=1 chinalco.ionic=2 chinalco.separation=3", "heading total"),
    Case("explanations", f"企业名称|说明原因/{GANSU}|在途货物", "d2.explanation=在途货物", "heading"),
    Case("explanations", f"企业名称|差异|说明原因/{GANSU}|5|在途货物", "d2.explanation=在途货物", "computed heading"),
]  # fmt: skip

# What is no figure.
REFUSED = [
    Case("report", "很多", "", "", "not_a_figure"),
    Case("report", "-1|-", "", "", "negative nil_mark"),
    Case("report", "(5)|−5", "", "", "negative negative"),
    Case("report", "1.2万|50%", "", "", "other_unit other_unit"),
    Case("report", "5kg|5公斤", "", "", "other_unit other_unit"),
    Case("report", "1.2345", "", "", "too_fine"),
    Case("report", "99999999", "", "", "absurd"),
    Case("report", "1e5|1,23", "", "", "not_a_figure not_a_figure"),
    Case("report", "#N~A|=A1", "", "", "not_a_figure not_a_figure"),
    Case("report", "2021-09-30|9月", "", "", "not_a_figure not_a_figure"),
    Case("report", "5|x|6", "r1.output=5 r1.purchases=6", "", "not_a_figure"),
    Case("report", "五|十二", "", "", "not_a_figure not_a_figure"),
    Case("report", "~|—", "", "", "nil_mark nil_mark"),
    Case("report", "5\u20086", "", "", "not_a_figure"),
    Case("report", "1443,1", "", "", "not_a_figure"),
    Case("report", "本月产量|5/销售量|6", "", "", "turned"),
    Case("report", "本月产量|5|6/月初库存|7|8/销售量|9|10", "", "", "turned"),
    Case("annex", "岩矿型|1/离子型|2", "", "", "turned"),
    Case("report", '"12', "", "", "not_a_figure"),
    Case("report", '"12|5', "r1.opening_stock=5", "", "not_a_figure"),
    Case("report", '1"2|5', "r1.opening_stock=5", "", "not_a_figure"),
]  # fmt: skip

CASES = [*PLAIN, *OUTSIDE, *HEADED, *NAMES, *WHOLE, *REFUSED]
# Blocks that are taken at once: nothing but figures, all of them for cells, none emptied.
TAKEN_AT_ONCE = PLAIN
