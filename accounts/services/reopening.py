"""The steps that every reopening shares: asked with a reason, once, by one person, and granted or dropped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from accounts.models import Reopenable, User
from accounts.reads.staleness import done_already, refuse_if_changed
from common.constraints import Refusal, Sentence, refuse_without_reason
from common.periods import now
from common.workflow import Table, next_state, refusal_of

Row = TypeVar("Row", bound=Reopenable)


@dataclass(frozen=True)
class Reopening(Generic[Row]):
    """How one kind of row is reopened: its name in the log, its table of states, and who may ask."""

    name: str
    table: Table
    labels: Mapping[str, Sentence]
    lock: Callable[[Row], Row]
    may_ask: Callable[[User], Refusal | None]

    def ask(self, row: Row, reason: str, *, by: User, seen: int | None) -> tuple[Row, bool]:
        """Puts the request on the row, which keeps its state until a second person has decided.

        Returns the row, and whether this is new: the caller then writes it down. Raises NotValid without a reason,
        Refusal while another request waits.
        """
        row = self.lock(row)
        refusal_of(self.may_ask(by))
        if self._done(row, "ask_reopening", by=by, seen=seen):
            return row, False
        next_state(self.table, row.state, "ask_reopening", self.labels)
        _put_request(row, reason, by=by)
        row.save()
        return row, True

    def drop(self, row: Row, *, by: User, seen: int | None) -> tuple[Row, str]:
        """The request is withdrawn, by its author or by another person; the row keeps its state.

        Returns the row and the request's reason, empty where it has just been withdrawn; the caller writes it down.
        """
        row = self.lock(row)
        refusal_of(self.may_ask(by))
        if self._done(row, "drop_reopening", by=by, seen=seen):
            return row, ""
        next_state(self.table, row.state, "drop_reopening", self.labels)
        reason = self.granted(row)
        row.save()
        return row, reason

    def begin(
        self, row: Row, may_reopen: Callable[[User, Row], Refusal | None], *, by: User, seen: int | None
    ) -> tuple[Row, bool]:
        """The locked row, and whether this second person may still reopen it: it may just have been reopened."""
        row = self.lock(row)
        refusal_of(may_reopen(by, row))
        return row, not self._done(row, "reopen", by=by, seen=seen)

    def granted(self, row: Row) -> str:
        """Takes the request off the row and returns its reason; the caller saves. Raises Refusal without a request."""
        if not row.reopening_is_asked:
            raise Refusal(
                "not_asked", _("There is no request to reopen it; somebody has to request that first, with a reason.")
            )
        reason = row.reopen_reason
        row.clear_reopening()
        return reason

    def _done(self, row: Row, action: str, *, by: User, seen: int | None) -> bool:
        if done_already(row, f"{self.name}.{action}"):
            return True
        refuse_if_changed(row, seen, by=by)
        return False


def _put_request(row: Reopenable, reason: str, *, by: User) -> None:
    if row.reopening_is_asked:
        raise Refusal(
            "reopening_waits",
            _("%(who)s has asked for it already; a second person decides.") % {"who": row.reopening_asker},
        )
    refuse_without_reason(reason, _("Write why it has to be reopened."))
    row.ask_reopening(reason.strip(), by=by, at=now())
