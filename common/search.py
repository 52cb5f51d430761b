"""What is typed into a search box compared with names: parts, pinyin initials, traditional and full-width characters."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeVar

import opencc
from django.db.models import Model, QuerySet
from django.utils.functional import Promise

M = TypeVar("M", bound=Model)

# Read otherwise in names of companies than where they stand alone.
READINGS_IN_NAMES = {"晟": "shèng", "钜": "jù", "堃": "kūn"}
# Fewer characters would find nearly everything.
SHORTEST = 2
# The number of rows of one kind that a page of results shows.
SHOWN = 10
# Brackets of document numbers are typed in many shapes: 〔2021〕, [2021], (2021).
_LEFT_OUT = re.compile(r"[\s\W_]+")


@dataclass(frozen=True)
class Hit:
    """One row that was found: its name, what tells it from others of that name, and its page."""

    label: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Hits:
    """The first rows of one kind, and how many there are in all."""

    kind: str
    title: str | Promise
    shown: tuple[Hit, ...]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.shown)


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def normalised(text: str) -> str:
    """Simplified characters, half width, small letters; no spaces, brackets, dashes or invisible characters."""
    return str(_converter().convert(_LEFT_OUT.sub("", unicodedata.normalize("NFKC", text)).casefold()))


@cache
def _first_letters() -> Callable[[str], list[str]]:
    """Reads Chinese as names are read; told of the readings once, because each telling sorts all its phrases anew."""
    # Its table of phrases takes 57 MB and a second: only who writes a name needs it, a web worker does not.
    from pypinyin import Style, lazy_pinyin, load_single_dict

    load_single_dict({ord(character): reading for character, reading in READINGS_IN_NAMES.items()})
    return partial(lazy_pinyin, style=Style.FIRST_LETTER)


def initials(text: str) -> str:
    """The first letters of the Chinese characters in pinyin, as names read them; other letters and digits as they are."""
    return normalised("".join(_first_letters()(normalised(text))))


def search_key(name_zh: str, *others: str) -> str:
    """What is kept beside a name, one form a line, so that no match reaches from one form into the next."""
    return "\n".join(filter(None, (normalised(name_zh), initials(name_zh), *map(normalised, others))))


def number_part(words: str) -> str:
    """What is looked for in numbers: half width, no spaces; empty where it holds no digit, as every number does."""
    part = "".join(unicodedata.normalize("NFKC", words).split())
    return part if any(map(str.isdigit, part)) else ""


def hits(kind: str, title: str | Promise, rows: QuerySet[M], shown: Callable[[M], Hit]) -> Hits:
    """The first of the rows as hits, with the number of all of them; one query where they fit."""
    first = list(rows[: SHOWN + 1])
    count = len(first) if len(first) <= SHOWN else rows.count()
    return Hits(kind, title, tuple(map(shown, first[:SHOWN])), count)
