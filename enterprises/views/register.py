"""The register: who is in it, with whose evidence, and who is eligible."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Organisation, User
from accounts.views.signed_in import SignedIn
from audit.models import Event
from common.http import form_status, get_visible_or_404
from common.listing import list_page
from common.periods import Month, day_text, speaks_chinese, today
from common.quantities import Category
from common.workflow import Action
from deadlines.reads.parameters import Name, count_on
from enterprises import permissions
from enterprises.forms.register import STATUSES, DayForm, EnterpriseFilter
from enterprises.models import Enterprise, EnterpriseChange
from enterprises.models.enterprise import EnterpriseQuerySet
from enterprises.models.places import ONE_DAY, EverLocated, last_day_in
from enterprises.reads.alerts import most_urgent
from enterprises.reads.discharge import discharge_of
from enterprises.reads.evidence_tables import evidence_tables
from enterprises.reads.past import as_on
from enterprises.reads.verdicts import count_by_status, of_status, verdicts
from enterprises.rules.eligibility import rule_set_on
from enterprises.rules.verdict import Verdict

SORTS = {
    "province": ("province", "credit_code"),
    "enterprise": ("name_zh",),
    "code": ("credit_code",),
    "kind": ("kind", "credit_code"),
}
# So many alerts stand on a page.
ALERTS = 50


@dataclass(frozen=True)
class Row:
    """An enterprise in the list, with its group and its verdicts of the day."""

    enterprise: Enterprise
    group: Organisation | None
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Judged:
    """A verdict as the detail page shows it, every ground with its sentence in the reader's language."""

    label: str
    verdict: Verdict
    grounds: tuple[dict[str, str], ...]


@require_GET
def enterprise_list(request: SignedIn) -> HttpResponse:
    """The register as this person may see it, with who is eligible today."""
    day = today()
    form = EnterpriseFilter(request.GET)
    rows = filtered_rows(request.user, form)
    counted = count_by_status(rows, as_of=day, rule_set=rule_set_on(day))
    shown = of_asked_status(rows, form, day).select_related("province").prefetch_related("memberships__group")
    page = list_page(shown, request.GET, sorts=SORTS)
    page = replace(page, rows=_rows(page.rows, day))
    counts = [(code, counted.get(code, 0)) for code, _label in STATUSES]
    context = {"form": form, "page": page, "counts": counts, "day": day, "labels": dict(Category.choices)}
    context |= {"actions": _list_actions(request), **alert_context(request.user)}
    return render(request, "enterprises/register/enterprise_list.html", context, status=form_status(form))


def alert_context(user: User) -> dict[str, Any]:
    """What `_alerts.html` shows: here and on the desk; of many the most urgent ones."""
    alerts, count = most_urgent(user, today(), ALERTS)
    return {
        "alerts": alerts,
        "alert_count": count,
        "warning_days": count_on(Name.ELIGIBILITY_WARNING_DAYS, today()),
    }


def _list_actions(request: SignedIn) -> list[Action]:
    """Entering and importing for the keeper of the register; others are not shown buttons that are all refused."""
    if permissions.keep_register(request.user) is not None:
        return []
    offered = (("register_import", _("Import a workbook")), ("enterprise_new", _("New enterprise")))
    return [Action(name, label, reverse(name)) for name, label in offered]


def filtered_rows(user: User, form: EnterpriseFilter) -> EnterpriseQuerySet:
    """Those that fit the filter, whatever their eligibility; none where the filter makes no sense."""
    seen = Enterprise.objects.visible_to(user)
    return _filtered(seen, form) if form.is_valid() else seen.none()


def of_asked_status(rows: EnterpriseQuerySet, form: EnterpriseFilter, day: date) -> EnterpriseQuerySet:
    """Those among them with the eligibility that is asked for."""
    status = form.cleaned_data["status"] if form.is_valid() else ""
    return of_status(rows, status, as_of=day, rule_set=rule_set_on(day)) if status else rows


def _filtered(rows: EnterpriseQuerySet, form: EnterpriseFilter) -> EnterpriseQuerySet:
    asked = form.cleaned_data
    if words := asked["search"].strip():
        rows = rows.named(words)
    if asked["province"]:
        rows = rows.filter(province=asked["province"])
    return rows.filter(kind=asked["kind"]) if asked["kind"] else rows


def _rows(listed: Sequence[Enterprise], day: date) -> list[Row]:
    judged = verdicts(listed, as_of=day, rule_set=rule_set_on(day))
    return [
        Row(one, one.group_on(day), tuple(judged[one.pk, str(category)] for category in one.categories))
        for one in listed
    ]


@require_GET
def enterprise_detail(request: SignedIn, pk: int) -> HttpResponse:
    """One enterprise: its evidence, its eligibility as of the chosen day, its history."""
    enterprise = get_visible_or_404(EverLocated(), request.user, pk=pk)
    if (left_on := last_day_in(request.user, enterprise)) is not None:
        return _page_until(request, enterprise, left_on)
    prefetch_related_objects([enterprise], "memberships__group")
    asked = {"as_of": request.GET.get("as_of") or today().isoformat(), "known_then": request.GET.get("known_then")}
    form = DayForm(asked)
    day = form.day
    context = {
        "enterprise": enterprise,
        "group": enterprise.group_on(day),
        "form": form,
        "day": day,
        "known_then": form.known_on is not None,
        "judged": _judged(enterprise, day, form.known_on),
        "discharge": _discharge(enterprise, day, form.known_on),
        "tables": evidence_tables(enterprise, request.user),
        "actions": _actions(enterprise, request),
        "changes": EnterpriseChange.objects.visible_to(request.user)
        .filter(enterprise=enterprise)
        .select_related("enterprise", "group", "new_group", "new_province"),
        "former_names": enterprise.former_names.select_related("imported_from"),
        "imported_memberships": enterprise.memberships.exclude(imported_from=None).select_related(
            "group", "imported_from"
        ),
        "former_places": enterprise.former_places.select_related("province"),
        "events": Event.objects.about(enterprise),
    }
    return render(request, "enterprises/enterprises/enterprise_detail.html", context, status=form_status(form))


def _page_until(request: SignedIn, enterprise: Enterprise, left_on: date) -> HttpResponse:
    """What the province keeps of an enterprise that has moved away: as it was on its last day there."""
    prefetch_related_objects([enterprise], "former_names", "former_places__province", "memberships__group")
    former = [name for name in enterprise.former_names.all() if name.last_day < left_on]
    group = enterprise.group_on(left_on)
    context = {"enterprise": as_on(enterprise, left_on, places=True), "former_names": former, "left_on": left_on}
    context |= {"group": group, "until": Month.of(left_on + ONE_DAY).previous}
    return render(request, "enterprises/enterprises/enterprise_left.html", context)


def _actions(enterprise: Enterprise, request: SignedIn) -> list[Action]:
    """What the keeper of the register may do, and the group's clerk; others see no buttons that are all refused."""
    if permissions.enter_change(request.user, enterprise) is None:
        return [Action("change", _("Enter an event"), reverse("change_new", args=[enterprise.pk]))]
    if permissions.keep_register(request.user) is not None:
        return []
    member = enterprise.memberships.filter(valid_to=None).exists()
    group = ("leave", _("Leave the group")) if member else ("join", _("Join a group"))
    return [
        Action(name, label, reverse(f"enterprise_{name}", args=[enterprise.pk]))
        for name, label in (("edit", _("Name and location")), group)
    ]


def _discharge(enterprise: Enterprise, day: date, known_on: date | None) -> dict[str, Any] | None:
    """What the page says of breaches of the discharge permit: the clause, each finding, whether it bars by that day."""
    found = discharge_of(enterprise, as_of=day, known_on=known_on)
    if found is None:
        return None
    chinese = speaks_chinese()
    sentences = [(ground.sentence(chinese=chinese), ground.document) for ground in found.grounds]
    return {"clause": found.clause, "findings": sentences, "bars": found.bars}


def _judged(enterprise: Enterprise, day: date, known_on: date | None) -> list[Judged]:
    found = verdicts([enterprise], as_of=day, rule_set=rule_set_on(day), known_on=known_on)
    return [
        Judged(
            str(Category(category).label),
            verdict,
            tuple(
                {
                    "clause": ground.number(chinese=speaks_chinese()),
                    "outcome": ground.outcome,
                    "sentence": ground.sentence(chinese=speaks_chinese()),
                    "day": day_text(date.fromisoformat(ground.day)) if ground.day else "–",
                    "document": ground.document or "–",
                    "confirmation_status": ground.confirmation_status,
                }
                for ground in verdict.grounds
            ),
        )
        for (_pk, category), verdict in found.items()
    ]
