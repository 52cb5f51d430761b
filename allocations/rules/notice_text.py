"""The wording of a notice: the placeholders that the system fills, and the contradictions to the data that are refused. Pure.

A placeholder is written as 【name】. What the data determine is written by a placeholder only, so that the document
and the data cannot differ.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from allocations.rules.violations import Violation

DIGITS = "一二三四五六七八九"
PLACE = re.compile(r"【([^【】]*)】")
# Each place: what it is filled with, for the legend of the entry page.
PLACES = {
    "年份": ("通知年份，如2021", "the year of the notice"),
    "年度批次": ("年度或批次，如2021年度、2022年第二批", "the year, or the year's batch"),
    "开采总量": ("矿产品总量（岩矿型与离子型之和），含单位", "the mining total with its unit"),
    "冶炼分离总量": ("冶炼分离产品总量，含单位", "the smelting-separation total with its unit"),
    "预留说明": ("预留指标的说明；无预留时不出现", "what is held back; empty without a reserve"),
    "含前批说明": ("含已下达批次的说明；不含时不出现", "which earlier batches the figures include; empty if none"),
    "分解期限": ("分解下达的期限，如10个工作日内", "the time to file the split"),
    "备案单位": ("分解方案报送备案的单位", "who filings go to"),
    "不得分配情形": ("规则集中不得分配指标的各项情形", "the grounds of the rule set that bar an enterprise"),
    "集团名单": ("附件1所列各集团名称", "the groups of annex 1"),
    "集团数": ("附件1所列集团数", "how many groups annex 1 names"),
    "报表日": ("月度报表截止日期", "the day on which monthly reports are due"),
    "批准说明": ("批准机关的说明，如经国务院批准，", "who approved it above; empty if nobody"),
    "公布名单要求": ("公布生产企业名单的要求", "that groups publish their producing enterprises"),
}
_NUMERAL = "[0-9０-９一二三四五六七八九十百千万两,，．.]+"
# What the data determine and only a place may say: a pattern, and the places to use instead.
TYPED = (
    (re.compile(_NUMERAL + r"\s*吨"), "【开采总量】【冶炼分离总量】【预留说明】"),
    (re.compile(_NUMERAL + r"\s*个?工作日"), "【分解期限】"),
    (re.compile(r"每月\s*" + _NUMERAL + r"\s*日"), "【报表日】"),
    (re.compile(_NUMERAL + r"\s*家稀土集团"), "【集团数】"),
)
YEARS = re.compile(r"(\d{4})\s*年(?:度|第)")


@dataclass(frozen=True)
class Part:
    """A piece of the wording: the name of its field, its label, and its text."""

    cell: str
    zh: str
    en: str
    wording: str


@dataclass(frozen=True)
class PartyFacts:
    """A party outside the system: what it does, its name, and the document in which it did."""

    signs: bool
    name: str
    reference: str


@dataclass(frozen=True)
class TextFacts:
    """The wording in its order, the value of each placeholder, the required placeholders, and the year."""

    parts: tuple[Part, ...]
    values: Mapping[str, str]
    needed: frozenset[str]
    year: int


def clause_number(position: int) -> str:
    """The number of a clause as printed: 一, 十, 十一, 二十."""
    tens, ones = divmod(position, 10)
    head = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens - 1]}十"
    return head + (DIGITS[ones - 1] if ones else "")


def without_number(wording: str) -> str:
    """The wording without a number typed before it: numbers follow from the order."""
    return re.sub(r"^\s*[一二三四五六七八九十]+、\s*", "", wording).strip()


def fill(wording: str, values: Mapping[str, str]) -> str:
    """The wording with its places filled. A name that is no place stays, to be seen."""
    return PLACE.sub(lambda found: values.get(found[1], found[0]), wording)


def pieces(wording: str, values: Mapping[str, str]) -> list[tuple[str, bool]]:
    """The wording as (text, whether the system filled it), for the screen."""
    found, end = [], 0
    for place in PLACE.finditer(wording):
        found += [(wording[end : place.start()], False), (values.get(place[1], place[0]), True)]
        end = place.end()
    return [(text, filled) for text, filled in [*found, (wording[end:], False)] if text]


def places_are_known(facts: TextFacts) -> list[Violation]:
    """【】中只能写系统可填写的内容。 A place is one that the system can fill."""
    return [
        Violation(
            "unknown_place",
            part.cell,
            f"{part.zh}中的“【{name}】”不是系统可填写的内容；请从所列项目中选用。",
            f"{part.en}: “【{name}】” is no place that the system fills; use one of the list.",
        )
        for part in facts.parts
        for name in PLACE.findall(part.wording)
        if name not in PLACES
    ]


def places_are_there(facts: TextFacts) -> list[Violation]:
    """数据确定的内容须在正文中出现。 What the data say has its place in the wording."""
    used = {name for part in facts.parts for name in PLACE.findall(part.wording)}
    return [
        Violation(
            "place_missing",
            "text",
            f"正文中缺少“【{name}】”（{PLACES[name][0]}）；请写入相应条款。",
            f"The text lacks “【{name}】” ({PLACES[name][1]}); put it into its clause.",
        )
        for name in PLACES
        if name in facts.needed and name not in used
    ]


def nothing_demanded_that_is_not(facts: TextFacts) -> list[Violation]:
    """数据中没有的要求不得写入正文。 The wording demands no list that the data do not."""
    return [
        Violation(
            "place_empty",
            part.cell,
            f"{part.zh}写有“【{name}】”，但通知数据中没有这项要求；请删去该条或更正数据。",
            f"{part.en} has “【{name}】”, which the notice's data do not demand; delete it or correct the data.",
        )
        for part in facts.parts
        for name in PLACE.findall(part.wording)
        if name == "公布名单要求" and not facts.values.get(name)
    ]


def nothing_typed_that_is_data(facts: TextFacts) -> list[Violation]:
    """由数据确定的数字不得手写。 A figure or term that the data determine is not typed."""
    faults = []
    for part in facts.parts:
        plain = PLACE.sub("", part.wording)
        for pattern, instead in TYPED:
            if found := pattern.search(plain):
                faults.append(
                    Violation(
                        "typed_figure",
                        part.cell,
                        f"{part.zh}中手写了“{found[0]}”；该内容由数据确定，请改用{instead}。",
                        f"{part.en}: “{found[0]}” is typed, but the data determine it; use {instead} instead.",
                    )
                )
    return faults


def the_year_is_the_notices(facts: TextFacts) -> list[Violation]:
    """正文中的年度应与通知一致。 A year in the wording is the notice's."""
    return [
        Violation(
            "other_year",
            part.cell,
            f"{part.zh}写有“{year}年”，与通知年份{facts.year}年不一致；请改用【年度批次】。",
            f"{part.en} names the year {year}, the notice is of {facts.year}; use 【年度批次】 instead.",
        )
        for part in facts.parts
        for year in YEARS.findall(PLACE.sub("", part.wording))
        if int(year) != facts.year
    ]


def check_parties(signs_here: frozenset[str], outside: tuple[PartyFacts, ...]) -> list[Violation]:
    """通知由工业和信息化部下达，会签和批准须有文件。 MIIT signs; who signs or approves outside did so in a document."""
    found = []
    if "miit" not in signs_here:
        found.append(
            Violation(
                "miit_does_not_sign", "signs", "签署单位中缺少工业和信息化部。", "MIIT is not among those that sign."
            )
        )
    for party in outside:
        if not party.reference:
            zh, en = ("会签", "countersignature") if party.signs else ("批准", "approval")
            cell = "cosigner_document" if party.signs else "approval_document"
            said = (
                f"{party.name}的{zh}文件未填写；请填写文号。",
                f"The document of the {en} of {party.name} is missing.",
            )
            found.append(Violation("party_without_document", cell, *said))
    return found


def check_text(facts: TextFacts) -> list[Violation]:
    """Every rule of a notice's wording."""
    return [
        *places_are_known(facts),
        *places_are_there(facts),
        *nothing_demanded_that_is_not(facts),
        *nothing_typed_that_is_data(facts),
        *the_year_is_the_notices(facts),
    ]
