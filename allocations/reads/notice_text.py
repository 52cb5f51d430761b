"""A notice's wording with its places filled from the data, for page, PDF and check."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from allocations.models import Notice
from allocations.reads.annex import name_then
from allocations.rules.notice_text import PLACE, Part, TextFacts, clause_number, fill, pieces
from common.quantities import format_tonnes_plain
from enterprises.rules.eligibility import RULE_SETS, clause_text

ZERO = Decimal(0)
MINING = ("mining_rock", "mining_ionic")
CATEGORIES = {"mining_rock": "岩矿型稀土（轻）", "mining_ionic": "离子型稀土（以中重为主）", "separation": "冶炼分离"}


@dataclass(frozen=True)
class ClauseText:
    """A clause: its number, its wording, and the wording in pieces of which each says whether the system filled it."""

    number: str
    wording: str
    pieces: list[tuple[str, bool]]

    @property
    def paragraphs(self) -> list[str]:
        """The filled wording, paragraph by paragraph, as printed."""
        return [line for line in "".join(text for text, _filled in self.pieces).split("\n") if line.strip()]


@dataclass(frozen=True)
class FilledText:
    """The whole wording, filled."""

    addressees: str
    opening: str
    clauses: list[ClauseText]
    contacts: str
    annexes: list[str]


def notice_text(notice: Notice) -> FilledText:
    """The wording of a notice as it is printed."""
    values, text = values_of(notice), notice.text
    return FilledText(
        addressees=fill(text.addressees, values),
        opening=fill(text.opening, values),
        clauses=[ClauseText(row.number, row.wording, pieces(row.wording, values)) for row in notice.clauses.all()],
        contacts=text.contacts,
        annexes=[fill(title, values) for title in (text.annex_1, text.annex_2) if title],
    )


def text_facts(notice: Notice) -> TextFacts:
    """What the rules need of the wording."""
    text = notice.text
    around = [
        Part("addressees", "主送机关", "The addressees", text.addressees),
        Part("opening", "开头", "The opening", text.opening),
    ]
    clauses = [
        Part(f"clauses[{row.position}]", f"第{row.number}条", f"Clause {row.position}", row.wording)
        for row in notice.clauses.all()
    ]
    titles = [
        Part("annex_1", "附件1名称", "The title of annex 1", text.annex_1),
        Part("annex_2", "附件2名称", "The title of annex 2", text.annex_2),
    ]
    return TextFacts((*around, *clauses, *titles), values_of(notice), frozenset(_needed(notice)), notice.year)


def _needed(notice: Notice) -> set[str]:
    """The places without which the document would not say what the data say."""
    stated = {row.category for row in notice.totals.all() if row.stated}
    needed = {"报表日", "不得分配情形"}
    needed |= {"开采总量"} if stated & set(MINING) else set()
    needed |= {"冶炼分离总量"} if "separation" in stated else set()
    needed |= {"预留说明"} if any(row.reserve for row in notice.totals.all()) else set()
    needed |= {"含前批说明"} if _included(notice) else set()
    needed |= {"批准说明"} if _approval(notice) else set()
    needed |= {"公布名单要求"} if notice.publish_enterprise_list else set()
    return needed | ({"分解期限", "备案单位"} if notice.allocations.exists() else set())


def values_of(notice: Notice) -> dict[str, str]:
    """What each place of the wording is filled with."""
    stated = {row.category: row.stated for row in notice.totals.all()}
    lines = notice.allocations.select_related("group").prefetch_related("group__former_names")
    # A revocation goes to whom the notice went, though it gives nobody anything.
    revokes = notice.kind == Notice.Kind.REVOCATION
    groups = list(dict.fromkeys(name_then(notice, line.group) for line in lines if line.stated or revokes))
    return {
        "年份": str(notice.year),
        "年度批次": _year_or_batch(notice),
        "开采总量": f"{format_tonnes_plain(sum((stated.get(name, ZERO) for name in MINING), ZERO))}吨",
        "冶炼分离总量": f"{format_tonnes_plain(stated.get('separation', ZERO))}吨",
        "预留说明": _reserve(notice),
        "含前批说明": _included(notice),
        "分解期限": _term(notice),
        "备案单位": file_to_text(notice.file_to),
        "不得分配情形": "\n" + "\n".join(_grounds(notice.rule_set)),
        "集团名单": "、".join(groups),
        "集团数": str(len(groups)),
        "报表日": str(notice.report_due_day),
        "批准说明": _approval(notice),
        "公布名单要求": "公布获得指标的生产企业名单，接受社会监督" if notice.publish_enterprise_list else "",
    }


def _approval(notice: Notice) -> str:
    names = "、".join(party.printed for party in notice.parties.all() if party.role == party.Role.APPROVES)
    return f"经{names}批准，" if names else ""


def _year_or_batch(notice: Notice) -> str:
    return f"{notice.year}年度" if notice.figures_include_prior else f"{notice.year}年{batch_text(notice.batch)}"


def batch_text(batch: int) -> str:
    """第一批, 第二批, …"""
    return f"第{clause_number(batch)}批"


def _reserve(notice: Notice) -> str:
    held = "、".join(
        f"{CATEGORIES[row.category]}{format_tonnes_plain(row.reserve)}吨" for row in notice.totals.all() if row.reserve
    )
    return f"，其中预留{held}，视情况另行下达" if held else ""


def _included(notice: Notice) -> str:
    if not notice.figures_include_prior:
        return ""
    earlier = Notice.objects.issued().of_year(notice.year).filter(batch__lt=notice.batch)
    batches = "、".join(batch_text(batch) for batch in earlier.values_list("batch", flat=True))
    return f"，上述指标均含已下达的{batches}指标" if batches else ""


def _term(notice: Notice) -> str:
    day = notice.filing_fixed_day
    return f"{day.year}年{day.month}月{day.day}日前" if day else f"{notice.filing_working_days}个工作日内"


def file_to_text(kinds: Iterable[str]) -> str:
    """Who filings go to, as a notice names them: provinces of the enterprises after the ministries."""
    names = {"miit": "工业和信息化", "mnr": "自然资源"}
    ministries = [f"{names[kind]}部" for kind in ("miit", "mnr") if kind in kinds]
    provinces = [names[kind] for kind in ("miit", "mnr") if f"province_{kind}" in kinds]
    local = f"所在省（自治区）{'、'.join(provinces)}主管部门" if provinces else ""
    return "及".join(part for part in ("、".join(ministries), local) if part)


def _grounds(rule_set: str) -> list[str]:
    """The grounds as a notice lists them: a semicolon after each but the last."""
    texts = [clause_text(clause, rule_set).rstrip("。；") for clause in RULE_SETS[rule_set].grounds]
    return [f"{text}{'。' if text == texts[-1] else '；'}" for text in texts]


def grounds_number(notice: Notice) -> str:
    """The number of the clause that lists the grounds, by which they are cited; 三 while the text has no placeholder."""
    for row in notice.clauses.all():
        if "不得分配情形" in PLACE.findall(row.wording):
            return row.number
    return clause_number(3)
