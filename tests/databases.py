"""An empty database with all tables, made by the migrations once and copied for every worker that follows.

Migrating takes a quarter of a minute. On SQLite the copy is a file in .build, on PostgreSQL a template database; both are
named by what made them, so that another migration makes another one.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import connection
from django.db.migrations.state import ProjectState

from scripts.project import BUILD, ROOT

PREFIX = "quota_template_"


def name_of_template() -> str:
    """From the sources of all migrations, what ours import, and the version of Django."""
    found = hashlib.sha256(f"{django.VERSION} {sqlite3.sqlite_version}".encode())
    folders = [Path(config.path) / "migrations" for config in apps.get_app_configs()]
    for path in sorted(path for folder in (*folders, ROOT / "common") for path in folder.glob("*.py")):
        found.update(path.read_bytes())
    return PREFIX + found.hexdigest()[:16]


@contextmanager
def from_template() -> Iterator[None]:
    """Inside, Django makes this worker's test database: from the template, or else so that a template is left.

    Django looks in any case which migrations are not applied, and applies them.
    """
    BUILD.mkdir(exist_ok=True)
    name, on = name_of_template(), _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    with (BUILD / f"{name}.{connection.vendor}.lock").open("w") as lock:
        # Who comes second waits for the template instead of making another one.
        fcntl.flock(lock, fcntl.LOCK_EX)
        with constraints_added_in_place(), on(name):
            yield


@contextmanager
def _on_sqlite(name: str) -> Iterator[None]:
    path = BUILD / f"{name}.sqlite3"
    # In memory, and there while somebody is connected: until Django is.
    address = str(connection.creation._get_test_db_name())  # type: ignore[attr-defined]
    with closing(sqlite3.connect(address, uri=True)) as memory:
        if path.is_file():
            with closing(sqlite3.connect(path)) as kept:
                kept.backup(memory)
            yield
            return
        yield
        for old in BUILD.glob(f"{PREFIX}*.sqlite3"):
            old.unlink()
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        with closing(sqlite3.connect(new)) as kept:
            memory.backup(kept)
        new.rename(path)


@contextmanager
def _on_postgresql(name: str) -> Iterator[None]:
    if _templates(name):
        test: dict[str, Any] = connection.settings_dict["TEST"]
        test["TEMPLATE"] = name
        yield
        return
    yield
    # A database is copied while nobody is connected to it.
    made = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        for old in _templates(PREFIX):
            cursor.execute(f'DROP DATABASE "{old}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{made}"')


def _templates(prefix: str) -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        return [str(name) for (name,) in cursor.fetchall()]


@contextmanager
def constraints_added_in_place() -> Iterator[None]:
    """Migrating with a constraint or an index more told to the model that is there, which Django would make anew with
    all its relations, two hundred times. tests/toolchain/test_compose.py compares the tables."""
    anew = ProjectState._append_option  # type: ignore[attr-defined]

    def in_place(self: Any, app_label: str, model_name: str, option: str, added: Any) -> None:
        state = self.models[app_label, model_name]
        state.options[option] = [*state.options[option], added]
        if "apps" in self.__dict__:
            setattr(self.apps.get_model(app_label, model_name)._meta, option, list(state.options[option]))

    ProjectState._append_option = in_place  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._append_option = anew  # type: ignore[attr-defined]
