"""What a person does with messages: read them, choose channels; and who keeps the system sends one anew."""

from django.db import transaction

from accounts.models import User
from audit.services.record import record
from common.periods import now
from notifications.models import Channels, Message
from notifications.permissions import keep_messages


def mark_read(message: Message, *, by: User) -> None:
    """The first instant stays. Only one's own messages are marked."""
    Message.objects.visible_to(by).filter(pk=message.pk, read_at=None).update(read_at=now())


def mark_several_read(pks: list[int], *, by: User) -> int:
    """Those among them that are this person's and unread; returns how many."""
    return Message.objects.visible_to(by).filter(pk__in=pks, read_at=None).update(read_at=now())


def mark_all_read(*, by: User) -> int:
    """Everything that is unread; returns how many."""
    return Message.objects.visible_to(by).filter(read_at=None).update(read_at=now())


def channels_of(person: User) -> Channels:
    """What this person chose; who did not choose hears by e-mail too."""
    return Channels.objects.filter(person=person).first() or Channels(person=person)


@transaction.atomic
def choose_channels(*, email: bool, by: User) -> Channels:
    """Whether e-mails come besides the messages in the application. No duty and no message ends by it."""
    chosen = channels_of(by)
    before = chosen.email
    chosen.email = email
    chosen.save()
    if before != email:
        record("channels.choose", by=by, subject=by, before={"email": before}, after={"email": email})
    return chosen


@transaction.atomic
def try_again(message: Message, *, by: User) -> None:
    """An e-mail that was given up is tried as if it were new."""
    if refusal := keep_messages(by):
        raise refusal
    again = Message.objects.filter(pk=message.pk, post=Message.Post.FAILED)
    if again.update(post=Message.Post.WAITING, attempts=0, next_try_at=None):
        record("message.try_again", by=by, subject=message, before={"fault": message.fault})
