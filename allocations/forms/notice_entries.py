"""The entries of a notice's page as texts by the name of their field: what was typed, what it was changed from.

A box that is not ticked is an empty text; several boxes of one field are joined.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from allocations.forms.notice_text import around_fields, clause_fields
from allocations.forms.notices import NoticeFieldsForm
from allocations.models import Notice
from allocations.reads.notice_grid import notice_grid
from common.quantities import format_tonnes_plain, parse_tonnes

SEVERAL = "|"
_CELL = re.compile(r"(?:group|part|enterprise|new)-[0-9]{1,12}-[a-z_]{1,20}|(?:reserve|total)-[a-z_]{1,20}")
_WORDING = re.compile(r"text-[a-z_0-9]{1,20}|clause-[0-9]{1,3}(?:-position)?")


BOXES = {
    name
    for name, field in NoticeFieldsForm.base_fields.items()
    if isinstance(field, forms.BooleanField | forms.MultipleChoiceField)
}


def entries_of(posted: QueryDict, was: Iterable[str], fields: Iterable[str]) -> dict[str, str]:
    """What the page says of each of its entries: those that it sent, and those that it names in `was`."""
    known = set(fields)
    names = [name for name in {*posted, *was} if name in known or _CELL.fullmatch(name) or _WORDING.fullmatch(name)]
    return {name: plain(name, SEVERAL.join(posted.getlist(name))) for name in names}


def stored_entries(notice: Notice) -> dict[str, str]:
    """What the page shows of a stored draft."""
    form = NoticeFieldsForm(initial=NoticeFieldsForm.initial_of(notice), about=notice)
    texts = {field.name: _text(field.value()) for field in form if field.name != "workbook"}
    for row in notice_grid(notice).rows:
        texts |= {cell.name: cell.text for cell in row.cells}
        texts |= {name: text for name, text in ((row.name_field, row.name_text), (row.of_field, row.of)) if name}
    for clause in clause_fields(notice, None):
        texts |= {clause.name: clause.wording, f"{clause.name}-position": str(clause.position)}
    texts |= around_fields(notice, None)
    return {name: plain(name, text) for name, text in texts.items()}


def as_posted(entries: Mapping[str, str]) -> QueryDict:
    """Entries as a browser posts them."""
    posted = QueryDict(mutable=True)
    for name, text in entries.items():
        if name not in BOXES:
            posted[name] = text
        elif text:
            posted.setlist(name, text.split(SEVERAL))
    return posted


def texts_of(posted: QueryDict) -> dict[str, str]:
    """Each field with its last text."""
    return {name: str(posted[name]) for name in posted}


def plain(name: str, text: str) -> str:
    """An entry in the one form in which two are compared; what is no figure stays as it was typed."""
    text = text.replace("\r", "").strip()
    if not _CELL.fullmatch(name) or name.endswith(("-name", "-group", "-code")):
        return text
    try:
        tonnes = parse_tonnes(text)
    except ValidationError:
        return text
    return "" if tonnes is None else format_tonnes_plain(tonnes)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, list | tuple):
        return SEVERAL.join(map(str, value))
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
