"""Delivery of queued e-mail: each row is claimed by a conditional UPDATE and tried with growing pauses; the failure is
stored for people to see when it cannot be sent."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.utils import translation
from django.utils.crypto import salted_hmac

from common.periods import SHANGHAI
from notifications.models import Message
from notifications.models.message import AUDIT_FAULT, SERVICE_RED
from notifications.reads.message_text import body_of, title_of

BATCH = 500
SENDER_ENDED = "the sender ended before the mail server's answer was noted"


def send_queued(machine_now: datetime) -> int:
    """Send what is queued; return how many were sent.

    `machine_now` is the machine's clock, even in a demo of a fixed day: a claim is held for as long as a sender may
    take. A sender that dies between the mail server's answer and its own record sends again under the same
    Message-ID, by which a mailbox recognises the duplicate.
    """
    _drop_needless()
    _give_up(machine_now)
    return sum(_send(pk, machine_now) for pk in _waiting(machine_now) if _claim(pk, machine_now))


def _drop_needless() -> None:
    """Nobody is reminded of what is done, or of a deadline that was moved."""
    done = Q(obligation__met_at__isnull=False) | (Q(obligation__isnull=False) & ~Q(due_on=F("obligation__due_on")))
    needless = Message.objects.waiting().filter(done).order_by().values("pk")
    Message.objects.waiting().filter(pk__in=needless).update(post=Message.Post.DROPPED)


def _give_up(machine_now: datetime) -> None:
    """A sender that died at the last attempt stored no failure; the next sender stores it."""
    tried = Message.objects.filter(_free(machine_now), attempts__gte=settings.MESSAGE_ATTEMPTS)
    tried.filter(fault="").update(fault=SENDER_ENDED)
    tried.update(post=Message.Post.FAILED)


def _free(machine_now: datetime) -> Q:
    return Q(post=Message.Post.WAITING) & (Q(next_try_at=None) | Q(next_try_at__lte=machine_now))


def _waiting(machine_now: datetime) -> list[int]:
    free = Message.objects.filter(_free(machine_now))
    if is_quiet(machine_now):
        # Faults of the log and of the service are for those who keep it running, at any hour.
        free = free.filter(Q(occasion__startswith=AUDIT_FAULT) | Q(occasion__startswith=SERVICE_RED))
    return list(free.values_list("pk", flat=True)[:BATCH])


def is_quiet(machine_now: datetime) -> bool:
    """Whether nobody is to be disturbed at this hour in Shanghai; the same hour twice means that there is none."""
    begins, ends = settings.MESSAGE_QUIET_FROM, settings.MESSAGE_QUIET_UNTIL
    hour = machine_now.astimezone(SHANGHAI).hour
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


def _claim(pk: int, machine_now: datetime) -> bool:
    """Whether the row is ours now: of several senders exactly one changes it."""
    until = machine_now + timedelta(seconds=settings.MESSAGE_CLAIM_SECONDS)
    claimed = Message.objects.filter(_free(machine_now), pk=pk).update(next_try_at=until, attempts=F("attempts") + 1)
    return claimed == 1


def _send(pk: int, machine_now: datetime) -> int:
    message = Message.objects.about().select_related("recipient__channels").get(pk=pk)
    ours = Message.objects.filter(pk=pk)
    if (post := _still_wanted(message)) != Message.Post.WAITING:
        ours.update(post=post)
        return 0
    try:
        _letter(message).send()
    except (OSError, ValueError) as fault:
        # Ten minutes, twenty, forty …: a mail server that is down for a night loses nothing.
        pause = timedelta(seconds=settings.MESSAGE_CLAIM_SECONDS) * 2 ** (message.attempts - 1)
        last = message.attempts >= settings.MESSAGE_ATTEMPTS
        ours.update(
            fault=str(fault)[:200] or type(fault).__name__,
            next_try_at=machine_now + pause,
            post=Message.Post.FAILED if last else Message.Post.WAITING,
        )
        return 0
    ours.update(sent_at=machine_now, fault="", post=Message.Post.SENT)
    return 1


def _still_wanted(message: Message) -> str:
    """What changed between the queue and now: the duty is met or gone, the deadline moved, the person left or declined."""
    duty, person = message.obligation, message.recipient
    if duty is None and message.obligation_id is not None:
        return Message.Post.DROPPED
    if duty is not None and (duty.met_at is not None or duty.due_on != message.due_on):
        return Message.Post.DROPPED
    if not person.is_active or not person.email or not wants_email(message):
        return Message.Post.NONE
    return Message.Post.WAITING


def wants_email(message: Message) -> bool:
    """Whoever did not choose hears by e-mail too."""
    channels = getattr(message.recipient, "channels", None)
    return channels is None or channels.email


def _letter(message: Message) -> EmailMessage:
    """In Chinese, under an identity that a repetition shares."""
    with translation.override("zh-hans"):
        identity = salted_hmac("notifications.Message", str(message.pk)).hexdigest()[:16]
        headers = {"Message-ID": f"<{message.pk}.{identity}@quota>"}
        return EmailMessage(title_of(message), body_of(message), None, [message.recipient.email], headers=headers)
