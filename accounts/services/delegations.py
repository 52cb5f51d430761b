"""Dated delegation (授权代行): an officer names who acts; it ends by itself, and is never passed on."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Delegation, Role, User
from accounts.permissions import organisation_policies
from audit.services.record import record
from common.constraints import NotValid, Refusal
from common.periods import day_text, now, today
from common.workflow import refusal_of


@transaction.atomic
def delegate(*, acting: User, first_day: date, last_day: date, reason: str, by: User) -> Delegation:
    """`by` is the officer. Raises NotAllowed for who is none, NotValid with cells, Refusal for an overlap."""
    people = {row.pk: row for row in _lock(by.pk, acting.pk)}
    officer, acting = people[by.pk], people[acting.pk]
    refusal_of(organisation_policies.make_delegation(officer))
    _refuse_wrong_person(officer, acting)
    _refuse_wrong_days(first_day, last_day)
    if not reason.strip():
        raise _wrong("reason", _("A delegation needs its reason; write why you are away."))
    _refuse_overlap(officer, acting, first_day, last_day)
    row = Delegation.objects.create(
        officer=officer, acting=acting, first_day=first_day, last_day=last_day, reason=reason.strip(),
        made_by=by, made_at=now(),
    )  # fmt: skip
    after = {"officer": str(officer), "acting": str(acting), "first_day": first_day, "last_day": last_day}
    for person in (officer, acting):
        record("delegation.make", by=by, subject=person, after={**after, "reason": row.reason})
    return row


@transaction.atomic
def end_delegation(*, delegation: Delegation, by: User) -> Delegation:
    """Ends it at once. Twice is once; what is over by itself is not ended."""
    row = Delegation.objects.select_for_update(of=("self",)).select_related("officer", "acting").get(pk=delegation.pk)
    refusal_of(organisation_policies.end_delegation(by, row))
    if row.ended_at is None and row.last_day < today():
        raise Refusal("delegation_over", _("It expired at the end of %(day)s.") % {"day": day_text(row.last_day)})
    if row.ended_at is None:
        _end(row, by=by)
    return row


def end_offices_of(person: User, *, by: User) -> None:
    """Who is disabled, or becomes or ceases to be an officer, neither delegates nor acts any longer."""
    rows = Delegation.objects.select_for_update(of=("self",)).select_related("officer", "acting")
    for row in rows.filter(Q(officer=person) | Q(acting=person), ended_at=None, last_day__gte=today()).order_by("pk"):
        _end(row, by=by)


def _end(row: Delegation, *, by: User) -> None:
    row.ended_by, row.ended_at = by, now()
    row.save(update_fields=["ended_by", "ended_at"])
    before = {"officer": str(row.officer), "acting": str(row.acting), "last_day": row.last_day}
    for person in (row.officer, row.acting):
        record("delegation.end", by=by, subject=person, before=before, after={"last_day": row.ended_at})


def _lock(*people: int) -> list[User]:
    """Both people, always in the same order: two delegations at once see each other."""
    rows = User.objects.select_for_update(of=("self",)).select_related("organisation")
    return list(rows.filter(pk__in=people).order_by("pk"))


def _refuse_wrong_person(officer: User, acting: User) -> None:
    if acting.pk == officer.pk:
        raise _wrong("acting", _("You cannot delegate to yourself; name another person."))
    if acting.organisation_id != officer.organisation_id or not acting.is_active:
        raise _wrong("acting", _("Name an active person of your own organisation."))
    if acting.has_role(Role.OFFICER):
        raise _wrong(
            "acting",
            _("%(name)s is an officer and signs in their own right; a delegation is not needed.")
            % {"name": acting.name},
        )
    if not acting.sees_business:
        raise _wrong(
            "acting",
            _("%(name)s keeps accounts and sees no quotas; name a clerk or a viewer.") % {"name": acting.name},
        )


def _refuse_wrong_days(first_day: date, last_day: date) -> None:
    day = today()
    if first_day < day:
        sentence = _("A delegation begins today (%(today)s) or later: what was signed before stays as it was signed.")
        raise _wrong("first_day", sentence % {"today": day_text(day)})
    if last_day < first_day:
        sentence = _("The last day is before the first day, %(first)s.")
        raise _wrong("last_day", sentence % {"first": day_text(first_day)})
    latest = first_day + timedelta(days=settings.DELEGATION_DAYS - 1)
    if last_day > latest:
        sentence = _("A delegation lasts %(days)s days at most, here until %(latest)s; make a new one then.")
        raise _wrong("last_day", sentence % {"days": settings.DELEGATION_DAYS, "latest": day_text(latest)})


def _refuse_overlap(officer: User, acting: User, first_day: date, last_day: date) -> None:
    """One acting officer per officer and day, one officer per acting person and day, and no chain."""
    people = Q(officer__in=(officer, acting)) | Q(acting__in=(officer, acting))
    within = Delegation.objects.filter(people, ended_at=None, first_day__lte=last_day, last_day__gte=first_day)
    row = within.select_related("officer", "acting").order_by("first_day").first()
    if row is None:
        return
    sentence = _(
        "From %(first)s to %(last)s %(acting)s acts for %(officer)s already; choose other days, or end that one."
    )
    words = {"first": day_text(row.first_day), "last": day_text(row.last_day)}
    message = sentence % {**words, "acting": row.acting.name, "officer": row.officer.name}
    raise Refusal("delegation_overlaps", message, cells={"first_day": message})


def _wrong(field: str, sentence: str) -> NotValid:
    return NotValid("delegation_wrong", sentence, cells={field: sentence})
