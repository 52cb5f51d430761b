"""The register of past years: compared with what is on record, tried, and booked row by row."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation, Province, User
from allocations.models import FilingLine
from common.constraints import NotValid, Refusal
from common.periods import today
from documents.files.cells import Found
from documents.files.layouts import normal
from enterprises.files.register_workbook import texts_of, typed_value
from enterprises.models import Enterprise, FormerName, GroupMembership
from enterprises.services.imported_register import (
    PastMembership,
    PastName,
    import_enterprise,
    import_membership,
    import_name,
    overlapping,
)
from enterprises.services.validation import refuse_invalid
from history.files.register import ENTERPRISE, FORMER_NAME, MEMBERSHIP, RegisterRow, RegisterRows
from history.models import HistoryImport
from history.reads.names import Names
from history.services.outputs import way_out
from history.services.plans import Contradiction, Plan, Row
from reporting.models import ReportLine

Entry = tuple[RegisterRow, Any]


def plan_register(rows: RegisterRows, names: Names[Enterprise], groups: Names[Organisation]) -> Plan:
    """What the workbook would enter: enterprises first, then their memberships, then their former names."""
    plan = Plan(refused=rows.refused, remarks=rows.remarks, headings=rows.headings)
    provinces = {row.name_zh: row for row in Province.objects.all()}
    seen: dict[tuple[str, ...], str] = {}
    codes = {row.texts["code"] for row in rows.rows if row.form is ENTERPRISE} | set(names.rows)
    for row in sorted(rows.rows, key=_order):
        key = (row.form.slug, *row.form.key_of(row.texts))
        if key in seen:
            sentence = _("The row is already in %(first)s; keep one of the two.")
            plan.refused.append(Found(row.at, sentence % {"first": seen[key]}))
            continue
        seen[key] = row.at
        if row.texts["code"] not in codes:
            sentence = _("%(code)s is not in the register; enter the enterprise in its sheet.")
            plan.refused.append(Found(row.at, sentence % {"code": row.texts["code"]}))
        elif row.form is ENTERPRISE:
            _enterprise(plan, row, names, provinces)
        elif row.form is MEMBERSHIP:
            _membership(plan, row, names, groups)
        else:
            _former_name(plan, row, names)
    return plan


def _order(row: RegisterRow) -> tuple[int, str]:
    place = (ENTERPRISE, MEMBERSHIP, FORMER_NAME).index(row.form)
    return place, row.texts.get("valid_from", "")


def book_register(batch: HistoryImport, entries: Sequence[Entry], *, at: datetime, by: User) -> dict[str, int]:
    """Enters the rows; how many of each kind. Raises Refusal at the first that the register refuses."""
    counts = {form.slug: 0 for form in (ENTERPRISE, MEMBERSHIP, FORMER_NAME)}
    for row, values in entries:
        _book(batch, row, values, by)
        counts[row.form.slug] += 1
    return counts


def _book(batch: HistoryImport, row: RegisterRow, values: Any, by: User) -> None:
    origin: dict[str, Any] = {"source": batch.source, "uploaded_by": batch.uploaded_by, "by": by}
    if row.form is ENTERPRISE:
        import_enterprise(values=values, **origin)
    elif row.form is MEMBERSHIP:
        import_membership(past=values, **origin)
    else:
        import_name(past=values, **origin)


def refuse_dependents(batch: HistoryImport) -> None:
    """Raises Refusal while a split or a report rests on a membership that the workbook entered."""
    for membership in GroupMembership.objects.filter(imported_from=batch.source).select_related("enterprise", "group"):
        last = (membership.valid_to or today()).year
        years = Q(enterprise=membership.enterprise_id)
        lines = FilingLine.objects.filter(
            years, filing__group=membership.group_id, filing__year__range=(membership.valid_from.year, last)
        ).exclude(filing__state="discarded")
        reports = ReportLine.objects.filter(
            years, report__group=membership.group_id, report__year__range=(membership.valid_from.year, last)
        ).exclude(report__state="discarded")
        if lines.exists() or reports.exists():
            raise Refusal(
                "import_depended_on",
                _("Splits or reports of %(group)s rest on the membership of %(name)s; reverse those imports first.")
                % {"group": membership.group.name, "name": membership.enterprise.name},
            )


# --- comparing ---------------------------------------------------------------------------------------


def _values(row: RegisterRow) -> dict[str, Any]:
    plain = [one for one in row.form.fields if one.kind not in {"province", "group"} and one.name != "code"]
    return {one.name: typed_value(one, row.texts[one.name]) for one in plain if one.name in row.texts}


def _add(plan: Plan, row: RegisterRow, entry: Any) -> None:
    texts = [text for name, text in row.texts.items() if text and name != "code"]
    shown = Row(row.at, row.texts["code"], row.form.title, " · ".join(texts))
    plan.entries.append((row, entry))
    plan.show((row.form.slug, *row.texts.values()), partial(Row, *shown))


def _enterprise(plan: Plan, row: RegisterRow, names: Names[Enterprise], provinces: Mapping[str, Province]) -> None:
    code, known = row.texts["code"], names.rows.get(row.texts["code"])
    province = provinces.get(row.texts["province"])
    if province is None:
        sentence = _("“%(name)s” is no province of the register.") % {"name": row.texts["province"]}
        plan.refused.append(Found(row.at, sentence))
        return
    if known is None:
        values = {**_values(row), "province": province, "credit_code": code}
        # The register wants both names; where the workbook has no English one, the Chinese one stands for it.
        values["name_en"] = values.get("name_en") or values["name_zh"]
        values["city"] = values.get("city") or province.name_zh
        try:
            refuse_invalid(Enterprise(**values))
        except NotValid as fault:
            plan.refused += [Found(row.at, str(sentence)) for sentence in fault.cells.values()]
        else:
            _add(plan, row, values)
        return
    stored = texts_of(ENTERPRISE, known)
    differs = [name for name, text in row.texts.items() if text and text != stored[name]]
    for name in differs:
        said = names.former_name(code, row.texts[name]) if name in {"name_zh", "name_en"} else ""
        if said:
            plan.remarks.append(Found(row.at, said))
            continue
        head = next(one.head for one in ENTERPRISE.fields if one.name == name)
        way = _("Correct the workbook; a name or a place of earlier years is entered as a former one.")
        plan.contradictions.append(Contradiction(row.at, f"{known.name} · {head}", stored[name], row.texts[name], way))
    plan.same += not differs


def _membership(plan: Plan, row: RegisterRow, names: Names[Enterprise], groups: Names[Organisation]) -> None:
    code = groups.keys.codes.get(normal(row.texts["group"]), "")
    values = _values(row)
    first, last = values["valid_from"], values.get("valid_to")
    if not code:
        sentence = _("“%(name)s” is no rare-earth group that is on record; correct the name.")
        plan.refused.append(Found(row.at, sentence % {"name": row.texts["group"]}))
        return
    if last is not None and last < first:
        plan.refused.append(Found(row.at, _("The membership ends before it begins; correct the days.")))
        return
    group, known = groups.rows[code], names.rows.get(row.texts["code"])
    other = overlapping(known, first, last) if known else None
    double = _overlap_in_file(plan, row.texts["code"], first, last)
    if double:
        sentence = _("The membership's days overlap with those in %(first)s; correct the days.")
        plan.refused.append(Found(row.at, sentence % {"first": double}))
    elif other is None:
        _add(plan, row, PastMembership(row.texts["code"], group, first, last))
    elif known and (other.group_id, other.valid_from, other.valid_to) == (group.pk, first, last):
        plan.same += 1
    elif known:
        what = _("membership of %(name)s") % {"name": known.name}
        way = way_out(other.imported_from_id)
        there, given = (_span(other.group, other.valid_from, other.valid_to), _span(group, first, last))
        plan.contradictions.append(Contradiction(row.at, what, there, given, way))


def _overlap_in_file(plan: Plan, code: str, first: date, last: date | None) -> str:
    """Where the workbook says that the enterprise belonged to a group on one of these days already."""
    for row, entry in plan.entries:
        if isinstance(entry, PastMembership) and entry.code == code:
            begins_before_end = last is None or entry.valid_from <= last
            if begins_before_end and (entry.valid_to is None or entry.valid_to >= first):
                return str(row.at)
    return ""


def _span(group: Organisation, first: date, last: date | None) -> str:
    return f"{group.name} {first.isoformat()} – {last.isoformat() if last else ''}".rstrip()


def _former_name(plan: Plan, row: RegisterRow, names: Names[Enterprise]) -> None:
    values, known = _values(row), names.rows.get(row.texts["code"])
    name_en = values.get("name_en") or values["name_zh"]
    past = PastName(row.texts["code"], values["name_zh"], name_en, values["last_day"])
    if past.last_day >= today():
        plan.refused.append(Found(row.at, _("A former name ended before today; correct the day.")))
        return
    there: FormerName | None = None
    if known is not None:
        there = next((name for name in known.former_names.all() if name.last_day == past.last_day), None)
    if there is None:
        _add(plan, row, past)
    elif known and there.name_zh == past.name_zh:
        plan.same += 1
    elif known:
        what = _("name of %(name)s until %(day)s") % {"name": known.name, "day": past.last_day.isoformat()}
        way = way_out(there.imported_from_id)
        plan.contradictions.append(Contradiction(row.at, what, there.name_zh, past.name_zh, way))
