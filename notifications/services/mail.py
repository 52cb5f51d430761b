"""Delivery of queued e-mail: one for each person, subject and day. Each row is claimed by a conditional UPDATE and tried
with growing pauses; the failure is stored for people to see when it cannot be sent."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from common.periods import SHANGHAI, day_of, start_of
from notifications.models import Message
from notifications.models.message import AUDIT_FAULT, SERVICE_RED
from notifications.reads.digests import SUBJECTS, subject_of
from notifications.reads.message_text import body_of, title_of

BATCH = 500
# Of whom, about which subject: of each goes one e-mail a day.
Thread = tuple[int, str]
URGENT = frozenset({AUDIT_FAULT, SERVICE_RED, "chased", "file"})
SENDER_ENDED = "the sender ended before the mail server's answer was noted"


def send_queued(machine_now: datetime) -> int:
    """Send what is queued; return how many were sent.

    `machine_now` is the machine's clock, even in a demo of a fixed day: a claim is held for as long as a sender may
    take. A sender that dies between the mail server's answer and its own record sends again under the same
    Message-ID, by which a mailbox recognises the duplicate.
    """
    _drop_needless()
    _give_up(machine_now)
    told = _told_today(machine_now) if settings.MESSAGE_DIGESTS else set()
    return sum(_send_with_mates(pk, machine_now, told) for pk in _waiting(machine_now))


def _send_with_mates(pk: int, machine_now: datetime, told: set[Thread]) -> int:
    """The message, and in one e-mail with it whatever else waits for the same person about the same subject. Where one
    such e-mail has gone out today, it waits for tomorrow's, unless it cannot wait."""
    message = Message.objects.filter(_free(machine_now), pk=pk).first()
    if message is None:
        return 0
    if not settings.MESSAGE_DIGESTS:
        return _send([pk], machine_now) if _claim(pk, machine_now) else 0
    if _thread(message) in told and not _is_urgent(message):
        return 0
    mates = Message.objects.filter(_free(machine_now), recipient=message.recipient_id).exclude(pk=pk).order_by("pk")
    same = [mate.pk for mate in mates[:BATCH] if _thread(mate) == _thread(message)]
    claimed = [one for one in (pk, *same) if _claim(one, machine_now)]
    if not claimed:
        return 0
    sent = _send(claimed, machine_now)
    if sent:
        told.add(_thread(message))
    return sent


def _thread(message: Message) -> Thread:
    return message.recipient_id, subject_of(message.occasion)


def _told_today(machine_now: datetime) -> set[Thread]:
    """Who has had an e-mail about what since midnight in Shanghai."""
    midnight = start_of(day_of(machine_now))
    sent = Message.objects.filter(post=Message.Post.SENT, sent_at__gte=midnight, sent_at__lte=machine_now)
    return {(person, subject_of(occasion)) for person, occasion in sent.order_by().values_list("recipient", "occasion")}


def _is_urgent(message: Message) -> bool:
    """What would come too late tomorrow: faults, what the ministry or the person asked for, a deadline of today or
    tomorrow."""
    if subject_of(message.occasion) in URGENT:
        return True
    return message.due_on is not None and message.due_on <= day_of(message.queued_at) + timedelta(days=1)


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


def _send(pks: list[int], machine_now: datetime) -> int:
    """One e-mail about those that are still wanted; returns how many messages it held."""
    messages = [message for message in _claimed(pks) if _is_still_wanted(message)]
    if not messages:
        return 0
    ours = Message.objects.filter(pk__in=[message.pk for message in messages])
    try:
        _letter(messages).send()
    except (OSError, ValueError) as fault:
        for message in messages:
            _put_off(message, fault, machine_now)
        return 0
    return ours.update(sent_at=machine_now, fault="", post=Message.Post.SENT)


def _claimed(pks: list[int]) -> list[Message]:
    return list(Message.objects.about().select_related("recipient__channels").filter(pk__in=pks).order_by("pk"))


def _is_still_wanted(message: Message) -> bool:
    if (post := _still_wanted(message)) == Message.Post.WAITING:
        return True
    Message.objects.filter(pk=message.pk).update(post=post)
    return False


def _put_off(message: Message, fault: Exception, machine_now: datetime) -> None:
    """Ten minutes, twenty, forty …: a mail server that is down for a night loses nothing."""
    last = message.attempts >= settings.MESSAGE_ATTEMPTS
    Message.objects.filter(pk=message.pk).update(
        fault=str(fault)[:200] or type(fault).__name__,
        next_try_at=machine_now + timedelta(seconds=settings.MESSAGE_CLAIM_SECONDS) * 2 ** (message.attempts - 1),
        post=Message.Post.FAILED if last else Message.Post.WAITING,
    )


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


def _letter(messages: list[Message]) -> EmailMessage:
    """In Chinese, under an identity that a repetition shares; several messages as a list under their subject."""
    first = messages[0]
    with translation.override("zh-hans"):
        numbers = ",".join(str(one.pk) for one in messages)
        identity = salted_hmac("notifications.Message", numbers).hexdigest()[:16]
        headers = {"Message-ID": f"<{first.pk}.{identity}@quota>"}
        title, body = title_of(first), body_of(first)
        if len(messages) > 1:
            subject = SUBJECTS.get(subject_of(first.occasion), subject_of(first.occasion))
            title = _("%(subject)s: %(count)s messages") % {"subject": subject, "count": len(messages)}
            body = "\n".join(f"{number}. {body_of(one)}" for number, one in enumerate(messages, start=1))
        return EmailMessage(title, body, None, [first.recipient.email], headers=headers)
