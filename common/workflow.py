"""Workflow tables: a dict (state, action) → next state, applied by one function. See docs/decisions/0002."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from common.constraints import Refusal, Sentence

Table = Mapping[tuple[str, str], str]


def next_state(table: Table, state: str, action: str, labels: Mapping[str, Sentence]) -> str:
    """The state after `action`. Raises Refusal when the table has no such step; `labels` names states for people."""
    try:
        return table[(state, action)]
    except KeyError:
        raise Refusal(
            "wrong_state",
            _("This step cannot be taken while the status is “%(state)s”; reload the page to see what has changed.")
            % {"state": labels.get(state, state)},
        ) from None


@dataclass(frozen=True)
class Action:
    """A button: what it does, where it posts, and why it is disabled, if it is."""

    name: str
    label: Sentence
    url: str
    refusal: Refusal | None = None
    confirm: bool = True
    danger: bool = False

    @property
    def allowed(self) -> bool:
        return self.refusal is None


def refusal_of(check: "Refusal | None") -> None:
    """Raises the refusal, if there is one: the same object that disables the button refuses the action."""
    if check is not None:
        raise check
