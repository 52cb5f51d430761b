"""Organisations: made, renamed, begun and ended, merged; a province with its two authorities. All of it is logged."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, OrganisationName, Province, Succession, User
from accounts.permissions import organisation_policies
from accounts.reads.staleness import refuse_if_changed
from accounts.services.reference import authorities_of
from audit.services.record import record
from common.constraints import NotValid, Refusal, constraint_refused
from common.periods import day_text, today
from common.workflow import refusal_of

NAMES = ("name_zh", "name_en", "short_zh", "short_en")
Kind = Organisation.Kind


@transaction.atomic
def create_organisation(
    *, code: str, kind: str, names: Mapping[str, str], position: int, valid_from: date | None, by: User
) -> Organisation:
    """A ministry or a group; a province's authorities come with the province."""
    refusal_of(organisation_policies.keep_organisations(by))
    if kind not in (*Organisation.SIGNING, Kind.GROUP):
        raise _wrong("kind", _("The authorities of a province are made with the province."))
    row = Organisation(code=code, kind=kind, position=position, valid_from=valid_from, **_clean(names))
    _refuse_taken(row)
    with constraint_refused(_taken_anyway(row)):
        row.save()
    record("organisation.create", by=by, subject=row, after={**_names(row), "kind": kind, "valid_from": valid_from})
    return row


@transaction.atomic
def create_province(
    *, code: str, slug: str, name_zh: str, name_en: str, short_zh: str, by: User
) -> tuple[Province, list[Organisation]]:
    """A province that has enterprises, and its two authorities."""
    refusal_of(organisation_policies.keep_organisations(by))
    if Province.objects.filter(code=code).exists():
        raise _wrong("code", _("The province with the code %(code)s is there already.") % {"code": code})
    province = Province.objects.create(code=code, name_zh=name_zh.strip(), name_en=name_en.strip())
    authorities = authorities_of(province, slug=slug, short_zh=short_zh.strip())
    for row in authorities:
        if Organisation.objects.filter(code=row.code).exists():
            raise _wrong("slug", _("There is an organisation with the code %(code)s already.") % {"code": row.code})
        row.save()
        record("organisation.create", by=by, subject=row, after={**_names(row), "kind": row.kind, "province": code})
    return province, authorities


@transaction.atomic
def rename(
    *, organisation: Organisation, names: Mapping[str, str], first_day: date, by: User, seen: int | None = None
) -> Organisation:
    """The new names hold from a day on; until the day before the old ones are kept, and history shows them."""
    row = _locked(organisation.pk)
    refusal_of(organisation_policies.keep_organisations(by))
    refuse_if_changed(row, seen, by=by)
    before, after = _names(row), _clean(names)
    if before == after:
        return row
    last_day = first_day - timedelta(days=1)
    if first_day > today():
        raise _wrong("first_day", _("A new name is entered from the day on which it holds, today or before."))
    former = row.former_names.order_by("-last_day").first()
    if former is not None and former.last_day >= last_day:
        sentence = _("The name before was kept until %(day)s; the new one begins at least two days later.")
        raise _wrong("first_day", sentence % {"day": day_text(former.last_day)})
    if row.valid_from is not None and last_day < row.valid_from:
        sentence = _("The organisation exists from %(day)s on; its first name holds at least that day.")
        raise _wrong("first_day", sentence % {"day": day_text(row.valid_from)})
    OrganisationName.objects.create(organisation=row, last_day=last_day, **before)
    for name, text in after.items():
        setattr(row, name, text)
    _refuse_taken(row)
    with constraint_refused(_taken_anyway(row)):
        row.save(update_fields=NAMES)
    record("organisation.rename", by=by, subject=row, before=before, after={**after, "first_day": first_day})
    return row


@transaction.atomic
def set_validity(
    *,
    organisation: Organisation,
    valid_from: date | None,
    valid_to: date | None,
    reason: str,
    by: User,
    seen: int | None = None,
) -> Organisation:
    """From which day to which the organisation exists."""
    row = _locked(organisation.pk)
    refusal_of(organisation_policies.keep_organisations(by))
    refuse_if_changed(row, seen, by=by)
    if valid_from and valid_to and valid_to < valid_from:
        raise _wrong(
            "valid_to", _("The last day is before the first day, %(first)s.") % {"first": day_text(valid_from)}
        )
    before = _validity(row)
    if (row.valid_from, row.valid_to) == (valid_from, valid_to):
        return row
    _refuse_against_successions(row, valid_from, valid_to)
    row.valid_from, row.valid_to = valid_from, valid_to
    row.save(update_fields=["valid_from", "valid_to"])
    record("organisation.validity", by=by, subject=row, before=before, after={**_validity(row), "reason": reason})
    return row


@transaction.atomic
def merge(
    *, predecessors: Sequence[Organisation], successor: Organisation, day: date, document: str, by: User
) -> list[Succession]:
    """Predecessors end the day before, the successor takes over. Several at once, or one that is absorbed."""
    refusal_of(organisation_policies.keep_organisations(by))
    rows = {row.pk: row for row in _lock([*(one.pk for one in predecessors), successor.pk])}
    successor, ended = rows[successor.pk], [rows[one.pk] for one in predecessors]
    _refuse_wrong_merger(ended, successor, day)
    made = []
    for row in ended:
        made.append(Succession.objects.create(predecessor=row, successor=successor, day=day, document=document.strip()))
        before, row.valid_to = _validity(row), day - timedelta(days=1)
        row.save(update_fields=["valid_to"])
        after = {**_validity(row), "successor": successor.name_zh, "document": document.strip()}
        record("organisation.end", by=by, subject=row, before=before, after=after)
    after = {"predecessors": [row.name_zh for row in ended], "day": day, "document": document.strip()}
    record("organisation.succeed", by=by, subject=successor, after=after)
    return made


def _refuse_wrong_merger(ended: Sequence[Organisation], successor: Organisation, day: date) -> None:
    if not ended:
        raise _wrong("predecessors", _("Name at least one organisation that ends."))
    for row in ended:
        if row.pk == successor.pk:
            raise _wrong("successor", _("%(name)s cannot follow itself.") % {"name": row.name})
        if row.kind != successor.kind:
            sentence = _("%(name)s and %(successor)s are not of the same kind.")
            raise _wrong("successor", sentence % {"name": row.name, "successor": successor.name})
        if not row.existed_on(day - timedelta(days=1)):
            sentence = _("%(name)s does not exist on the day before %(day)s.")
            raise _wrong("predecessors", sentence % {"name": row.name, "day": day_text(day)})
        if row.successions.exists():
            raise _wrong("predecessors", _("%(name)s has a successor already.") % {"name": row.name})
    if not successor.existed_on(day):
        sentence = _("%(name)s does not exist on %(day)s; make it begin that day first.")
        raise _wrong("successor", sentence % {"name": successor.name, "day": day_text(day)})


def _refuse_against_successions(row: Organisation, valid_from: date | None, valid_to: date | None) -> None:
    ends = row.successions.first()
    if ends is not None and valid_to != ends.day - timedelta(days=1):
        sentence = _("%(successor)s follows on %(day)s, so the last day is the one before.")
        raise _wrong("valid_to", sentence % {"successor": ends.successor.name, "day": day_text(ends.day)})
    begins = row.takeovers.first()
    if begins is not None and valid_from and valid_from > begins.day:
        sentence = _("It took over from %(name)s on %(day)s, so it exists that day.")
        raise _wrong("valid_from", sentence % {"name": begins.predecessor.name, "day": day_text(begins.day)})


def _refuse_taken(row: Organisation) -> None:
    others = Organisation.objects.exclude(pk=row.pk)
    if others.filter(code=row.code).exists():
        raise _wrong("code", _("There is an organisation with the code %(code)s already.") % {"code": row.code})
    if others.filter(kind=row.kind, name_zh=row.name_zh).exists():
        raise _wrong("name_zh", _("There is an organisation of this kind and name already."))


def _taken_anyway(row: Organisation) -> dict[str, Refusal]:
    taken = Refusal("organisation_taken", _("There is an organisation of this kind and name already."))
    return dict.fromkeys(("organisation_name_once_per_kind", "accounts_organisation.", "accounts_organisation_"), taken)


def _locked(pk: int) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).get(pk=pk)


def _lock(numbers: Sequence[int]) -> list[Organisation]:
    return list(Organisation.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk"))


def _names(row: Organisation) -> dict[str, str]:
    return {name: getattr(row, name) for name in NAMES}


def _validity(row: Organisation) -> dict[str, Any]:
    return {"valid_from": row.valid_from, "valid_to": row.valid_to}


def _clean(names: Mapping[str, str]) -> dict[str, str]:
    return {name: names[name].strip() for name in NAMES}


def _wrong(field: str, sentence: str) -> NotValid:
    return NotValid("organisation_wrong", sentence, cells={field: sentence})
