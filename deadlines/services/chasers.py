"""Reminders that the ministry sends by hand (催办), besides those that come by themselves."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import Role, User
from audit.services.record import record
from common.periods import day_of, now
from common.workflow import refusal_of
from deadlines import permissions
from deadlines.models import Obligation
from notifications.models import Message
from notifications.reads.recipients import post

OCCASION = "chased"


@transaction.atomic
def remind(*, obligations: Collection[int], by: User) -> int:
    """Remind the clerks and officers of those that are overdue; return of how many duties.

    Once a day for each duty and person, however often it is sent; what was met meanwhile is left out.
    """
    refusal_of(permissions.remind(by))
    at = now()
    late = Obligation.objects.visible_to(by).late(at).filter(pk__in=obligations).select_related("organisation")
    people = User.objects.filter(is_active=True, roles__in=(Role.CLERK, Role.OFFICER)).distinct()
    occasion, count = f"{OCCASION}-{day_of(at):%Y%m%d}", 0
    for duty in late.order_by("pk"):
        rows = people.filter(organisation=duty.organisation_id).order_by("pk")
        reminded = set(Message.objects.filter(obligation=duty, occasion=occasion).values_list("recipient", flat=True))
        letters = [
            Message(
                obligation=duty,
                recipient_id=person,
                occasion=occasion,
                due_on=duty.due_on,
                queued_at=at,
                post=post(email, wanted),
            )
            for person, email, wanted in rows.values_list("pk", "email", "channels__email")
            if person not in reminded
        ]
        if letters:
            Message.objects.bulk_create(letters, ignore_conflicts=True)
            record("obligation.remind", by=by, subject=duty, after={"recipients": len(letters)})
            count += 1
    return count
