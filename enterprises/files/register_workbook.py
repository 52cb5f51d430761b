"""The register as a workbook: its sheets, columns and the text of every cell. It is in Chinese, like the official forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.constraints import NotValid
from common.quantities import format_tonnes_plain, parse_tonnes
from documents.files.layouts import CODE_NAMES, ENTERPRISE_NAMES, Heading, Layout
from documents.files.workbooks import Column, Value

FORM = "register-1"
WITHDRAWN = "已撤回"
CONFIRMATION_STATUSES = {"unconfirmed": "待核实", "confirmed": "已核实", "disputed": "有异议", "withdrawn": WITHDRAWN}
YES_NO = {"True": "是", "False": "否"}
ENTERPRISE_KINDS = {"mine": "矿山企业", "separation": "冶炼分离企业", "utilisation": "综合利用企业"}
LICENCES = {
    "mining_licence": "采矿许可证",
    "safety_licence": "安全生产许可证",
    "recovery_project": "回收利用稀土资源项目批准文件",
    "discharge_permit": "排污许可证",
    "radiation_permit": "辐射安全许可证",
}
TESTS = {"emission": "污染物排放", "radiation": "放射性防护"}
GRADES = {"normal": "正常库", "ill": "病库", "dangerous": "险库", "critical": "危库"}


@dataclass(frozen=True)
class Field:
    """A column: the field it fills, how it is read, and whether it identifies rows or may change later.

    `may` says what an import may do to a row on record: nothing, `fill` an empty cell once, or `edit` it.
    """

    name: str
    head: str
    kind: Literal["text", "day", "tonnes", "choice", "province", "group", "pond", "permit"] = "text"
    choices: Mapping[str, str] | None = None
    key: bool = False
    may: Literal["", "fill", "edit"] = ""
    unit: str = ""
    width: int = 16

    @property
    def column(self) -> Column:
        kind: Literal["text", "tonnes", "day"] = self.kind if self.kind in {"day", "tonnes"} else "text"
        return Column(self.head, self.unit, self.width, kind, locked=False)


STANDING = "confirmation_status"
# What sheets of other offices call a column.
OTHER_NAMES = {
    "name_zh": ENTERPRISE_NAMES,
    "province": ("省", "所在省", "所在省份", "省（区、市）"),
    "city": ("市", "所在市", "所在城市"),
    "group": ("集团", "所属集团", "所属稀土集团"),
    "permit": ("许可证编号", "排污许可证号", "排污许可证"),
    "number": ("证号", "证书编号", "许可证编号"),
    "tonnes_per_year": ("年产能", "批准产能", "核准产能"),
}
CODE = Field("code", "统一社会信用代码", key=True, width=21)


@dataclass(frozen=True)
class SheetForm:
    """One sheet: the rows of one kind."""

    title: str
    slug: str
    fields: tuple[Field, ...]

    @property
    def judged(self) -> bool:
        """Whether its rows are evidence, with two columns that an import does not read."""
        return self.slug not in {"enterprise", "membership"}

    @property
    def columns(self) -> list[Column]:
        locked = [Column("属地核实", width=12), Column("所附文件", width=40)] if self.judged else []
        return [*(field.column for field in self.fields), *locked]

    @property
    def layout(self) -> Layout:
        """Its headings; the two columns that an import does not read are known, too."""
        own = (
            Heading(
                field.name,
                field.head,
                kind="code" if field is CODE else "figure" if field.kind == "tonnes" else "text",
                variants=CODE_NAMES if field is CODE else OTHER_NAMES.get(field.name, ()),
            )
            for field in self.fields
        )
        locked = (
            Heading(STANDING, "属地核实", kind="text", read=False),
            Heading("document_of", "所附文件", kind="text", read=False),
            Heading("row_number", "序号", kind="text", read=False),
        )
        return Layout(f"register-{self.slug}", (*own, *locked))

    def key_of(self, texts: Mapping[str, str]) -> tuple[str, ...]:
        """The key of the row within its sheet."""
        return tuple(texts[field.name] for field in self.fields if field.key)


SHEETS = (
    SheetForm(
        "企业",
        "enterprise",
        (
            CODE,
            Field("name_zh", "企业名称", may="edit", width=32),
            Field("name_en", "英文名称", may="edit", width=32),
            Field("kind", "类型", "choice", ENTERPRISE_KINDS),
            Field("has_rock", "岩矿型", "choice", YES_NO, width=8),
            Field("has_ionic", "离子型", "choice", YES_NO, width=8),
            Field("province", "省份", "province", may="edit"),
            Field("city", "城市", may="edit"),
        ),
    ),
    SheetForm(
        "集团归属",
        "membership",
        (
            CODE,
            Field("group", "稀土集团", "group", key=True, width=28),
            Field("valid_from", "起", "day", key=True),
            Field("valid_to", "止", "day", may="fill"),
        ),
    ),
    SheetForm(
        "证照",
        "licence",
        (
            CODE,
            Field("kind", "种类", "choice", LICENCES, key=True, width=26),
            Field("number", "编号", key=True, width=28),
            Field("holder", "持有人", width=32),
            Field("issuer", "发证机关", width=26),
            Field("valid_from", "有效期起", "day"),
            Field("valid_to", "有效期止", "day"),
            Field("revoked_on", "吊销日期", "day", may="fill"),
        ),
    ),
    SheetForm(
        "产能",
        "capacity",
        (
            CODE,
            Field("document", "批准文件", key=True, width=28),
            Field("valid_from", "批准日期", "day", key=True),
            Field("tonnes_per_year", "产能", "tonnes", unit="吨REO/年"),
            Field("process", "工艺", width=20),
            Field("eliminated", "列入禁止或淘汰目录", "choice", YES_NO),
        ),
    ),
    SheetForm(
        "环保检测",
        "test",
        (
            CODE,
            Field("kind", "种类", "choice", TESTS, key=True),
            Field("report", "报告", key=True, width=28),
            Field("tested_on", "检测日期", "day", key=True),
            Field("passed", "合格", "choice", YES_NO, width=8),
            Field("valid_until", "有效期至", "day"),
            Field("tested_by", "检测单位", width=26),
        ),
    ),
    SheetForm("尾矿库", "pond", (CODE, Field("name", "名称", key=True, width=28))),
    SheetForm(
        "尾矿库评价",
        "evaluation",
        (
            CODE,
            Field("pond", "尾矿库", "pond", key=True, width=28),
            Field("evaluated_on", "评价日期", "day", key=True),
            Field("report", "报告", key=True, width=28),
            Field("grade", "等级", "choice", GRADES),
        ),
    ),
    SheetForm(
        "停产整改",
        "order",
        (
            CODE,
            Field("number", "文号", key=True, width=28),
            Field("authority", "要求机关", width=26),
            Field("issued_on", "要求日期", "day"),
            Field("lifted_on", "解除日期", "day"),
        ),
    ),
    SheetForm(
        "违反排污许可",
        "breach",
        (
            CODE,
            Field("permit", "排污许可证编号", "permit", key=True, width=28),
            Field("found_on", "查实日期", "day", key=True),
            Field("document", "认定文书", key=True, width=28),
            Field("found_by", "认定机关", width=26),
            Field("remedied_on", "改正日期", "day", may="fill"),
        ),
    ),
    SheetForm(
        "停产",
        "halt",
        (
            CODE,
            Field("since", "停产日期", "day", key=True),
            Field("until", "复产日期", "day", may="fill"),
            Field("reason", "原因", width=40),
        ),
    ),
)
BY_TITLE = {form.title: form for form in SHEETS}


def _choice(form: SheetForm, field: Field) -> str:
    """The field of a column in a match by hand: its name, with its sheet's where sheets mean different columns by it."""
    heads = {one.head for other in SHEETS for one in other.fields if one.name == field.name}
    return field.name if len(heads) == 1 else f"{form.slug}.{field.name}"


# Every column of every sheet once: what an office calls a column is said for the whole register.
LAYOUT = Layout(
    "register",
    tuple(
        {
            (choice := _choice(form, field)): Heading(
                choice,
                f"{form.title}：{field.head}" if "." in choice else field.head,
                kind="code" if field is CODE else "text",
            )
            for form in SHEETS
            for field in form.fields
        }.values()
    ),
)


def names_in(form: SheetForm, names: Mapping[str, str]) -> dict[str, str]:
    """Of the headings matched by hand, {heading: field} those that say something about this sheet."""
    own = {_choice(form, field): field.name for field in form.fields}
    return {heading: own.get(choice, "") for heading, choice in names.items() if choice in own or not choice}


def text_of(value: object) -> str:
    """A value of the register as people would have typed it."""
    if isinstance(value, Decimal):
        return format_tonnes_plain(value) if value == value.quantize(Decimal("0.001")) else f"{value:f}"
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value).strip()


def texts_of(form: SheetForm, row: Any) -> dict[str, str]:
    """A row of the register as the texts of its cells; related rows have to be there already."""
    return {field.name: _stored(form, field, row) for field in form.fields}


def _stored(form: SheetForm, field: Field, row: Any) -> str:
    if field is CODE:
        enterprise = row if form.slug == "enterprise" else row.enterprise if form.slug == "membership" else row.owner
        return str(enterprise.credit_code)
    value = getattr(row, field.name)
    if field.kind in {"province", "group"}:
        return str(value.name_zh)
    if field.kind == "pond":
        return str(value.name)
    if field.kind == "permit":
        return str(value.number)
    return field.choices[str(value)] if field.choices else text_of(value)


def cell_values(form: SheetForm, row: Any) -> list[Value]:
    """A row of the register as the cells of its sheet, with what the province says and the document it rests on."""
    texts = texts_of(form, row)
    values: list[Value] = [
        getattr(row, field.name) if field.kind in {"day", "tonnes"} else texts[field.name] for field in form.fields
    ]
    if form.judged:
        document = f"{row.attachment.name} {row.attachment.algorithm}:{row.attachment.hash}" if row.attachment else None
        values += [CONFIRMATION_STATUSES[row.confirmation_status], document]
    return values


def normal(field: Field, text: str) -> str:
    """The text as the register would write it. Raises NotValid with one sentence."""
    if not text:
        return ""
    if field.kind == "day":
        return _day(text)
    if field.kind == "tonnes":
        try:
            return text_of(parse_tonnes(text))
        except ValidationError as fault:
            raise NotValid("no_figure", " ".join(fault.messages)) from None
    if field.choices and text not in field.choices.values():
        allowed = "、".join(field.choices.values())
        raise NotValid("no_choice", _("“%(text)s” is none of: %(allowed)s.") % {"text": text, "allowed": allowed})
    return text


def _day(text: str) -> str:
    parts = text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day).isoformat()
    except ValueError:
        raise NotValid("no_day", _("“%(text)s” is no day; write it like 2021-10-08.") % {"text": text}) from None


def typed_value(field: Field, text: str) -> Any:
    """The normal text as the model takes it; provinces, groups, ponds and permits are found by their names elsewhere."""
    if field.choices:
        code = next((code for code, label in field.choices.items() if label == text), "")
        return code == "True" if field.choices is YES_NO else code
    if field.kind == "day":
        return date.fromisoformat(text) if text else None
    return parse_tonnes(text) if field.kind == "tonnes" else text
