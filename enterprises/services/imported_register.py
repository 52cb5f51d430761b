"""Enterprises, memberships and former names of earlier years from a workbook, booked and taken back by two people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.permissions.policies import not_the_drafter
from audit.services.record import record
from common.constraints import Refusal
from common.workflow import refusal_of
from documents.models import Attachment
from enterprises.models import Enterprise, FormerName, GroupMembership
from enterprises.services.validation import logged, refuse_invalid


@dataclass(frozen=True)
class PastMembership:
    """An enterprise, known by its credit code, belonged to a group from a day to a day."""

    code: str
    group: Organisation
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class PastName:
    """A former name of an enterprise and its last day."""

    code: str
    name_zh: str
    name_en: str
    last_day: date


@transaction.atomic
def import_enterprise(*, values: Mapping[str, Any], source: Attachment, uploaded_by: User, by: User) -> Enterprise:
    """Enters an enterprise of a workbook. Raises NotValid with a sentence per field."""
    refusal_of(not_the_drafter(by, uploaded_by.pk))
    enterprise = Enterprise(**values, imported_from=source)
    refuse_invalid(enterprise)
    enterprise.save()
    after = {**logged(enterprise), "file": source.name, "sha256": source.sha256}
    record("enterprise.import", by=by, subject=enterprise, after=after)
    return enterprise


@transaction.atomic
def import_membership(*, past: PastMembership, source: Attachment, uploaded_by: User, by: User) -> GroupMembership:
    """The enterprise belonged to the group. Raises Refusal where it belonged to one on any of these days already."""
    refusal_of(not_the_drafter(by, uploaded_by.pk))
    enterprise = _locked(past.code)
    other = overlapping(enterprise, past.valid_from, past.valid_to)
    if other is not None:
        raise Refusal("belongs_already", membership_overlaps(enterprise, other))
    membership = GroupMembership(
        enterprise=enterprise,
        group=past.group,
        valid_from=past.valid_from,
        valid_to=past.valid_to,
        imported_from=source,
    )
    refuse_invalid(membership)
    membership.save()
    record(
        "enterprise.import_membership",
        by=by,
        subject=enterprise,
        after={
            "group": past.group.name_zh,
            "from": past.valid_from,
            "until": past.valid_to,
            "file": source.name,
            "sha256": source.sha256,
        },
    )
    return membership


def overlapping(enterprise: Enterprise, first: date, last: date | None) -> GroupMembership | None:
    """A membership that holds on one of these days."""
    held = enterprise.memberships.filter(Q(valid_to=None) | Q(valid_to__gte=first)).select_related("group")
    return (held if last is None else held.filter(valid_from__lte=last)).first()


def membership_overlaps(enterprise: Enterprise, other: GroupMembership) -> str:
    """The sentence for a membership whose days another one has."""
    return _("%(enterprise)s belonged to %(group)s on some of these days, from %(day)s on.") % {
        "enterprise": enterprise.name,
        "group": other.group.name,
        "day": other.valid_from,
    }


@transaction.atomic
def import_name(*, past: PastName, source: Attachment, uploaded_by: User, by: User) -> FormerName:
    """The enterprise had the name until a day. Raises NotValid where another one ends on that day."""
    refusal_of(not_the_drafter(by, uploaded_by.pk))
    enterprise = _locked(past.code)
    name = FormerName(
        enterprise=enterprise,
        name_zh=past.name_zh,
        name_en=past.name_en,
        last_day=past.last_day,
        imported_from=source,
    )
    refuse_invalid(name)
    name.save()
    record(
        "enterprise.import_name",
        by=by,
        subject=enterprise,
        after={"name_zh": past.name_zh, "until": past.last_day, "file": source.name, "sha256": source.sha256},
    )
    return name


def _locked(code: str) -> Enterprise:
    enterprise = Enterprise.objects.select_for_update().filter(credit_code=code).first()
    if enterprise is None:
        raise not_in_register(code)
    return enterprise


def not_in_register(code: str) -> Refusal:
    """What is said of a code that is nobody's."""
    return Refusal(
        "not_in_register", _("%(code)s is not in the register; enter the enterprise in its sheet.") % {"code": code}
    )


@transaction.atomic
def reverse_register(*, source: Attachment, asked_by: User, by: User) -> int:
    """Removes what a workbook entered; how many rows. Raises Refusal while anything rests on one of its enterprises."""
    refusal_of(not_the_drafter(by, asked_by.pk))
    names = list(FormerName.objects.filter(imported_from=source).select_related("enterprise"))
    memberships = list(GroupMembership.objects.filter(imported_from=source).select_related("enterprise"))
    enterprises = list(Enterprise.objects.select_for_update().filter(imported_from=source))
    owners = [*(name.enterprise for name in names), *(membership.enterprise for membership in memberships)]
    touched = {row.pk: row for row in (*enterprises, *owners)}
    for enterprise in touched.values():
        after = {"file": source.name, "sha256": source.sha256}
        record("enterprise.reverse_import", by=by, subject=enterprise, before=logged(enterprise), after=after)
    for row in (*names, *memberships):
        row.delete()
    for enterprise in enterprises:
        try:
            enterprise.delete()
        except ProtectedError as fault:
            raise _depended_on(enterprise, fault.protected_objects) from None
    return len(names) + len(memberships) + len(enterprises)


def _depended_on(enterprise: Enterprise, rows: Iterable[Any]) -> Refusal:
    kinds = sorted({str(row._meta.verbose_name_plural) for row in rows})
    return Refusal(
        "import_depended_on",
        _("%(name)s cannot be taken out of the register: there are %(what)s of it. Reverse or withdraw those first.")
        % {"name": enterprise.name, "what": _(", ").join(kinds)},
    )
