"""Tonnes of rare-earth oxide (t REO): exact decimals with three places, stored as whole kilograms.

Whole kilograms keep sums and CHECK constraints exact on SQLite too, which has no decimal type.
"""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

KILOGRAM = Decimal("0.001")
FINEST = 3
ZERO = Decimal("0.000")
# No figure of this system comes near: the world mines some 400,000 t REO a year.
ABSURD = Decimal("10000000")

# The grammar of figures. static/grid.js has the same one; tests/data/figures.json holds both to their examples.
# What most cells hold, above all those of a workbook; nothing of it needs cleaning.
_PLAIN = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,3})?")
# One kind of thousands separator, and no group of zeros in front: “0,123” is somebody's decimal comma.
_NUMBER = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+"
_FIGURE = re.compile(rf"(\()? *([+-]?) *({_NUMBER}) *([^0-9.,+-]*)(-?)")
# Zero-width and direction marks, soft hyphens, byte order marks: nobody sees them, so they say nothing.
_INVISIBLE = (0x00AD, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070))
_UNSEEN = re.compile(f"[{''.join(map(chr, _INVISIBLE))}]")
_SPACES = (*range(0x09, 0x0E), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
_MINUS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_SEEN = (
    dict.fromkeys(_INVISIBLE)
    | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(map(ord, _MINUS), "-")
    | {0x338F: "kg", 0x338E: "mg"}
)
_LINE_BREAKS = "\t\n\v\f\r\x85\u2028\u2029"
_ONE_SPACE = dict.fromkeys((code for code in _SPACES if chr(code) not in _LINE_BREAKS), " ")
# Tonnes per unit; None where it is no weight. Only tonnes are accepted; the refusal gives the others in tonnes.
_UNITS: dict[str, Decimal | None] = {
    **dict.fromkeys(("", "吨", "公吨", "t"), Decimal(1)),
    **dict.fromkeys(("千克", "公斤", "kg"), KILOGRAM),
    **dict.fromkeys(("克", "g"), Decimal("0.000001")),
    **dict.fromkeys(("毫克", "mg"), Decimal("0.000000001")),
    "斤": Decimal("0.0005"),
    **dict.fromkeys(("千吨", "kt"), Decimal(1000)),
    **dict.fromkeys(("万", "万吨"), Decimal(10_000)),
    **dict.fromkeys(("亿", "亿吨"), Decimal(100_000_000)),
    **dict.fromkeys(("%", "‰", "元", "万元"), None),
}
_REO = re.compile(r" *(\(reo\)|reo)$")
# What people write where there is nothing.
_NIL = frozenset({*"-/\\", "--", "---", "无", "没有", "零", "停产", "未生产", "nil", "none", "null", "n/a", "na"})


class Category(models.TextChoices):
    """The three quota categories. They are never mixed in one sum."""

    MINING_ROCK = "mining_rock", _("rock-type (light) rare earth")
    MINING_IONIC = "mining_ionic", _("ion-adsorption (mostly medium-heavy) rare earth")
    SEPARATION = "separation", _("smelting-separation")


# The categories that the Ministry of Natural Resources looks at.
MINING = (Category.MINING_ROCK, Category.MINING_IONIC)


def tonnes(value: Decimal | int | str) -> Decimal:
    """The exact figure with three places. Raises ValueError for a float or for less than a kilogram."""
    if isinstance(value, float):
        raise ValueError("tonnes are never floats")
    exact = Decimal(value)
    rounded = exact.quantize(KILOGRAM)
    if rounded != exact:
        raise ValueError(f"{value} t has more than three places")
    return rounded


def parse_tonnes(text: str) -> Decimal | None:
    """What a person typed, as tonnes; None for an empty cell, which is not zero.

    Understands full-width characters, thousands separators, a sign, the unit and what cannot be seen. Raises
    ValidationError with one sentence and a code: `not_a_figure`, `nil_mark`, `other_unit`, `negative`, `absurd`,
    `too_fine`.
    """
    if _PLAIN.fullmatch(text):
        # Neither negative nor absurd nor too fine.
        return Decimal(text).quantize(KILOGRAM)
    cleaned = text.translate(_SEEN).translate(_ONE_SPACE).strip()
    shown = visible_text(text)
    if not cleaned or _unit(cleaned) == 1:
        return None
    if cleaned.lower() in _NIL:
        raise ValidationError(
            _("“%(text)s” means that there is nothing; type 0, or choose a reason for no production."),
            code="nil_mark",
            params={"text": shown},
        )
    found = _FIGURE.fullmatch(cleaned)
    parenthesis, sign, number, rest, sign_behind = found.groups() if found else ("", "", "", "", "")
    if found is None or (unit := _unit(_closed(rest) if parenthesis else rest)) == _NO_UNIT:
        raise ValidationError(
            _("“%(text)s” is not a figure; type tonnes like 1234.567."), code="not_a_figure", params={"text": shown}
        )
    value = Decimal(number.replace(",", "").replace(" ", ""))
    if unit != 1:
        raise _other_unit(value, unit, shown)
    return _checked(-value if parenthesis or "-" in (sign, sign_behind) else value, shown)


def is_tonnes(word: str) -> bool:
    """Whether a word is a unit in which figures are taken: 吨, 吨REO, t."""
    return bool(word.strip()) and _unit(word) == 1


def is_weight(word: str) -> bool:
    """Whether a word is a unit at all: 千克, 万吨, %."""
    return bool(word.strip()) and _unit(word) != _NO_UNIT


def visible_text(text: str) -> str:
    """The text without what cannot be seen, for a sentence that repeats it."""
    return " ".join(_UNSEEN.sub("", text).split())


# No unit is so many tonnes.
_NO_UNIT = Decimal(-1)


def _unit(rest: str) -> Decimal | None:
    """How many tonnes the unit behind a figure is; None for what is no weight, `_NO_UNIT` for what is no unit."""
    word = _REO.sub("", rest.strip().lower())
    return _UNITS.get(word.strip(), _NO_UNIT)


def _closed(rest: str) -> str:
    """The unit of “(5)吨” or “(5吨)”; what has no closing parenthesis is no unit."""
    if rest.startswith(")"):
        return rest[1:]
    return rest.strip()[:-1] if rest.strip().endswith(")") else "("


def _other_unit(value: Decimal, unit: Decimal | None, text: str) -> ValidationError:
    if unit is None:
        sentence = _("“%(text)s” is not in tonnes; type the quantity in tonnes REO.")
        return ValidationError(sentence, code="other_unit", params={"text": text})
    return ValidationError(
        _("“%(text)s” is not in tonnes; figures are in tonnes REO: type %(tonnes)s."),
        code="other_unit",
        params={"text": text, "tonnes": f"{(value * unit).normalize():f}"},
    )


def _checked(value: Decimal, text: str) -> Decimal:
    if value < 0:
        raise ValidationError(
            _("“%(text)s” is negative; a quantity is 0 or more."), code="negative", params={"text": text}
        )
    if value >= ABSURD:
        raise ValidationError(
            _("“%(text)s” is more than %(limit)s t; check the unit: figures are in tonnes REO, not kilograms."),
            code="absurd",
            params={"text": text, "limit": f"{ABSURD:,}"},
        )
    try:
        # “+ 0” makes minus zero zero.
        return tonnes(value + 0)
    except (ValueError, InvalidOperation):
        raise ValidationError(
            _("“%(text)s” has more than three decimal places; figures go down to 1 kg (0.001 t)."),
            code="too_fine",
            params={"text": text},
        ) from None


def format_tonnes(value: Decimal | None, *, places: int | None = None) -> str:
    """For screens: thousands separators; as many places as needed up to three, or exactly `places`. None is “–”."""
    if value is None:
        return "–"
    if places is None:
        places = places_needed([value])
    return f"{value:,.{places}f}"


def format_tonnes_plain(value: Decimal) -> str:
    """For notices: no thousands separators and no idle zeros, as in “168000吨”."""
    text = str(value)
    whole, _dot, places = text.partition(".")
    if len(places) <= FINEST and "E" not in text:
        places = places.rstrip("0")
        return f"{whole}.{places}" if places else whole
    return f"{value:.{places_needed([value])}f}"


def places_needed(values: Iterable[Decimal | None]) -> int:
    """How many places a column needs so that each of its figures is exact: 0 to 3."""
    finest = 0
    for value in values:
        if value:
            exponent = value.normalize().as_tuple().exponent
            finest = max(finest, -exponent if isinstance(exponent, int) and exponent < 0 else 0)
    return min(finest, 3)


class TonnesFormField(forms.CharField):
    """A text field for tonnes; empty is None."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Decimal or None. Raises ValidationError with a sentence."""
        return parse_tonnes(value) if value else None

    def validate(self, value: Any) -> None:
        """Only whether a figure is there; zero is one."""
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """The parser has checked everything; text validators do not apply to a Decimal."""

    def prepare_value(self, value: Any) -> Any:
        """Decimals without idle zeros; what a person typed stays as typed."""
        return format_tonnes_plain(value) if isinstance(value, Decimal) else value


if TYPE_CHECKING:
    # Django's own classes cannot be subscripted at run time.
    _WholeKilograms = models.BigIntegerField[Any, Any]
else:
    _WholeKilograms = models.BigIntegerField


class TonnesField(_WholeKilograms):
    """A Decimal in t REO, stored as whole kilograms (see docs/decisions/0001-whole-kilograms.md)."""

    description = "tonnes REO"

    if TYPE_CHECKING:
        # What the type checker's Django plugin reads: Decimals go in and come out.
        _pyi_private_set_type: Decimal | int | Combinable  # type: ignore[assignment]
        _pyi_private_get_type: Decimal  # type: ignore[assignment]

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Decimal | None:
        """Kilograms from the database become tonnes."""
        return None if value is None else (Decimal(value) * KILOGRAM).quantize(KILOGRAM)

    def to_python(self, value: Any) -> Any:
        """Decimal from what a serialised form or a caller gives."""
        return None if value is None else tonnes(value)

    def get_prep_value(self, value: Any) -> Any:
        """Tonnes become kilograms; expressions pass."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return int(tonnes(value) / KILOGRAM)

    def value_to_string(self, obj: models.Model) -> str:
        """For serialised data: tonnes, not kilograms."""
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Forms take what people type."""
        return TonnesFormField(required=not self.blank, label=kwargs.get("label") or self.verbose_name)
