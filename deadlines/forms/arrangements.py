"""An arrangement of days off as officials enter it."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from deadlines.files.day_list import (
    HOLIDAY,
    LONGEST_NAME,
    MAKEUP,
    ORDINARY,
    DayList,
    ListedDay,
    days_from,
    name_fault,
    parse_day,
)
from deadlines.forms.fields import DayInput


def _words(label: object, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, widget=PhrasedText(rows=3), max_length=500, required=required)  # type: ignore[arg-type]


class SeenPreview(forms.Form):
    """Names the preview that was on the page: what is confirmed is what was seen."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


# What an arrangement of the State Council names, in its order.
HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节", "")


LONGEST_HOLIDAY = 30


SCOPES = (
    ("whole", _("the arrangement of the whole year")),
    ("changes", _("only what changes against the arrangement in force")),
)


class ArrangementForm(forms.Form):
    """The document, the scope, and the list as a file instead of the rows below."""

    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2100)
    scope = forms.ChoiceField(label=_("what is entered"), choices=SCOPES, widget=forms.RadioSelect, initial="whole")
    document_number = forms.CharField(label=_("document number"), max_length=100)
    document = forms.URLField(label=_("link to the document"), max_length=300, assume_scheme="https")
    file = forms.FileField(
        label=_("list of days (CSV or XLSX) instead of the rows below"), required=False, allow_empty_file=True
    )
    ordinary = forms.CharField(
        label=_("days that are ordinary again"),
        required=False,
        max_length=300,
        help_text=_("Only in a list of changes; several separated by commas."),
    )


class HolidayForm(forms.Form):
    """A holiday as the document states it: its name, from when to when, and the days worked for it."""

    name = forms.CharField(label=_("holiday"), required=False, max_length=LONGEST_NAME)
    first = forms.DateField(label=_("first day off"), required=False, widget=DayInput())
    last = forms.DateField(label=_("last day off"), required=False, widget=DayInput())
    makeup = forms.CharField(label=_("make-up working days"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """First and last day belong together, a name to both, and every make-up day is one."""
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if bool(first) != bool(last) and not {"first", "last"} & set(self.errors):
            self.add_error("first" if last else "last", gettext("Give the first and the last day off, or neither."))
        elif first and last and not 0 <= (last - first).days < LONGEST_HOLIDAY:
            self.add_error("last", gettext("The last day off is before the first, or more than a month after it."))
        values["makeup_days"] = self._makeup_days(values.get("makeup", ""))
        if (first or values["makeup_days"]) and (fault := name_fault(values.get("name", ""), HOLIDAY)):
            self.add_error("name", fault)
        return values

    def _makeup_days(self, text: str) -> list[date]:
        days = [(part, parse_day(part)) for part in split_days(text)]
        for part, day in days:
            if day is None:
                self.add_error("makeup", gettext("“%s” is no day; write it like 2021-08-24.") % part)
        return [day for _part, day in days if day]

    def listed(self) -> Iterator[ListedDay]:
        """The days of the form, each with the field at which an error is shown."""
        values = self.cleaned_data
        if values.get("first") and values.get("last"):
            for day in days_from(values["first"], values["last"]):
                yield ListedDay(self.add_prefix("first"), day, HOLIDAY, values["name"])
        for day in values.get("makeup_days", ()):
            yield ListedDay(self.add_prefix("makeup"), day, MAKEUP, values["name"])


def split_days(text: str) -> list[str]:
    """Several days in one field, separated by commas or blanks of either script."""
    return [part for part in re.split(r"[,，、;；\s]+", text) if part]


HolidayFormSet = forms.formset_factory(HolidayForm, extra=0, max_num=20, validate_max=True)


def listed_days(head: ArrangementForm, holidays: Any) -> DayList:
    """What was entered in the rows, and the days that are ordinary again."""
    found = DayList([day for form in holidays for day in form.listed()])
    for part in split_days(head.cleaned_data["ordinary"]):
        day = parse_day(part)
        if day is None:
            found.faults["ordinary"] = gettext("“%s” is no day; write it like 2021-08-24.") % part
        else:
            found.days.append(ListedDay("ordinary", day, ORDINARY, ""))
    return found
