"""What a cell's number format shows: whether it is the figure itself, or the figure in another unit or scale.

Pure: the child process that parses workbooks uses it (ECMA-376 part 1, 18.8.30 and 18.8.31).
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# The built-in formats that say more than the figure; the others are plain figures, or days that are read as days.
BUILT_IN = {
    **dict.fromkeys((5, 6), "¥#,##0"),
    **dict.fromkeys((7, 8), "¥#,##0.00"),
    9: "0%",
    10: "0.00%",
    42: "_ ¥* #,##0_ ",
    44: "_ ¥* #,##0.00_ ",
}
# Text around a figure of tonnes that does not change its meaning.
PLAIN_WORDS = frozenset({"", "吨", "公吨", "t", "吨reo", "treo", "吨(reo)", "t(reo)", "reo", "+", "-", "()", "(", ")"})
MOST_PLACES = 12
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"'
    r"|[\\!](?P<escaped>.)"
    r"|_(?P<gap>.)|\*(?P<fill>.)"
    r"|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<digits>[0#?]+)|(?P<point>\.)|(?P<comma>,)|(?P<percent>[%‰])|(?P<exponent>[Ee][+-])"
    r"|(?P<general>General|G/通用格式)|(?P<text>@)|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+)\Z")
_CURRENCY = re.compile(r"\$([^-\]]*)")
_COMPARE = {
    "<": lambda value, than: value < than,
    ">": lambda value, than: value > than,
    "<=": lambda value, than: value <= than,
    ">=": lambda value, than: value >= than,
    "=": lambda value, than: value == than,
    "<>": lambda value, than: value != than,
}


@dataclass(frozen=True)
class Section:
    """One section of a format: the text around the figure, its decimal places, and its factor."""

    before: str
    after: str
    places: int | None
    grouped: bool
    scale: Decimal
    has_figure: bool
    # The text between two digits, and how many digits follow it: “0!.0” shows 12 as 1.2.
    inside: tuple[str, int] | None
    condition: tuple[str, Decimal] | None

    @property
    def is_plain(self) -> bool:
        """Whether what is shown is the figure in tonnes, however rounded."""
        words = "".join((self.before + self.after).split()).lower()
        return self.has_figure and not self.inside and self.scale == 1 and words in PLAIN_WORDS

    def show(self, value: Decimal) -> str:
        """What the cell shows, near enough for a sentence that names it."""
        if not self.has_figure:
            return (self.before + self.after).strip()
        places = MOST_PLACES if self.places is None else min(self.places, MOST_PLACES)
        scaled = value * self.scale
        try:
            rounded = scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        except InvalidOperation:
            rounded = scaled
        figure = f"{rounded:,f}" if self.grouped else f"{rounded:f}"
        if self.places is None and "." in figure:
            figure = figure.rstrip("0").rstrip(".")
        if self.inside:
            text, behind = self.inside
            figure = figure.zfill(behind + 1)
            figure = f"{figure[:-behind]}{text}{figure[-behind:]}"
        return f"{self.before}{figure}{self.after}".strip()


def shown_otherwise(code: str, value: Decimal) -> str | None:
    """What a cell of this format shows for the figure, when that is not the figure in tonnes; else None."""
    sections = [_parsed(part) for part in _split(code)]
    section = _section_for(sections, value)
    if section.is_plain:
        return None
    # Zero as “-” or as nothing is zero all the same.
    if not value and not section.has_figure:
        return None
    return section.show(abs(value) if len(sections) > 1 and value < 0 else value)


def _split(code: str) -> list[str]:
    """The sections of a format; a semicolon in quotes is none."""
    parts, begin = [], 0
    for found in _TOKEN.finditer(code):
        if found["other"] == ";":
            parts.append(code[begin : found.start()])
            begin = found.end()
    return [*parts, code[begin:]][:4]


def _section_for(sections: list[Section], value: Decimal) -> Section:
    conditional = [one for one in sections if one.condition]
    if conditional:
        for one in conditional:
            assert one.condition is not None
            sign, than = one.condition
            if _COMPARE[sign](value, than):
                return one
        return next((one for one in sections if not one.condition), sections[-1])
    figures = sections[:3]
    if value < 0 and len(figures) > 1:
        return figures[1]
    if value == 0 and len(figures) > 2:
        return figures[2]
    return figures[0]


class _Reader:
    """Takes a section's tokens one by one."""

    def __init__(self) -> None:
        self.before, self.after, self.pending = "", "", ""
        self.places: int | None = 0
        self.scale = Decimal(1)
        self.commas = 0
        self.grouped = self.figure = self.point = False
        self.inside: tuple[str, int] | None = None
        self.condition: tuple[str, Decimal] | None = None

    def literal(self, text: str) -> None:
        """Text before the figure, or behind it unless more of the figure follows."""
        if self.figure:
            self.pending += text
        else:
            self.before += text

    def digits(self, text: str) -> None:
        """Placeholders; text between them is inside the figure."""
        if self.pending.strip() and self.pending.strip() != "/":
            self.inside = (self.pending, len(text))
        if self.pending.strip() == "/":
            self.places = None
        self.pending = ""
        self.grouped = self.grouped or bool(self.commas)
        self.figure, self.commas = True, 0
        if self.point:
            self.places = (self.places or 0) + len(text)

    def bracket(self, text: str) -> None:
        """A colour, a locale with its currency, or a condition."""
        if found := _CONDITION.match(text.strip()):
            self.condition = (found[1], Decimal(found[2]))
        elif found := _CURRENCY.match(text):
            self.literal(found[1])

    def general(self) -> None:
        """The figure as it is, with as many places as it has."""
        self.figure, self.places = True, None

    def section(self) -> Section:
        """What was read."""
        scale = self.scale.scaleb(-3 * self.commas) if self.figure else self.scale
        return Section(
            self.before,
            self.after + self.pending,
            self.places,
            self.grouped,
            scale,
            self.figure,
            self.inside,
            self.condition,
        )


def _parsed(part: str) -> Section:
    reader = _Reader()
    for found in _TOKEN.finditer(part):
        kind, text = found.lastgroup, found[found.lastgroup or 0]
        if kind in {"quoted", "escaped", "other"}:
            reader.literal(text)
        elif kind == "digits":
            reader.digits(text)
        elif kind == "point":
            reader.point = reader.figure = True
        elif kind == "comma":
            reader.commas += reader.figure
        elif kind == "percent":
            reader.scale = reader.scale.scaleb(2 if text == "%" else 3)
            reader.literal(text)
        elif kind == "bracket":
            reader.bracket(text)
        elif kind in {"general", "text"}:
            reader.general()
        elif kind == "exponent":
            reader.places = None
            break
    return reader.section()


def is_always_plain(code: str) -> bool:
    """Whether no figure is shown otherwise under this format: most are, and their cells need no look."""
    sections = [_parsed(part) for part in _split(code)]
    figures = sections[:3] if len(sections) > 1 else sections
    return all(one.is_plain or (number == 2 and not one.has_figure) for number, one in enumerate(figures))
