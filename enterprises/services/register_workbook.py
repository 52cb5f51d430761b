"""The register as a workbook: written for whoever sees it, read back by the ministry. Shown first; all or nothing.

The preview is the import itself, rolled back: what it refuses is what the verbs would refuse, cell by cell.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, repeat
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reads.headings import names_of
from audit.services.record import record
from common.constraints import NotValid, Refusal
from common.periods import instant_text, now
from common.workflow import refusal_of
from documents.files.cells import Found
from documents.files.cells import text_of as cell_text
from documents.files.headings_unknown import HeadingsUnknown, likely_headings
from documents.files.reading import Limits, Workbook, read_workbook
from documents.files.reading import Sheet as SheetIn
from documents.files.sheet_scan import letters
from documents.files.streamed_workbooks import StreamedSheet, write_streamed
from documents.files.table_reader import Table, collect, read_tables
from documents.files.workbooks import Value
from enterprises import permissions
from enterprises.files.register_workbook import (
    BY_TITLE,
    FORM,
    LAYOUT,
    SHEETS,
    STANDING,
    WITHDRAWN,
    SheetForm,
    cell_values,
    names_in,
    normal,
    texts_of,
)
from enterprises.files.register_workbook import text_of as register_text
from enterprises.models import ConfirmationStatus, Enterprise, GroupMembership
from enterprises.reads.evidence_kinds import KINDS
from enterprises.services.register_rows import Names, perform
from enterprises.services.verdicts import written_together

BLANK_ROWS, CHUNK = 50, 1000
# A register of ten thousand enterprises, with room.
LIMITS = Limits(size=20_000_000, unpacked=300_000_000)


def register_sheets(user: User, *, only: Collection[int] | None = None) -> list[StreamedSheet]:
    """What of the register this person sees, or only some enterprises of it; its keeper gets room for new rows. Rows are
    read while they are written."""
    room = BLANK_ROWS if permissions.keep_register(user) is None else 0
    return [_sheet(form, user, room, only) for form in SHEETS]


def register_workbook(user: User, *, only: Collection[int] | None = None) -> bytes:
    """The same as a workbook."""
    with write_streamed(register_sheets(user, only=only), meta={"form": FORM}) as file:
        return file.read()


def _sheet(form: SheetForm, user: User, room: int, only: Collection[int] | None) -> StreamedSheet:
    seen = _rows(form).visible_to(user)
    chosen = seen if only is None else seen.filter(**{f"{_owner_path(form)}pk__in": only})
    rows = (cell_values(form, row) for row in chosen.iterator(CHUNK))
    blank: list[Value] = [None] * len(form.columns)
    return StreamedSheet(
        title=form.title,
        columns=form.columns,
        rows=chain(rows, repeat(blank, room)),
        heading=(
            f"企业名录 {form.title}（{user.organisation.name_zh} {user.name} {instant_text(now())}导出）",
            "已登记的内容不作改动：新证照另起一行；可改名称和所在地，可补填吊销、复产和归属截止日期。",
        ),
    )


def _rows(form: SheetForm) -> Any:
    """The rows of a sheet's kind, with what its cells need."""
    if form.slug == "enterprise":
        return Enterprise.objects.select_related("province")
    if form.slug == "membership":
        return GroupMembership.objects.select_related("enterprise", "group")
    manager: Any = KINDS[form.slug].model._default_manager
    path = "enterprise" if KINDS[form.slug].related else "pond__enterprise"
    permit = ("permit",) if form.slug == "breach" else ()
    return manager.select_related(path, "attachment", *permit)


def _owner_path(form: SheetForm) -> str:
    """From a row to its enterprise."""
    if form.slug == "enterprise":
        return ""
    return "pond__enterprise__" if form.slug == "evaluation" else "enterprise__"


class Place(NamedTuple):
    """The place of the rows of one kind: the sheet, and its columns by field."""

    sheet: str
    columns: Mapping[str, int]


@dataclass(frozen=True)
class Line:
    """A row of the workbook with content: its place, and its texts as the register writes them."""

    form: SheetForm
    place: Place
    number: int
    texts: Mapping[str, str]

    def at(self, name: str = "code") -> str:
        """Sheet and cell, as in “证照!C4”."""
        column = self.place.columns.get(name) or self.place.columns.get("code", 1)
        return f"{self.place.sheet}!{letters(column)}{self.number}"


@dataclass(frozen=True)
class Change:
    """A new or changed value: its place, its owner, old and new value."""

    at: str
    code: str
    label: str
    old: str
    new: str


@dataclass
class Preview:
    """What an import would do. Nothing is stored yet; with a refused cell nothing can be."""

    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Found] = field(default_factory=list)
    # What was left out or is missing: sheets, columns, rows, notes.
    remarks: list[Found] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    # The headings that nobody knows, for a match by hand.
    headings: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """What has to come back to take it over: the lines that say something new, and what they were to do."""
        rows = [[line.form.title, line.number, dict(line.texts)] for line in self.lines]
        places = {line.form.title: line.place for line in self.lines}
        return {"rows": rows, "places": places, "digest": self.digest}

    @property
    def digest(self) -> str:
        """Names exactly these changes."""
        said = [[one.at, one.code, one.label, one.old, one.new] for one in (*self.new, *self.changed)]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def preview_import(content: bytes, *, by: User) -> Preview:
    """Compares a workbook with the register and tries the import.

    Raises HeadingsUnknown for one in which no sheet's headings are known, and NotValid for what is no such workbook.
    """
    refusal_of(permissions.keep_register(by))
    book = read_workbook(content, LIMITS)
    if book.meta.get("form", FORM) != FORM:
        raise _not_ours()
    preview = Preview()
    _compare(preview, _lines(book, preview, names_of(by.organisation, LAYOUT.name)))
    if not preview.refused:
        with transaction.atomic(), written_together(write=False):
            preview.refused = _perform(preview.lines, by)
            transaction.set_rollback(True)
    return preview


@transaction.atomic
def apply_import(*, preview: Mapping[str, Any], by: User) -> Preview:
    """Takes over what a preview showed (its `to_json`). Raises Refusal when the register has changed since."""
    refusal_of(permissions.keep_register(by))
    places = {title: Place(*place) for title, place in preview["places"].items()}
    lines = [Line(BY_TITLE[title], places[title], number, texts) for title, number, texts in preview["rows"]]
    again = Preview()
    _compare(again, lines)
    if again.refused or again.digest != preview["digest"]:
        raise Refusal("register_changed", _("The register was changed since the preview; upload the workbook again."))
    with written_together():
        if refused := _perform(again.lines, by):
            raise Refusal("register_changed", refused[0].sentence)
    if again.lines:
        counts = {"new": len(again.new), "changed": len(again.changed)}
        first = Enterprise.objects.get(credit_code=again.lines[0].texts["code"])
        record("register.import", by=by, subject=first, after={**counts, "digest": again.digest})
    return again


def _not_ours() -> NotValid:
    return NotValid(
        "not_our_template",
        _("This is not the register's workbook; download it from the register's page and fill that one in."),
    )


def _lines(book: Workbook, preview: Preview, names: Mapping[str, str]) -> list[Line]:
    """The rows of every kind, each in the sheet of its name, or else in the one with its headings."""
    tables = _tables(book, names)
    if not tables:
        raise HeadingsUnknown.of(str(_not_ours()), _headings_of(book.sheets.values()), "not_our_template")
    lines: list[Line] = []
    _name_the_rest(preview, book, tables)
    for form in SHEETS:
        table = tables.get(form.slug)
        if table is None:
            sentence = _("There is no sheet “%(sheet)s”; its content remains unchanged.") % {"sheet": form.title}
            preview.remarks.append(Found("", sentence))
            continue
        place = Place(table.sheet.name, table.places)
        for line in table.lines:
            if cell_text(table.value(line.number, STANDING)) != WITHDRAWN:
                _read(table, lines, Line(form, place, line.number, {}))
        refused, remarks = collect([table])
        preview.refused += refused
        preview.remarks += remarks
        preview.headings += table.unknown
        if missing := [one.head for one in form.fields if one.name not in table.places]:
            sentence = _("The sheet lacks the columns: %(columns)s. Add them, empty where there is nothing.")
            preview.refused.append(Found(table.at(table.head), sentence % {"columns": "、".join(missing)}))
    return lines


def _tables(book: Workbook, names: Mapping[str, str]) -> dict[str, Table]:
    """A table for each kind: a sheet of its name first, then the sheets that are left, by their headings."""
    found: dict[str, Table] = {}
    left = dict(book.sheets)
    for form in SHEETS:
        if form.title in left and (own := _read_sheet(left[form.title], form, names)):
            found[form.slug] = own
            del left[form.title]
    for sheet in left.values():
        fits = [
            (len(table.places), -number, form.slug, table)
            for number, form in enumerate(SHEETS)
            if form.slug not in found
            and (table := _read_sheet(sheet, form, names))
            and all(one.name in table.places for one in form.fields if one.key)
        ]
        if fits:
            _count, _order, slug, table = max(fits, key=lambda one: one[:2])
            found[slug] = table
    return found


def _headings_of(sheets: Iterable[SheetIn]) -> list[str]:
    return [text for sheet in sheets for text in likely_headings([sheet])]


def _name_the_rest(preview: Preview, book: Workbook, tables: Mapping[str, Table]) -> None:
    """The sheets that are none of the register's are named, and their headings offered for a match by hand."""
    read = {table.sheet.name for table in tables.values()}
    rest = [sheet for name, sheet in book.sheets.items() if name not in read and sheet.rows]
    sentence = _("The sheet has the headings of no part of the register; it was not read.")
    preview.remarks += [Found(sheet.name, sentence) for sheet in rest]
    preview.headings += _headings_of(rest)


def _read_sheet(sheet: SheetIn, form: SheetForm, names: Mapping[str, str]) -> Table | None:
    try:
        return read_tables([sheet], form.layout.with_names(names_in(form, names)))[0]
    except HeadingsUnknown:
        return None


def _read(table: Table, lines: list[Line], line: Line) -> None:
    """Puts the line with its texts to the others; what cannot be read is refused at its cell."""
    found: dict[str, str] = {}
    refused = len(table.refused)
    for one in line.form.fields:
        try:
            text = register_text(table.figure(line.number, one.name)) if one.kind == "tonnes" else (
                table.text(line.number, one.name)
            )  # fmt: skip
            found[one.name] = normal(one, text)
            if one.key and not text:
                raise NotValid("needed", _("“%(head)s” must be filled in.") % {"head": one.head})
        except ValidationError as fault:
            table.refuse(line.number, one.name, " ".join(fault.messages))
        except NotValid as fault:
            table.refuse(line.number, one.name, str(fault))
    if len(table.refused) == refused:
        lines.append(replace(line, texts=found))


def _compare(preview: Preview, lines: Sequence[Line]) -> None:
    """Sorts the lines into new, changed and unchanged, and refuses what would overwrite."""
    for form in SHEETS:
        own = [line for line in lines if line.form is form]
        known = _known(form, {line.texts["code"] for line in own}) if own else {}
        seen: set[tuple[str, ...]] = set()
        for line in own:
            key = form.key_of(line.texts)
            if key in seen:
                sentence = _("This row appears twice in the sheet; keep one.")
                preview.refused.append(Found(line.at(), sentence))
            elif key in known:
                _against(preview, line, known[key])
            else:
                preview.new.append(Change(line.at(), line.texts["code"], form.title, "", _summary(line)))
                preview.lines.append(line)
            seen.add(key)


def _known(form: SheetForm, codes: Iterable[str]) -> dict[tuple[str, ...], dict[str, str]]:
    rows: models.QuerySet[Any] = _rows(form).filter(**{f"{_owner_path(form)}credit_code__in": codes})
    if form.judged:
        rows = rows.exclude(confirmation_status=ConfirmationStatus.WITHDRAWN)
    found = [texts_of(form, row) for row in rows]
    return {form.key_of(texts): texts for texts in found}


def _against(preview: Preview, line: Line, stored: Mapping[str, str]) -> None:
    """A row that is on record: unchanged, or changed where that is allowed."""
    changes, refused = [], len(preview.refused)
    for one in line.form.fields:
        old, new = stored[one.name], line.texts[one.name]
        if old == new:
            continue
        if one.may == "edit" or (one.may == "fill" and not old):
            changes.append(Change(line.at(one.name), line.texts["code"], one.head, old, new))
            continue
        sentence = _(
            "On record: “%(old)s”. Nothing on record is overwritten; enter a new row, which succeeds this one."
        )
        preview.refused.append(Found(line.at(one.name), sentence % {"old": old or "–"}))
    if changes and len(preview.refused) == refused:
        preview.lines.append(line)
    preview.changed += changes
    preview.unchanged += not changes and len(preview.refused) == refused


def _summary(line: Line) -> str:
    return " · ".join(text for name, text in line.texts.items() if text and name != "code")


def _perform(lines: Sequence[Line], by: User) -> list[Found]:
    """Apply the lines in the caller's transaction; refusals are returned by cell."""
    names, refused = Names(), []
    for line in sorted(lines, key=_order):
        try:
            with transaction.atomic():
                perform(line.form, line.texts, names, by=by)
        except Refusal as fault:
            cells = fault.cells or {"code": str(fault)}
            refused += [Found(line.at(name), str(sentence)) for name, sentence in cells.items()]
    return refused


def _order(line: Line) -> tuple[int, str, int]:
    """Enterprises before their evidence, older memberships before newer ones."""
    begin = line.texts.get("valid_from", "") or date.min.isoformat()
    return SHEETS.index(line.form), begin if line.form.slug == "membership" else "", line.number
