"""docs/workflows.md has every workflow table of every app."""

from importlib import import_module

import pytest

from common.workflow import Table
from quota_admin.management.commands.workflows import TABLES
from scripts.project import APPS, ROOT

pytestmark = pytest.mark.once


def tables() -> dict[str, Table]:
    """{“app.NAME”: table} of every app's transitions."""
    found: dict[str, Table] = {}
    for app in APPS:
        if (ROOT / app / "transitions.py").is_file():
            module = import_module(f"{app}.transitions")
            found |= {
                f"{app}.{name}": value for name, value in vars(module).items() if name.isupper() and is_table(value)
            }
    return found


def is_table(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(step, tuple) for step in value)


def test_every_table_is_printed_once() -> None:
    printed = [id(table) for table in TABLES.values()]
    assert {name: printed.count(id(table)) for name, table in tables().items()} == dict.fromkeys(tables(), 1)
    assert len(tables()) >= 14
