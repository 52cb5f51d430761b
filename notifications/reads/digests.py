"""Messages as digests: one for each day and subject, so that an official is not shown a hundred lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.periods import day_of
from notifications.models import Message
from notifications.reads.message_text import NEWS

# The count looks at so many unread messages; beyond them it says that there are more.
COUNTED = 1000
# What the messages of a kind have in common; news of what others did are one subject.
SUBJECTS: dict[str, Any] = {
    "opened": _("Duties that can be met from now on"),
    "before": _("Deadlines that come near"),
    "overdue": _("Duties that are overdue"),
    "chased": _("Reminders by the ministry"),
    "escalated": _("Duties that stay overdue, to the ministry's attention"),
    "check-closed": _("Monthly checks closed by the provinces"),
    "eligibility": _("Enterprises with quota that are not eligible, or soon will not be"),
    "audit-fault": _("Errors of the audit log"),
    "service-red": _("Errors of the service"),
    "file": _("Files that were made for you"),
    "news": _("What others have done"),
}
Key = tuple[date, str]


def subject_of(occasion: str) -> str:
    """The subject of an occasion: “overdue-3” is overdue, whatever the number."""
    kind = occasion.rpartition("-")[0] or occasion
    return "news" if kind in NEWS else kind


@dataclass(frozen=True)
class Digest:
    """The messages of one day about one subject, in the order in which they came."""

    day: date
    subject: str
    messages: list[Message]

    @property
    def label(self) -> str:
        """The subject in the reader's language."""
        return str(SUBJECTS.get(self.subject, self.subject))

    @property
    def waiting(self) -> list[Message]:
        """Those that are unread and still of interest."""
        return [one for one in self.messages if one.read_at is None and not _is_settled(one)]


def _is_settled(message: Message) -> bool:
    duty = message.obligation
    return duty is not None and duty.met_at is not None


def digests(messages: Iterable[Message]) -> list[Digest]:
    """In the order of the messages; those of one day and subject stand together."""
    found: dict[Key, Digest] = {}
    for message in messages:
        key = day_of(message.queued_at), subject_of(message.occasion)
        found.setdefault(key, Digest(*key, [])).messages.append(message)
    return list(found.values())


def unread_digests(user: User) -> int:
    """How many digests hold anything unread: the count beside “Messages”. One query."""
    unread = Message.objects.visible_to(user).unread().order_by().values_list("queued_at", "occasion")
    return len({(day_of(queued_at), subject_of(occasion)) for queued_at, occasion in unread[:COUNTED]})
