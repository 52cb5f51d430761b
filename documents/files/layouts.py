"""The layouts of imported tables: accepted headings and their synonyms, keys, units.

A layout defines the meaning of columns; the reader finds their place (table_reader).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from common.periods import speaks_chinese
from common.quantities import is_tonnes, is_weight, visible_text

# A code or a full name says whose a row is; a part (a category, a kind) says which of its rows.
Kind = Literal["code", "name", "part", "figure", "text", "day"]
KEYS = frozenset({"code", "name"})
# What people call these two columns, whatever the table is about.
CODE_NAMES = ("信用代码", "社会信用代码", "统一信用代码", "统一社会信用编码", "组织机构代码", "credit code", "USCC")
ENTERPRISE_NAMES = ("企业名称", "单位名称", "公司名称", "企业全称", "生产企业", "单位", "名称", "enterprise name")
# A unit follows a heading, in brackets or after a sign: “本月产量（吨REO）”, “产量/吨”, “产量，单位：吨”.
_BRACKETED = re.compile(r"(?P<head>.+?)[(\[【](?P<unit>[^()\[\]【】]*(?:\(reo\))?)[)\]】]")
_BEHIND = re.compile(r"(?P<head>.+?)[,/:;、](?:单位:?|unit:?)?(?P<unit>[^,/:;、]+)")
_UNIT_LINE = re.compile(r"(?:单位|计量单位|unit)[:：]?\s*\(?(?P<unit>[^\s;,，；。()（）]+(?:\(reo\))?)", re.IGNORECASE)
_OF_UNIT = re.compile(r"(?:单位|unit)[:：]?|/(?:年|月|a|year|month)$", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """A column: the field it fills, its heading in both languages, other names for it, and what its cells hold.

    One that is not `read` is known and passed over: last month's figure, a note of the system's own.
    """

    field: str
    zh: str
    en: str = ""
    kind: Kind = "figure"
    variants: tuple[str, ...] = ()
    read: bool = True

    @property
    def label(self) -> str:
        """The heading in the reader's language."""
        return self.zh if speaks_chinese() or not self.en else self.en

    @property
    def is_key(self) -> bool:
        """Whether it says whose a row is."""
        return self.kind in KEYS

    @property
    def is_value(self) -> bool:
        """Whether it holds something that is taken over."""
        return self.read and not self.is_key and self.kind != "part"

    @property
    def words(self) -> set[str]:
        """Everything it may be called, as `normal` writes it."""
        return {normal(text) for text in (self.zh, self.en, *self.variants) if text}


@dataclass(frozen=True)
class Layout:
    """The headings of one kind of table. `name` is what matched headings are kept under.

    `notes` are how lines begin that our own template has below its table: nobody needs to hear that it was left out.
    `names` are headings that somebody matched by hand: {heading as `normal` writes it: field}, "" for one not to read.
    """

    name: str
    headings: tuple[Heading, ...]
    notes: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_word(self) -> dict[str, Heading]:
        """Every heading under everything it may be called."""
        return {word: heading for heading in self.headings for word in heading.words}

    @cached_property
    def by_field(self) -> dict[str, Heading]:
        """Every heading under its field."""
        return {heading.field: heading for heading in self.headings}

    def with_names(self, names: Mapping[str, str]) -> "Layout":
        """The same layout, with headings matched by hand."""
        return replace(self, names=dict(names))

    def find(self, text: str) -> tuple[Heading | None, str]:
        """The heading that a text names, and the unit beside it, if it is no unit of tonnes."""
        plain = normal(text)
        head, unit = split_unit(plain)
        for word in (plain, head):
            if word in self.names:
                found = self.by_field.get(self.names[word])
                break
            if word in self.by_word:
                found = self.by_word[word]
                break
        else:
            return None, ""
        return found, "" if not unit or is_tonnes(unit) else unit


def normal(text: str) -> str:
    """A name without what makes no difference: width, blanks, case, what cannot be seen, stars of needed columns."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", visible_text(text))
    return "".join(text.lower().split()).strip("*:")


def split_unit(plain: str) -> tuple[str, str]:
    """A heading and the unit behind it; without one the unit is empty. What is no weight is part of the heading."""
    for pattern in (_BRACKETED, _BEHIND):
        found = pattern.fullmatch(plain)
        if found is not None:
            unit = _OF_UNIT.sub("", found["unit"])
            if is_tonnes(unit) or is_weight(unit):
                return found["head"], unit
    return plain, ""


def other_unit(text: str) -> str:
    """The unit that a line above a table states for all of it (“单位：千克”), when it is a weight but not tonnes."""
    found = _UNIT_LINE.search(unicodedata.normalize("NFKC", text))
    unit = found["unit"] if found else ""
    return unit if unit and is_weight(unit) and not is_tonnes(unit) else ""
