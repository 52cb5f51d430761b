"""Tables that blocks are pasted into: a report's part B, a split, annex 1, and explanations."""

from typing import Any


def computed(key: str, *names: str) -> dict[str, Any]:
    return {"key": key, "names": list(names), "entry": False}


def entry(key: str, *names: str) -> dict[str, Any]:
    return {"key": key, "names": list(names), "entry": True}


BAOTOU = ["91150200000000001A", "包头冶炼分离厂", "Baotou Separation Plant"]
GANSU = ["91620400000000002B", "甘肃稀土新材料股份有限公司", "甘肃稀土集团有限责任公司"]
ZIBO = ["91370300000000003C", "淄博加华新材料资源有限公司"]
TWIN_A = ["91150200000000004D", "华美稀土"]
TWIN_B = ["91150200000000005E", "华美稀土"]

REPORT = {
    "columns": [
        computed("quota", "年度指标", "quota of the year"),
        computed("before", "截至上月累计", "cumulative until last month"),
        computed("last", "上月产量", "last month"),
        entry("output", "本月产量", "output"),
        entry("opening_stock", "月初库存", "期初库存", "opening stock"),
        entry("purchases", "外购量", "purchases"),
        entry("used", "自用量", "own use"),
        entry("sales", "销售量", "sales"),
        entry("closing_stock", "月末库存", "期末库存", "closing stock"),
        entry("traceability_quantity", "追溯系统数据", "traceability system"),
        computed("remaining", "剩余指标", "remaining"),
    ],
    "elsewhere": [
        {"key": "feed_own", "names": ["自有及集团内矿产品", "own or group ore"]},
        {"key": "feed_imported", "names": ["进口矿产品", "imported ore"]},
    ],
    "rows": [
        {"key": "r1", "names": BAOTOU},
        {"key": "r2", "names": GANSU[:2], "otherNames": GANSU[2:]},
        {"key": "r3", "names": ZIBO},
    ],
    "part": {"names": ["冶炼分离", "separation"]},
}
FILLED = {**REPORT, "filled": {"r1.output": "12", "r1.sales": "7"}}
TWINS = {**REPORT, "rows": [{"key": "r1", "names": TWIN_A}, {"key": "r2", "names": TWIN_B}]}
SPLIT = {
    "columns": [
        computed("province", "所在地", "province"),
        computed("before-rock", "原指标"),
        entry("rock", "岩矿型（轻）稀土", "岩矿型稀土", "rock-type (light) rare earth"),
        computed("before-separation", "原指标"),
        entry("separation", "冶炼分离", "smelting-separation"),
    ],
    "rows": [{"key": f"r{number}", "names": [name]} for number, name in enumerate(["甲", "乙", "丙", "丁"], 1)],
    "locked": ["r2.rock", "r2.separation"],
}
ANNEX = {
    "columns": [
        entry("rock", "岩矿型（轻）稀土", "岩矿型", "rock-type"),
        entry("ionic", "离子型（以中重为主）稀土", "离子型", "ion-adsorption"),
        entry("separation", "冶炼分离", "冶炼分离产品", "smelting-separation"),
    ],
    "rows": [
        {"key": "minmetals", "names": ["中国五矿集团有限公司", "五矿稀土"]},
        {"key": "chinalco", "names": ["中国铝业集团有限公司", "中铝"]},
        {"key": "northern", "names": ["中国北方稀土（集团）高科技股份有限公司", "北方稀土"]},
    ],
}
EXPLANATIONS = {
    "columns": [computed("difference", "差异", "difference"), entry("explanation", "说明原因", "explanation")],
    "rows": [{"key": "d1", "names": BAOTOU}, {"key": "d2", "names": GANSU}],
    "texts": ["explanation"],
}
LAYOUTS = {
    "report": REPORT,
    "filled": FILLED,
    "twins": TWINS,
    "split": SPLIT,
    "annex": ANNEX,
    "explanations": EXPLANATIONS,
}
# Where the cell in hand is, when a case does not say.
STARTS = {
    "report": (0, 3),
    "filled": (0, 3),
    "twins": (0, 3),
    "split": (0, 2),
    "annex": (0, 0),
    "explanations": (0, 1),
}
