"""What an inspection looks at and may find, each with its clause; data per rule set, no Django."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of finding. `fact` is what it writes into the register; empty for what eligibility does not ask."""

    code: str
    clause: str
    zh: str
    en: str
    fact: str = ""


KINDS = {
    kind.code: kind
    for kind in (
        Kind("emission", "通知三（三）", "污染物排放不达标", "emission above the standard", "test"),
        Kind("radiation", "通知三（三）", "放射性防护不达标", "radiation protection below the standard", "test"),
        Kind("tailings", "通知三（四）", "尾矿库不符合管理要求", "tailings pond not as required", "evaluation"),
        Kind("halt", "通知三（五）", "停产", "production halted", "halt"),
        # The notice bars an enterprise with illegal feed through the order that stops it (三（一）（二）).
        Kind("illegal_feed", "通知四", "采购、加工非法稀土矿产品", "illegal feed bought or processed", "order"),
        Kind("toll_processing", "通知四", "代加工稀土矿产品", "toll processing"),
        Kind("illegal_ore", "通知四", "非法开采稀土矿产品", "ore mined illegally"),
        Kind("mineral_products", "通知四", "综合利用企业以稀土矿产品为原料", "mineral products used for utilisation"),
        Kind("untrue_data", "通知七", "伪报、瞒报、随意更改数据", "untrue, withheld or altered data"),
        Kind("other", "通知五", "其他问题", "something else"),
    )
}


_NUMBERS = {number: str(digit) for digit, number in enumerate("一二三四五六七", 1)}


def clause_in_english(clause: str) -> str:
    """A clause of the notice as English pages number it: 通知三（一） is “Notice, 3(1)”."""
    digits = "".join(_NUMBERS.get(sign, sign) for sign in clause.removeprefix("通知"))
    return "Notice, " + digits.translate(str.maketrans("（）", "()"))


@dataclass(frozen=True)
class Item:
    """A line of the checklist."""

    code: str
    clause: str
    zh: str
    en: str


_PAPERS = Item(
    "papers", "通知三（一）", "采矿许可证、安全生产许可证、项目批准文件有效", "licences and approvals in force"
)
_CAPACITY = Item(
    "capacity", "通知三（二）", "工艺未列入淘汰目录，产能符合要求", "process allowed, capacity as required"
)
_ALL = (
    _PAPERS,
    _CAPACITY,
    Item("emission", "通知三（三）", "污染物排放达标", "emission within the standard"),
    Item("radiation", "通知三（三）", "放射性防护达标", "radiation protection as required"),
    Item("tailings", "通知三（四）", "尾矿库管理符合要求", "tailings ponds as required"),
    Item("production", "通知三（五）", "未长期停产", "no long halt"),
    Item("feed", "通知四", "无非法原料、无代加工", "no illegal feed, no toll processing"),
    Item("quota", "通知一", "无超指标生产", "no output above the quota"),
    Item("data", "通知七", "报表、台账与追溯系统数据一致", "reports, ledgers and traceability data agree"),
)
_DISCHARGE = Item("discharge", "通知三（三）", "按照排污许可证排放污染物", "discharge as permitted")
CHECKLISTS: dict[str, tuple[Item, ...]] = {"2021": _ALL, "2024": (*_ALL, _DISCHARGE)}
