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
ZERO = Decimal("0.000")
# No figure of this system comes near: the world mines some 400,000 t REO a year.
ABSURD = Decimal("10000000")

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")
_SPACES = str.maketrans("", "", " \t\u00a0\u3000\u2009")
# What most cells hold, above all those of a workbook; nothing of it needs cleaning.
_PLAIN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")
_UNITS = ("吨REO", "吨(REO)", "吨（REO）", "吨", "tREO", "t")


class Category(models.TextChoices):
    """The three quota categories. They are never mixed in one sum."""

    MINING_ROCK = "mining_rock", _("rock-type (light) rare earth")
    MINING_IONIC = "mining_ionic", _("ion-adsorption (mostly medium-heavy) rare earth")
    SEPARATION = "separation", _("smelting-separation")


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

    Understands full-width digits, spaces, thousands commas and the unit. Raises ValidationError with one
    sentence for anything else, for more than three places, for a negative figure and for an absurd one.
    """
    if _PLAIN.fullmatch(text):
        return _checked(Decimal(text), text)
    cleaned = text.translate(_FULL_WIDTH).translate(_SPACES)
    for unit in _UNITS:
        cleaned = cleaned.removesuffix(unit)
    if not cleaned:
        return None
    try:
        value = Decimal(_without_thousands(cleaned))
    except InvalidOperation:
        raise ValidationError(
            _("“%(text)s” is not a figure; type tonnes like 1234.567."),
            code="not_a_figure",
            params={"text": text},
        ) from None
    return _checked(value, text)


def _without_thousands(cleaned: str) -> str:
    whole, _dot, _places = cleaned.partition(".")
    groups = whole.lstrip("+-").split(",")
    well_grouped = len(groups) == 1 or (1 <= len(groups[0]) <= 3 and all(len(part) == 3 for part in groups[1:]))
    digits = cleaned.replace(",", "").replace(".", "", 1).lstrip("+-")
    if not well_grouped or "," in cleaned.partition(".")[2] or not (digits.isascii() and digits.isdigit()):
        raise InvalidOperation
    return cleaned.replace(",", "")


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
        return tonnes(value)
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
