"""An event's values as people read them: labels and words in place of columns and codes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from audit.models import Event
from audit.reads.labels import BY_CELL, labels
from common.periods import SHANGHAI


@dataclass(frozen=True)
class Change:
    """One value before and after, with its label; None is nothing there."""

    label: str
    before: str | None
    after: str | None


def changes_of(event: Event) -> list[Change]:
    """What the event changed, value by value."""
    names = list(dict.fromkeys([*event.before, *event.after]))
    by_cell = {name for name in names if name in BY_CELL and _is_by_cell(event.after.get(name))}
    cells = [
        Change(_cell_label(event.subject_type, cell), _plain_text(was), _plain_text(now))
        for name in names
        if name in by_cell
        for cell, (was, now) in event.after[name].items()
    ]
    return cells + [
        Change(
            label_of(event.subject_type, name),
            _text(event, name, event.before[name]) if name in event.before else None,
            _text(event, name, event.after[name]) if name in event.after else None,
        )
        for name in names
        if name not in by_cell
    ]


def _is_by_cell(value: Any) -> bool:
    pair = 2
    return isinstance(value, dict) and all(isinstance(held, list) and len(held) == pair for held in value.values())


def _cell_label(subject_type: str, cell: str) -> str:
    """“output-7-separation” as column, number of the enterprise and category; what has another form stays as it is."""
    column, _dash, rest = cell.partition("-")
    number, _dash, category = rest.partition("-")
    if not number.isdecimal():
        return cell
    lines = labels().lines.get(subject_type, "")
    field = _field(lines, "category")
    categories: dict[Any, Any] = dict(field.flatchoices) if field is not None else {}
    parts = [
        "" if column == "line" else label_of(lines, column.removeprefix("el_")),
        _("enterprise %(number)s") % {"number": number},
        str(categories.get(category, category)),
    ]
    return " · ".join(part for part in parts if part)


def subject_word(subject_type: str) -> str:
    """What kind of thing the event is about."""
    if subject_type in labels().things:
        return str(labels().things[subject_type])
    model = _model(subject_type)
    return str(model._meta.verbose_name) if model else subject_type


def label_of(subject_type: str, name: str) -> str:
    """What a value is called: by its own word, else by the label of the column."""
    if name in labels().keys:
        return str(labels().keys[name])
    field = _field(subject_type, name)
    return str(field.verbose_name) if field is not None else name


def _model(subject_type: str) -> type[models.Model] | None:
    try:
        return apps.get_model(subject_type)
    except (LookupError, ValueError):
        return None


def _field(subject_type: str, name: str) -> "models.Field[Any, Any] | None":
    model = _model(subject_type)
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _text(event: Event, name: str, value: Any) -> str:
    field = _field(event.subject_type, name)
    choices: dict[Any, Any] = dict(field.flatchoices) if field is not None else {}
    if isinstance(value, str) and value in choices:
        return str(choices[value])
    return _plain_text(value)


def _plain_text(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "、".join(_plain_text(item) for item in value) or "–"
    if isinstance(value, dict):
        parts = (f"{labels().keys.get(name, name)}：{_plain_text(item)}" for name, item in value.items())
        return "；".join(parts) or "–"
    text = str(value)
    return str(labels().values.get(text, "")) or _instant(text) or text


def _instant(text: str) -> str:
    """An instant as the log stores it, to the second in Beijing time; empty for any other text."""
    if len(text) < len("2021-10-08T09:00") or text[4:5] != "-":
        return ""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if at.tzinfo else ""
