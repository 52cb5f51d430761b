"""The small forms of reports; the grid's cells are read by reporting.reads.cells."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from allocations.forms.fields import CodeField
from allocations.models import CorrectionCode, ReturnCode
from reporting.reads.comparison import CellChange
from reporting.reads.grid import GridPart

POINTERS = 3


class CorrectionForm(forms.Form):
    """Why a version is corrected."""

    code = CodeField(CorrectionCode.choices)

    reason = forms.CharField(
        label=_("reason of the correction"),
        widget=PhrasedText(rows=3),
        max_length=500,
        error_messages={"required": _("A correction needs its reason; write what was wrong.")},
    )


class RowsFilter(forms.Form):
    """Which enterprises of a report are shown."""

    search = forms.CharField(label=_("name or credit code"), required=False, max_length=100)

    @property
    def words(self) -> str:
        """What is searched for; nothing when it is too long."""
        words: str = self.cleaned_data["search"].strip() if self.is_valid() else ""
        return words


class UploadForm(forms.Form):
    """A filled-in workbook."""

    workbook = forms.FileField(label=_("filled-in workbook (XLSX)"), allow_empty_file=True)


class ReturnForm(forms.Form):
    """Why a report is returned, and up to three cells that it points at."""

    code = CodeField(ReturnCode.choices, initial=ReturnCode.FIGURES)

    reason = forms.CharField(
        label=_("reason of the return"),
        widget=PhrasedText(rows=3),
        max_length=1000,
        error_messages={"required": _("A return needs its reason; write what has to change.")},
    )

    def __init__(
        self, *args: object, parts: list[GridPart], changes: Sequence[CellChange] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        cells = _cells_by_enterprise(parts)
        choices = [("", "—"), *_changed_cells(cells, changes), *cells]
        for number in range(1, POINTERS + 1):
            self.fields[f"cell_{number}"] = forms.ChoiceField(
                label=_("cell %(number)s") % {"number": number}, choices=choices, required=False
            )
            self.fields[f"says_{number}"] = forms.CharField(
                label=_("what is wrong with it"), max_length=200, required=False
            )

    @property
    def pointers(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs of cell and words, for the page."""
        return [(self[f"cell_{number}"], self[f"says_{number}"]) for number in range(1, POINTERS + 1)]

    def pointed_at(self) -> dict[str, str]:
        """The cells that the return points at; a cell without words is pointed at by the reason."""
        values = self.cleaned_data
        pairs = [(values.get(f"cell_{number}"), values.get(f"says_{number}")) for number in range(1, POINTERS + 1)]
        return {cell: says or values.get("reason", "") for cell, says in pairs if cell}


def _changed_cells(
    cells: list[tuple[str, list[tuple[str, str]]]], changes: Sequence[CellChange]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Those that differ from the version before, once more and first: a return is mostly about one of them."""
    known = {name for _title, listed in cells for name, _label in listed}
    changed = [
        (one.name, f"{one.enterprise.name} · {one.label}: {one.old} → {one.new}")
        for one in changes
        if one.name in known
    ]
    return [(gettext("Changed cells"), changed)] if changed else []


def _cells_by_enterprise(parts: list[GridPart]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            f"{row.enterprise.name} · {part.category.label}",
            [(cell.name, cell.label) for cell in (*row.flows, *row.feeds)],
        )
        for part in parts
        for row in part.rows
    ]
