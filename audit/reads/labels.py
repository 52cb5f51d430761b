"""What the actions and values of the log are called, from the labels that each app declares in its `events.py`."""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from audit.events import EventLabels

# Figures that are kept cell by cell: {cell: [before, after]}.
BY_CELL = frozenset({"cells", "figures"})


@cache
def declared() -> Mapping[str, EventLabels]:
    """{app: its labels}, from the top of the stack down to the log itself."""
    found = {}
    for config in reversed(list(apps.get_app_configs())):
        if config.module is not None and module_has_submodule(config.module, "events"):
            own = getattr(import_module(f"{config.name}.events"), "LABELS", None)
            if isinstance(own, EventLabels):
                found[config.label] = own
    return found


@cache
def labels() -> EventLabels:
    """Those of all apps together; a name that two apps declare is a mistake of theirs, and raises ValueError."""
    merged: dict[str, dict[str, Any]] = {part.name: {} for part in fields(EventLabels)}
    for app, own in declared().items():
        for part, names in merged.items():
            again = names.keys() & getattr(own, part).keys()
            if again:
                raise ValueError(f"{app}.events declares {part} that another app has: {', '.join(sorted(again))}")
            names.update(getattr(own, part))
    return EventLabels(**merged)


def action_word(action: str) -> str:
    """The action's label in the reader's language; an action without a label is shown by its name."""
    return str(labels().actions.get(action, action))


def area_word(action: str) -> str:
    """The area of an action in the reader's language."""
    return str(labels().areas.get(action.partition(".")[0], ""))


def role_words(codes: str) -> str:
    """The roles of an event in the reader's language."""
    return "、".join(str(labels().values.get(code, code)) for code in codes.split(",") if code)
