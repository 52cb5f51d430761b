"""The register as a workbook: written for whoever sees it, read back by the ministry. Shown first; all or nothing.

The preview is the import itself, rolled back: what it refuses is what the verbs would refuse, cell by cell.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from accounts.models import User
from audit.services.record import record
from common.constraints import NotValid, Refusal
from common.periods import instant_text, now
from common.workflow import refusal_of
from documents.files.reading import Limits, Workbook, read_workbook
from documents.files.workbooks import Sheet, Value, write_workbook
from enterprises import permissions
from enterprises.files.register_workbook import (
    BY_TITLE,
    FORM,
    SHEETS,
    WITHDRAWN,
    SheetForm,
    cell_values,
    locked_confirmation,
    normal,
    text_of,
    texts_of,
)
from enterprises.models import ConfirmationStatus, Enterprise, GroupMembership
from enterprises.reads.evidence_kinds import KINDS
from enterprises.services.register_rows import Names, perform

HEAD_ROW = 3
BLANK_ROWS = 50
# A register of ten thousand enterprises, with room.
LIMITS = Limits(size=20_000_000, unpacked=300_000_000, memory=1_500_000_000, seconds=30)


def register_workbook(user: User, *, only: Collection[int] | None = None) -> bytes:
    """What of the register this person sees, or only some enterprises of it; its keeper gets room for new rows."""
    room = BLANK_ROWS if permissions.keep_register(user) is None else 0
    return write_workbook([_sheet(form, user, room, only) for form in SHEETS], meta={"form": FORM})


def _sheet(form: SheetForm, user: User, room: int, only: Collection[int] | None) -> Sheet:
    seen = _rows(form).visible_to(user)
    chosen = seen if only is None else seen.filter(**{f"{_owner_path(form)}pk__in": only})
    rows = [cell_values(form, row) for row in chosen]
    blank: list[Value] = [None] * len(form.columns)
    return Sheet(
        title=form.title,
        columns=form.columns,
        rows=[*rows, *([blank] * room)],
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
    return manager.select_related(path, "attachment")


def _owner_path(form: SheetForm) -> str:
    """From a row to its enterprise."""
    if form.slug == "enterprise":
        return ""
    return "pond__enterprise__" if form.slug == "evaluation" else "enterprise__"


@dataclass(frozen=True)
class Line:
    """A row of the workbook that says something: its sheet, its number, its texts as the register writes them."""

    form: SheetForm
    number: int
    texts: Mapping[str, str]

    def at(self, name: str = "code") -> str:
        """Sheet and cell, as in “证照!C4”."""
        names = [one.name for one in self.form.fields]
        place = names.index(name) if name in names else 0
        return f"{self.form.title}!{get_column_letter(place + 1)}{self.number}"


@dataclass(frozen=True)
class Change:
    """What would be new or other than now: where it stands, whose it is, old and new."""

    at: str
    code: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class RefusedCell:
    """A cell that cannot be taken, and why."""

    at: str
    sentence: str


@dataclass
class Preview:
    """What an import would do. Nothing is stored yet; with a refused cell nothing can be."""

    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    refused: list[RefusedCell] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """What has to come back to take it over: the lines that say something new, and what they were to do."""
        rows = [[line.form.title, line.number, dict(line.texts)] for line in self.lines]
        return {"rows": rows, "digest": self.digest}

    @property
    def digest(self) -> str:
        """Names exactly these changes."""
        said = [[one.at, one.code, one.label, one.old, one.new] for one in (*self.new, *self.changed)]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def preview_import(content: bytes, *, by: User) -> Preview:
    """Compares a workbook with the register and tries the import. Raises NotValid for what is no such workbook."""
    refusal_of(permissions.keep_register(by))
    book = read_workbook(content, LIMITS)
    if book.meta.get("form") != FORM:
        raise NotValid(
            "not_our_template",
            _("This is not the register's workbook; download it from the register's page and fill that one in."),
        )
    preview = Preview()
    _compare(preview, _lines(book, preview))
    if not preview.refused:
        with transaction.atomic():
            preview.refused = _perform(preview.lines, by)
            transaction.set_rollback(True)
    return preview


@transaction.atomic
def apply_import(*, preview: Mapping[str, Any], by: User) -> Preview:
    """Takes over what a preview showed (its `to_json`). Raises Refusal when the register has changed since."""
    refusal_of(permissions.keep_register(by))
    lines = [Line(BY_TITLE[title], number, texts) for title, number, texts in preview["rows"]]
    again = Preview()
    _compare(again, lines)
    if again.refused or again.digest != preview["digest"]:
        raise Refusal("register_changed", _("The register was changed since the preview; upload the workbook again."))
    if refused := _perform(again.lines, by):
        raise Refusal("register_changed", refused[0].sentence)
    if again.lines:
        counts = {"new": len(again.new), "changed": len(again.changed)}
        first = Enterprise.objects.get(credit_code=again.lines[0].texts["code"])
        record("register.import", by=by, subject=first, after={**counts, "digest": again.digest})
    return again


def _lines(book: Workbook, preview: Preview) -> list[Line]:
    lines: list[Line] = []
    for form in SHEETS:
        if form.title not in book.sheets:
            raise NotValid("sheet_missing", _("The sheet “%(sheet)s” is missing.") % {"sheet": form.title})
        for number, row in enumerate(book.sheets[form.title], start=1):
            texts = [text_of(cell.value) for cell in row]
            said = any(texts[: len(form.fields)])
            if number > HEAD_ROW and said and locked_confirmation(form, texts) != WITHDRAWN:
                _read(preview, lines, form, number, texts)
    return lines


def _read(preview: Preview, lines: list[Line], form: SheetForm, number: int, texts: Sequence[str]) -> None:
    found: dict[str, str] = {}
    refused = len(preview.refused)
    for place, one in enumerate(form.fields):
        text = texts[place] if place < len(texts) else ""
        try:
            found[one.name] = normal(one, text)
            if one.key and not text:
                raise NotValid("needed", _("“%(head)s” must be filled in.") % {"head": one.head})
        except NotValid as fault:
            at = f"{form.title}!{get_column_letter(place + 1)}{number}"
            preview.refused.append(RefusedCell(at, str(fault)))
    if len(preview.refused) == refused:
        lines.append(Line(form, number, found))


def _compare(preview: Preview, lines: Sequence[Line]) -> None:
    """Sorts the lines into new, changed and unchanged, and refuses what would overwrite."""
    for form in SHEETS:
        own = [line for line in lines if line.form is form]
        known = _known(form, {line.texts["code"] for line in own}) if own else {}
        seen: set[tuple[str, ...]] = set()
        for line in own:
            key = form.key_of(line.texts)
            if key in seen:
                sentence = _("This row stands twice in the sheet; keep one.")
                preview.refused.append(RefusedCell(line.at(), sentence))
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
        preview.refused.append(RefusedCell(line.at(one.name), sentence % {"old": old or "–"}))
    if changes and len(preview.refused) == refused:
        preview.lines.append(line)
    preview.changed += changes
    preview.unchanged += not changes and len(preview.refused) == refused


def _summary(line: Line) -> str:
    return " · ".join(text for name, text in line.texts.items() if text and name != "code")


def _perform(lines: Sequence[Line], by: User) -> list[RefusedCell]:
    """Does what the lines say, in the caller's transaction; what is refused is told by its cell."""
    names, refused = Names(), []
    for line in sorted(lines, key=_order):
        try:
            with transaction.atomic():
                perform(line.form, line.texts, names, by=by)
        except Refusal as fault:
            cells = fault.cells or {"code": str(fault)}
            refused += [RefusedCell(line.at(name), str(sentence)) for name, sentence in cells.items()]
    return refused


def _order(line: Line) -> tuple[int, str, int]:
    """Enterprises before their evidence, older memberships before newer ones."""
    begin = line.texts.get("valid_from", "") or date.min.isoformat()
    return SHEETS.index(line.form), begin if line.form.slug == "membership" else "", line.number
