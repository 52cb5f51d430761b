"""What the log calls the events of access, and the form in which every app declares its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class EventLabels:
    """What the events of one app are called for people: `LABELS` in its `events.py`.

    An action is stored by its name and read by its word. What several apps write is declared by the lowest of them.
    """

    # By the part of an action's name before the point.
    areas: Mapping[str, Promise]
    # By the action's whole name.
    actions: Mapping[str, Promise]
    # What an event holds besides the columns of its object.
    keys: Mapping[str, Promise] = field(default_factory=dict)
    # Words that the log stores as codes.
    values: Mapping[str, Promise] = field(default_factory=dict)
    # What an event can be about besides rows of tables.
    things: Mapping[str, Promise] = field(default_factory=dict)
    # Which model has the columns of an object's cells, where figures are kept cell by cell: “output-7-separation”.
    lines: Mapping[str, str] = field(default_factory=dict)


LABELS = EventLabels(
    areas={
        "access": gettext_lazy("Access"),
        "export": gettext_lazy("Access"),
    },
    actions={
        "access.refused": gettext_lazy("access refused"),
        "export": gettext_lazy("file exported"),
    },
    keys={
        "reason": gettext_lazy("reason"),
        "state": gettext_lazy("state"),
        "version": gettext_lazy("version"),
        "period": gettext_lazy("period"),
        "number": gettext_lazy("number"),
        "hash": gettext_lazy("hash"),
        "sm3": gettext_lazy("hash (SM3)"),
        "sha256": gettext_lazy("hash (SHA-256)"),
        "cells": gettext_lazy("cells"),
        "figures": gettext_lazy("figures"),
        "from": gettext_lazy("from"),
        "until": gettext_lazy("until"),
        "rule": gettext_lazy("rule"),
        "method": gettext_lazy("method"),
        "path": gettext_lazy("address"),
        "code": gettext_lazy("status code"),
        "file": gettext_lazy("file"),
        "query": gettext_lazy("filter of the address"),
        "bytes": gettext_lazy("bytes"),
        "limit": gettext_lazy("no further ones are noted within the hour; limit"),
    },
    things={
        "address": gettext_lazy("address"),
    },
)
