"""Deciding on what one has seen: what changed since the page was opened, and what was decided already.

Both are asked under the lock of the thing that is decided, and both read its history in the log.
"""

from typing import Any, TypeVar

from django.db.models import CharField, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import Event
from audit.reads.labels import action_word
from common.constraints import Refusal
from common.periods import instant_in_words

M = TypeVar("M", bound=Model)


def seen_now(subject: Model) -> int:
    """The number of the last event about a thing: what a page shows is as of it. 0 without a history."""
    return Event.objects.about(subject).values_list("number", flat=True).last() or 0


def with_seen(rows: QuerySet[M]) -> QuerySet[M]:
    """The rows, each with `seen_number`, in one query."""
    return with_seen_of(rows, "pk", rows.model)


def with_seen_of(rows: QuerySet[M], path: str, about: type[Model]) -> QuerySet[M]:
    """The same of what the rows lead to: the path to its key, and its model."""
    events = Event.objects.filter(subject_type=about._meta.label, subject_id=Cast(OuterRef(path), CharField()))
    last = events.order_by("-number").values("number")[:1]
    annotated: Any = rows.annotate(seen_number=Coalesce(Subquery(last), 0))
    return annotated  # type: ignore[no-any-return]


def refuse_if_changed(
    subject: Model, seen: int | None, *, by: User, ignoring: tuple[str, ...] = (), part: Q | None = None
) -> None:
    """Raises Refusal when somebody else did something to the thing after event number `seen`; None asks nothing.

    `ignoring` names the actions that do not concern the decision; `part` the events that do, when it is about a part.
    """
    if seen is None:
        return
    later = Event.objects.about(subject).filter(part or Q(), number__gt=seen).exclude(actor=by.username)
    event = later.exclude(action__in=ignoring).last()
    if event is not None:
        raise Refusal(
            "changed_since",
            _(
                "This has changed since you opened the page: %(who)s of %(organisation)s, %(at)s, %(action)s. "
                "Nothing was done; look at it again and decide then."
            )
            % _told(event),
        )


def done_already(subject: Model, action: str) -> Event | None:
    """The event, when this very action is the last thing that happened: doing it again changes nothing."""
    event = Event.objects.about(subject).last()
    return event if event is not None and event.action == action else None


def who_did(subject: Model, action: str, *, by: User) -> str:
    """The sentence for somebody who decided what another person had decided the same way; empty for one's own."""
    event = done_already(subject, action)
    if event is None or event.actor == by.username:
        return ""
    return did_this(event)


def did_this(event: Event) -> str:
    """The sentence that names who did this, and when."""
    return _("%(who)s of %(organisation)s did this already, %(at)s: %(action)s.") % _told(event)


def _told(event: Event) -> dict[str, str]:
    return {
        "who": event.actor_name,
        "organisation": event.organisation,
        "at": instant_in_words(event.at),
        "action": action_word(event.action),
    }
