"""The pages of the working-day calendar: its versions, entering one, the preview, the second person."""

import csv
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.reads.headings import names_of
from accounts.views.confirmation import ask, proved
from accounts.views.headings import match_in_form, matched_files
from accounts.views.signed_in import SignedIn
from audit.models import Event
from common.constraints import NotAllowed, Refusal
from common.http import get_visible_or_404
from common.listing import list_page
from common.periods import colon, now, today
from common.workflow import Action, refusal_of
from deadlines import permissions
from deadlines.files.day_list import LAYOUT, DayList, read_upload
from deadlines.forms.arrangements import HOLIDAYS, ArrangementForm, HolidayFormSet, SeenPreview, listed_days
from deadlines.forms.extensions import RecallForm, RefuseForm
from deadlines.models import Arrangement, CalendarDay
from deadlines.services.arrangements import (
    changes_of,
    confirm_arrangement,
    preview,
    propose_arrangement,
    recall_arrangement,
    refuse_arrangement,
)
from deadlines.services.calendar import current_calendar, missing_year
from documents.files.headings_unknown import HeadingsUnknown


@require_GET
def arrangement_list(request: SignedIn) -> HttpResponse:
    """Every year's arrangement with its versions, and what is missing."""
    versions = Arrangement.objects.visible_to(request.user).select_related("entered_by", "decided_by")
    enter = Action(
        "enter",
        _("Enter an arrangement"),
        reverse("arrangement_enter"),
        permissions.enter_arrangement(request.user),
        confirm=False,
    )
    context = {
        "versions": list_page(versions.order_by("-year", "-version"), request.GET),
        "version": current_calendar().version,
        "missing": missing_year(today()),
        "enter": enter if request.user.organisation.kind == permissions.MIIT else None,
    }
    return render(request, "deadlines/arrangements/arrangement_list.html", context)


@require_http_methods(["GET", "POST"])
def arrangement_enter(request: SignedIn) -> HttpResponse:
    """A clerk of MIIT enters or uploads a list; errors are shown at their rows, and the input is kept."""
    refusal_of(permissions.enter_arrangement(request.user))
    year = request.GET.get("year", "")
    known = max(current_calendar().years, default=today().year)
    form = ArrangementForm(
        request.POST or None,
        matched_files(request, LAYOUT, "file", by=request.user),
        initial={"year": int(year) if year.isdecimal() and len(year) == 4 else known + 1},
    )
    holidays = HolidayFormSet(request.POST or None, prefix="holidays", initial=[{"name": name} for name in HOLIDAYS])
    cells: list[tuple[str, str]] = []
    sentence = ""
    match: dict[str, object] = {}
    if request.method == "POST" and form.is_valid() and holidays.is_valid():
        try:
            return _propose(request, form, _entered(form, holidays, request.user))
        except NotAllowed:
            raise
        except HeadingsUnknown as refusal:
            sentence, cells = str(refusal), _at_fields(form, holidays, refusal)
            match = _to_match(request, form, refusal.headings)
        except Refusal as refusal:
            sentence, cells = str(refusal), _at_fields(form, holidays, refusal)
    refused = request.method == "POST"
    context = {"form": form, "holidays": holidays, "cells": cells, "sentence": sentence, **match}
    return render(request, "deadlines/arrangements/arrangement_enter.html", context, status=422 if refused else 200)


def _entered(form: ArrangementForm, holidays: Any, user: User) -> DayList:
    upload = form.cleaned_data["file"]
    if upload is None:
        return listed_days(form, holidays)
    return read_upload(upload.read(), form.cleaned_data["year"], names_of(user.organisation, LAYOUT.name))


def _to_match(request: SignedIn, form: ArrangementForm, headings: Sequence[str]) -> dict[str, object]:
    """The fields in which the headings of the file are matched by hand."""
    upload = form.cleaned_data["file"]
    upload.seek(0)
    return match_in_form(request.user, LAYOUT, upload.name, upload.read(), headings)


def _propose(request: SignedIn, form: ArrangementForm, days: DayList) -> HttpResponse:
    values = form.cleaned_data
    arrangement = propose_arrangement(
        year=values["year"],
        document_number=values["document_number"],
        document=values["document"],
        days=days,
        whole=values["scope"] == "whole",
        by=request.user,
    )
    for at, sentence in days.remarks:
        messages.info(request, f"{at}{colon()}{sentence}")
    messages.success(request, _("The list is entered. Look at what it moves; an officer of MIIT confirms it."))
    return redirect("arrangement_detail", arrangement.pk)


def _at_fields(form: ArrangementForm, holidays: Any, refusal: Refusal) -> list[tuple[str, str]]:
    """Assign the sentences to their fields; those about a row of a file are shown on top with the row's number."""
    fields = {row.add_prefix(name): (row, name) for row in holidays for name in row.fields}
    fields |= {name: (form, name) for name in form.fields} | {"whole": (form, "scope")}
    cells = []
    for where, text in refusal.cells.items():
        if where in fields:
            at, name = fields[where]
            at.add_error(name, str(text))
            cells.append((at[name].auto_id, str(text)))
        else:
            cells.append((form["file"].auto_id, f"{where}{colon()}{text}"))
    return cells


@require_GET
def arrangement_detail(request: SignedIn, pk: int) -> HttpResponse:
    """A version: its days, what it changed; while it waits, every deadline that it would move."""
    arrangement = _visible(request, pk)
    waits = arrangement.state == Arrangement.State.PROPOSED
    context = {
        "arrangement": arrangement,
        "days": arrangement.days.order_by("day"),
        "changes": changes_of(arrangement),
        "preview": preview(arrangement, now()) if waits else None,
        "kinds": {**dict(CalendarDay.Kind.choices), "": _("ordinary day")},
        "actions": _actions(arrangement, request) if waits else [],
        "events": Event.objects.about(arrangement),
    }
    return render(request, "deadlines/arrangements/arrangement_detail.html", context)


def _actions(arrangement: Arrangement, request: SignedIn) -> list[Action]:
    if request.user.organisation.kind != permissions.MIIT:
        return []
    refusal = permissions.decide_arrangement(request.user, arrangement)
    recall = Action(
        "recall",
        _("Take back"),
        reverse("arrangement_recall", args=[arrangement.pk]),
        permissions.enter_arrangement(request.user),
        danger=True,
    )
    if recall.allowed:
        return [recall]
    return [
        Action("confirm", _("Put in force"), reverse("arrangement_confirm", args=[arrangement.pk]), refusal),
        Action(
            "refuse", _("Do not confirm"), reverse("arrangement_refuse", args=[arrangement.pk]), refusal, danger=True
        ),
    ]


@require_GET
def arrangement_csv(request: SignedIn, pk: int) -> HttpResponse:
    """The days in the form in which they can be uploaded again."""
    arrangement = _visible(request, pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="calendar-{arrangement.year}-{arrangement.version}.csv"'
    # Spreadsheets of a Chinese office take a file for GBK unless it begins with this mark.
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow(("date", "kind", "name", "notice_year", "notice_url"))
    for day, kind, name, document in arrangement.days.order_by("day").values_list("day", "kind", "name", "document"):
        writer.writerow((day, kind, name, arrangement.year, document))
    return answer


@require_http_methods(["GET", "POST"])
def arrangement_confirm(request: SignedIn, pk: int) -> HttpResponse:
    """The second person puts the version in force, having seen what it moves."""
    arrangement = _visible(request, pk)
    refusal_of(permissions.decide_arrangement(request.user, arrangement))
    fault: Refusal | None = None
    if request.method == "POST":
        fault = proved(request)
        if not fault:
            done = confirm_arrangement(
                arrangement=arrangement, by=request.user, seen=request.POST.get("fingerprint", "")
            )
            sentence = _("The arrangement is in force; %(count)s open deadlines were recomputed.")
            messages.success(request, sentence % {"count": len(done.moves)})
            return redirect("arrangement_detail", arrangement.pk)
    found = preview(arrangement, now())
    moving = [one for one in found.moves if one.moves]
    numbers = {"days": len(found.changes), "moves": len(moving), "flips": sum(not one.kept for one in found.flips)}
    effects = [
        _("Days of %(year)s that change: %(days)s.") % {**numbers, "year": arrangement.year},
        _("Open deadlines that move: %(moves)s; verdicts that change: %(flips)s. The previous page lists all.")
        % numbers,
        _("What is met keeps its deadline and its verdict; former versions stay readable."),
    ]
    return ask(
        request,
        title=_("Confirm the arrangement of %(year)s, version %(version)s")
        % {"year": arrangement.year, "version": arrangement.version},
        label=_("Put in force"),
        effects=effects,
        back=reverse("arrangement_detail", args=[arrangement.pk]),
        back_label=_("Working-day calendar"),
        form=SeenPreview(request.POST or None, initial={"fingerprint": found.fingerprint}),
        about=arrangement,
        signing=True,
        refusal=fault,
    )


@require_http_methods(["GET", "POST"])
def arrangement_refuse(request: SignedIn, pk: int) -> HttpResponse:
    """The second person does not confirm it, and says why."""
    arrangement = _visible(request, pk)
    refusal_of(permissions.decide_arrangement(request.user, arrangement))
    form = RefuseForm(request.POST or None)
    if form.is_valid():
        refuse_arrangement(arrangement=arrangement, by=request.user, **form.cleaned_data)
        messages.success(request, _("The version is refused; the calendar stays as it is."))
        return redirect("arrangement_detail", arrangement.pk)
    return ask(
        request,
        title=_("Refuse the arrangement of %(year)s, version %(version)s")
        % {"year": arrangement.year, "version": arrangement.version},
        label=_("Do not confirm"),
        effects=[_("The calendar stays as it is; the version stays readable with your reason.")],
        back=reverse("arrangement_detail", args=[arrangement.pk]),
        back_label=_("Working-day calendar"),
        form=form,
        danger=True,
        about=arrangement,
    )


def _visible(request: SignedIn, pk: int) -> Arrangement:
    rows = Arrangement.objects.select_related("entered_by", "entered_for", "decided_by", "decided_for")
    return get_visible_or_404(rows, request.user, pk=pk)


@require_http_methods(["GET", "POST"])
def arrangement_recall(request: SignedIn, pk: int) -> HttpResponse:
    """The ministry's clerk takes back what is not decided yet, and says why."""
    arrangement = _visible(request, pk)
    refusal_of(permissions.enter_arrangement(request.user))
    form = RecallForm(request.POST or None)
    if form.is_valid():
        recall_arrangement(arrangement=arrangement, by=request.user, **form.cleaned_data)
        messages.success(request, _("The version is withdrawn; enter the year again when it is correct."))
        return redirect("arrangement_detail", arrangement.pk)
    return ask(
        request,
        title=_("Take back the arrangement of %(year)s, version %(version)s")
        % {"year": arrangement.year, "version": arrangement.version},
        label=_("Take back"),
        effects=[_("The calendar stays as it is; the version stays readable with your reason.")],
        back=reverse("arrangement_detail", args=[arrangement.pk]),
        back_label=_("Working-day calendar"),
        form=form,
        about=arrangement,
        danger=True,
    )
