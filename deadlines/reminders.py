"""Who is reminded of what, when: decided from stored instants, queued as rows, sent once."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Role, User
from common.periods import day_of
from deadlines.calendar import WorkCalendar
from deadlines.models import Message, Obligation
from deadlines.services import current_calendar

CLAIM = timedelta(minutes=10)


def queue_reminders(as_of: datetime) -> int:
    """Queues what is to be said on this day about open obligations; returns how many new messages there are.

    Each occasion is a row that can exist once, so running twice, in parallel, or after a month of silence
    says nothing twice; a missed occasion is not made up for, the next one follows from the day.
    """
    calendar, day = current_calendar(), day_of(as_of)
    queued = 0
    for obligation in Obligation.objects.open().begun(as_of).select_related("organisation"):
        occasion = occasion_of(obligation, day, calendar)
        if occasion is None:
            continue
        rows = [
            Message(obligation=obligation, recipient=person, occasion=occasion, queued_at=as_of)
            for person in recipients(obligation, day, calendar)
        ]
        before = Message.objects.filter(obligation=obligation, occasion=occasion).count()
        Message.objects.bulk_create(rows, ignore_conflicts=True)
        queued += Message.objects.filter(obligation=obligation, occasion=occasion).count() - before
    return queued


def occasion_of(obligation: Obligation, day: date, calendar: WorkCalendar) -> str | None:
    """“before-7”, “before-0” (the due day itself), “overdue-3”, or None when nothing is to be said."""
    if day > obligation.due_on:
        return (
            f"overdue-{calendar.workdays_between(obligation.due_on, day)}"
            if calendar.is_workday(day)
            else None
        )
    remaining = calendar.workdays_between(day, obligation.due_on)
    said_on_day = day == obligation.due_on or calendar.is_workday(day)
    if said_on_day and remaining in (*settings.REMINDER_WORKDAYS, 0):
        return f"before-{remaining}"
    return None


def recipients(obligation: Obligation, day: date, calendar: WorkCalendar) -> list[User]:
    """The clerks; from the due day on the officers too."""
    roles = [Role.CLERK] if day < obligation.due_on else [Role.CLERK, Role.OFFICER]
    people = User.objects.filter(organisation=obligation.organisation_id, is_active=True, roles__in=roles)
    return list(people.distinct())


def send_queued(now: datetime) -> int:
    """Sends what is queued and returns how many went out. A row is claimed by a conditional UPDATE first."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    waiting = Message.objects.filter(free, sent_at=None, attempts__lt=settings.MESSAGE_ATTEMPTS)
    sent = 0
    for pk in waiting.values_list("pk", flat=True)[:500]:
        claimed = Message.objects.filter(free, pk=pk, sent_at=None).update(
            claimed_until=now + CLAIM, attempts=F("attempts") + 1
        )
        sent += _send(pk) if claimed else 0
    return sent


def _send(pk: int) -> int:
    message = Message.objects.select_related("obligation__organisation", "recipient").get(pk=pk)
    if message.obligation.met_at is None and message.recipient.email:
        try:
            send_mail(*_text(message), None, [message.recipient.email])
        except OSError as fault:
            Message.objects.filter(pk=pk).update(fault=str(fault)[:200], claimed_until=None)
            return 0
    Message.objects.filter(pk=pk).update(sent_at=timezone.now(), fault="")
    return 1


def _text(message: Message) -> tuple[str, str]:
    """Subject and body, in Chinese."""
    with translation.override("zh-hans"):
        duty = message.obligation
        subject = _("Reminder: %(duty)s, due %(due)s") % {"duty": duty, "due": duty.due_on}
        return subject, f"{subject}\n{duty.explanation}\n"
