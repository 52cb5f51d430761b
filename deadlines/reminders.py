"""Who is reminded of what, when: decided from stored instants, queued as rows, sent once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Role, User
from common.periods import day_of, end_of, now
from deadlines.calendar import WorkCalendar
from deadlines.models import Message, Obligation
from deadlines.services import current_calendar

CLAIM = timedelta(minutes=10)
BATCH = 500


def queue_reminders(as_of: datetime) -> int:
    """Queues what is to be said by now about open obligations; returns how many messages it found missing.

    Each occasion is a row that can exist once per person, so running twice, in parallel, or after a month of
    silence says nothing twice. What was missed is made up for by the latest occasion, not by all of them.
    """
    calendar, day = current_calendar(), day_of(as_of)
    duties = [
        (duty, occasion) for duty in _within_reach(as_of, calendar) if (occasion := occasion_of(duty, day, calendar))
    ]
    if not duties:
        return 0
    clerks, officers = (people_by_organisation(role) for role in (Role.CLERK, Role.OFFICER))
    said = _said({occasion for _duty, occasion in duties})
    rows = [
        Message(obligation=duty, recipient_id=person, occasion=occasion, queued_at=as_of)
        for duty, occasion in duties
        for person in recipients(duty, day, clerks, officers)
        if (duty.pk, person, occasion) not in said
    ]
    Message.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def _said(occasions: set[str]) -> set[tuple[int, int, str]]:
    """What is queued already for open obligations: obligation, recipient, occasion."""
    told = Message.objects.filter(obligation__met_at=None, occasion__in=occasions)
    return set(told.values_list("obligation", "recipient", "occasion").iterator())


def _within_reach(as_of: datetime, calendar: WorkCalendar) -> QuerySet[Obligation]:
    """The open obligations whose first reminder has come, or nearly so."""
    horizon = calendar.add_workdays(day_of(as_of), max(settings.REMINDER_WORKDAYS, default=0) + 1)
    return Obligation.objects.open().begun(as_of).filter(late_from__lte=end_of(horizon)).order_by("pk")


def occasion_of(obligation: Obligation, day: date, calendar: WorkCalendar) -> str | None:
    """The latest occasion that has come by `day`: “before-7”, “before-0” (the due day itself), “overdue-3”.

    None before the first one. It stays the same until the next one comes, so that a sweeper that slept
    through a day still says it afterwards; after the due day there is a new one every working day.
    """
    if day > obligation.due_on:
        late = calendar.workdays_between(obligation.due_on, day)
        return f"overdue-{late}" if late else "before-0"
    if day == obligation.due_on:
        return "before-0"
    remaining = calendar.workdays_between(day, obligation.due_on)
    come = [step for step in settings.REMINDER_WORKDAYS if step >= remaining]
    return f"before-{min(come)}" if come else None


def people_by_organisation(role: str) -> dict[int, list[int]]:
    """The active people who have that role, by their organisation: primary keys."""
    found: dict[int, list[int]] = defaultdict(list)
    people = User.objects.filter(is_active=True, roles=role).order_by("pk")
    for organisation, person in people.values_list("organisation_id", "pk"):
        found[organisation].append(person)
    return found


def recipients(
    obligation: Obligation, day: date, clerks: dict[int, list[int]], officers: dict[int, list[int]]
) -> Iterable[int]:
    """The clerks of the organisation; from the due day on its officers too. Nobody twice."""
    people = list(clerks.get(obligation.organisation_id, ()))
    if day >= obligation.due_on:
        people += officers.get(obligation.organisation_id, ())
    return dict.fromkeys(people)


def send_queued(machine_now: datetime) -> int:
    """Sends what is queued and returns how many went out. A row is claimed by a conditional UPDATE first.

    `machine_now` is this machine's clock, even in a demo that stands at a day: a claim is held for as long as
    a sender may take. One that dies between the mail server's answer and its note of it sends once more.
    """
    return sum(_send(pk, machine_now) for pk in _waiting(machine_now) if _claim(pk, machine_now))


def _free(machine_now: datetime) -> Q:
    unclaimed = Q(claimed_until=None) | Q(claimed_until__lt=machine_now)
    return unclaimed & Q(sent_at=None, attempts__lt=settings.MESSAGE_ATTEMPTS)


def _waiting(machine_now: datetime) -> list[int]:
    return list(Message.objects.filter(_free(machine_now)).values_list("pk", flat=True)[:BATCH])


def _claim(pk: int, machine_now: datetime) -> bool:
    """Whether the row is ours now: of several senders exactly one changes it."""
    claimed = Message.objects.filter(_free(machine_now), pk=pk).update(
        claimed_until=machine_now + CLAIM, attempts=F("attempts") + 1
    )
    return claimed == 1


def _send(pk: int, machine_now: datetime) -> int:
    message = Message.objects.select_related("obligation__organisation", "recipient").get(pk=pk)
    if message.obligation.met_at is None and message.recipient.email:
        try:
            send_mail(*_text(message), None, [message.recipient.email])
        except (OSError, ValueError) as fault:
            # Ten minutes, twenty, forty …: a mail server that is down for an afternoon loses nothing.
            again = machine_now + CLAIM * 2 ** (message.attempts - 1)
            Message.objects.filter(pk=pk).update(fault=str(fault)[:200], claimed_until=again)
            return 0
    Message.objects.filter(pk=pk).update(sent_at=now(), fault="")
    return 1


def _text(message: Message) -> tuple[str, str]:
    """Subject and body, in Chinese."""
    with translation.override("zh-hans"):
        duty = message.obligation
        subject = _("Reminder: %(duty)s, due %(due)s") % {"duty": duty, "due": duty.due_on}
        return subject, f"{subject}\n{duty.explanation}\n"
