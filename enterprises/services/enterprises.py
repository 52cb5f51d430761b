"""Which enterprises there are, where they lie, and to which group they belong from when to when."""

from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from audit.services.record import Actor, record
from common.constraints import NotValid, Refusal
from common.workflow import refusal_of
from enterprises import permissions
from enterprises.models import Enterprise, GroupMembership
from enterprises.services.validation import logged, refuse_invalid
from enterprises.services.verdicts import keep_verdicts

# What of an enterprise can change; its code and its kind are what it is.
EDITABLE = ("name_zh", "name_en", "province", "city")


def _only_keeper(by: Actor) -> None:
    """People need the right; the demo's loader and a command have it."""
    if isinstance(by, User):
        refusal_of(permissions.keep_register(by))


@transaction.atomic
def register_enterprise(*, by: Actor, **values: Any) -> Enterprise:
    """Enters an enterprise. Raises NotValid with a sentence per field (also for a wrong credit code)."""
    _only_keeper(by)
    enterprise = Enterprise(**values)
    refuse_invalid(enterprise)
    enterprise.save()
    record("enterprise.register", by=by, subject=enterprise, after=logged(enterprise))
    keep_verdicts(enterprise.pk)
    return enterprise


@transaction.atomic
def edit_enterprise(*, enterprise: Enterprise, by: Actor, **values: Any) -> Enterprise:
    """Changes name or location; the log keeps what was before. Nothing changed is nothing logged."""
    _only_keeper(by)
    row = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    before = logged(row)
    for name in EDITABLE:
        setattr(row, name, values.get(name, getattr(row, name)))
    refuse_invalid(row)
    after = logged(row)
    changed = [name for name in EDITABLE if before[name] != after[name]]
    if changed:
        row.save(update_fields=changed)
        record(
            "enterprise.edit",
            by=by,
            subject=row,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return row


@transaction.atomic
def join_group(*, enterprise: Enterprise, group: Organisation, valid_from: date, by: Actor) -> GroupMembership:
    """The enterprise belongs to the group from that day; it must not belong to another one then."""
    _only_keeper(by)
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    standing = enterprise.memberships.filter(models.Q(valid_to=None) | models.Q(valid_to__gte=valid_from)).first()
    if standing:
        raise Refusal(
            "belongs_already",
            _("%(enterprise)s belongs to %(group)s on %(day)s; end that membership first.")
            % {"enterprise": enterprise.name, "group": standing.group.name, "day": valid_from},
        )
    membership = GroupMembership.objects.create(enterprise=enterprise, group=group, valid_from=valid_from)
    record("enterprise.join_group", by=by, subject=enterprise, after={"group": group.name_zh, "from": valid_from})
    return membership


@transaction.atomic
def leave_group(*, enterprise: Enterprise, last_day: date, by: Actor) -> GroupMembership:
    """Ends the open membership; its last day still counts."""
    _only_keeper(by)
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    membership = enterprise.memberships.filter(valid_to=None).select_related("group").first()
    if membership is None:
        raise Refusal("no_membership", _("%(name)s belongs to no group now.") % {"name": enterprise.name})
    if last_day < membership.valid_from:
        sentence = _("The membership began on %(day)s; it cannot end before.") % {"day": membership.valid_from}
        raise NotValid("ends_before_it_begins", sentence, cells={"last_day": sentence})
    membership.valid_to = last_day
    membership.save(update_fields=["valid_to"])
    record(
        "enterprise.leave_group",
        by=by,
        subject=enterprise,
        after={"group": membership.group.name_zh, "until": last_day},
    )
    return membership
