"""What a builder wrote on the untouched database, kept in this process and written again where it is asked for again.

The first call goes through the product's own verbs; the rows that it left are written with their numbers as they were.
So most tests that begin with an issued notice do not pay for issuing it.
"""

from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import get_language

from common.periods import now

T = TypeVar("T")
Rows = dict[Any, tuple[Any, ...]]
HEAD, EVENTS = "audit_head", "audit_event"
# Triggers of other tables take its rows away: they are written last, and all of them.
DERIVED = "enterprises_keptverdict"
READING = ("SELECT", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Table:
    """A table with its columns, as Django's models know them."""

    name: str
    columns: tuple[str, ...]
    key: int

    def rows(self) -> Rows:
        """All rows by their key, as they are stored: an expression is not converted on SQLite."""
        plus = "" if connection.vendor == "postgresql" else "+"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(plus + column for column in self.columns)} FROM {self.name}")
            return {row[self.key]: row for row in cursor.fetchall()}

    def insert(self, rows: list[tuple[Any, ...]]) -> "Script":
        places = ", ".join([MARK[connection.vendor]] * len(self.columns))
        return Script(f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES ({places})", rows)

    def update(self, rows: list[tuple[Any, ...]]) -> "Script":
        mark = MARK[connection.vendor]
        values = ", ".join(f"{column} = {mark}" for column in self.columns)
        statement = f"UPDATE {self.name} SET {values} WHERE {self.columns[self.key]} = {mark}"
        return Script(statement, [(*row, row[self.key]) for row in rows])


MARK = {"sqlite": "?", "postgresql": "%s"}


@dataclass(frozen=True)
class Script:
    """One statement for many rows."""

    statement: str
    rows: list[tuple[Any, ...]]


@dataclass
class Kept:
    """What a builder returned, and what writes its rows again."""

    value: Any
    scripts: list[Script]
    text: bytes = b""

    def write(self) -> None:
        """On PostgreSQL in one message to the server."""
        with connection.cursor() as cursor:
            if connection.vendor != "postgresql":
                # Past Django, and so past what turns the driver's errors into Django's.
                with connection.wrap_database_errors:
                    for script in self.scripts:
                        cursor.cursor.connection.executemany(script.statement, script.rows)
                return
            self.text = self.text or b";".join(
                cursor.mogrify(script.statement, row) for script in self.scripts for row in script.rows
            )
            cursor.cursor.execute(self.text)


@dataclass
class Memory:
    """The untouched database, and what was built on it."""

    tables: list[Table] = field(default_factory=list)
    untouched: dict[str, Rows] = field(default_factory=dict)
    kept: dict[Hashable, Kept] = field(default_factory=dict)
    # What has been built on the untouched database and nothing else; None when that is not known.
    state: tuple[Hashable, ...] | None = None

    def begin(self) -> None:
        """The database is as new: whatever was kept belongs to another one."""
        models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
        self.tables = []
        for name, model in sorted(models.items()):
            if model._meta.managed:
                columns = tuple(f'"{one.column}"' for one in model._meta.concrete_fields if one.column)
                self.tables.append(Table(name, columns, columns.index(f'"{model._meta.pk.column}"')))
        self.untouched = self.stored()
        self.kept, self.state = {}, None
        if self.watch not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.watch)

    def is_untouched(self) -> bool:
        """Is there no row more, and is none changed?"""
        empty = [table.name for table in self.tables if not self.untouched[table.name]]
        with connection.cursor() as cursor:
            # SQLite takes 500 parts at most; there are fewer tables.
            cursor.execute(" UNION ALL ".join(f"SELECT * FROM (SELECT 1 FROM {name} LIMIT 1) one" for name in empty))
            if cursor.fetchone():
                return False
        return all(table.rows() == self.untouched[table.name] for table in self.tables if self.untouched[table.name])

    def stored(self) -> dict[str, Rows]:
        """Every row of every table."""
        return {table.name: table.rows() for table in self.tables}

    def difference(self, then: dict[str, Rows]) -> list[Script] | None:
        """What makes of the database as it was then this one; None when rows of it are gone."""
        scripts: list[Script] = []
        last: list[Script] = []
        events: list[tuple[Any, ...]] = []
        for table in self.tables:
            before, after = then[table.name], table.rows()
            if table.name == EVENTS:
                named = [column.strip('"') for column in table.columns]
                number, digest = named.index("number"), named.index("hash")
                events = sorted((row[number], row[digest]) for key, row in after.items() if key not in before)
            if table.name == DERIVED:
                last = [Script(f"DELETE FROM {DERIVED}", [()]), table.insert(list(after.values()))]
                continue
            if before.keys() - after.keys():
                return None
            if new := [row for key, row in after.items() if key not in before]:
                scripts.append(table.insert(new))
            changed = [row for key, row in after.items() if before.get(key, row) != row]
            if changed and table.name != HEAD:
                scripts.append(table.update(changed))
        mark = MARK[connection.vendor]
        # The log's head goes forward one by one.
        return [*scripts, *last, Script(f"UPDATE {HEAD} SET number = {mark}, hash = {mark}", events)]

    def watch(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Django's wrapper of statements: after one that does not read, what is there is not known any more."""
        if self.state is not None and not str(sql).startswith(READING):
            self.state = None
        return execute(sql, params, many, context)


memory = Memory()


def as_before(what: Hashable, build: Callable[[], T]) -> T:
    """What `build` returns; on an untouched database, or on what was built so before, its rows are made once and kept.

    `what` names the builder and all it is given; the clock, the language and the settings are looked at here.
    """
    if memory.state is None and memory.tables and memory.is_untouched():
        memory.state = ()
    if memory.state is None:
        return build()
    state = (*memory.state, (what, now(), get_language(), _settings()))
    if state in memory.kept:
        try:
            with transaction.atomic():
                memory.kept[state].write()
        except IntegrityError:
            # More or less is there than it seemed: the product's own verbs do it, and nothing is kept of it.
            memory.state = None
            return build()
        value: T = deepcopy(memory.kept[state].value)
    else:
        then = memory.stored() if memory.state else memory.untouched
        value = build()
        scripts = memory.difference(then)
        if scripts is None:
            return value
        memory.kept[state] = Kept(deepcopy(value), scripts)
    # Without a transaction around it, what is there may be changed on another connection.
    memory.state = state if connection.in_atomic_block else None
    return value


def _settings() -> Hashable:
    """Whatever a test may have set otherwise."""
    names = (name for name in dir(settings) if name.isupper())
    return tuple((name, value) for name in names if isinstance(value := getattr(settings, name), int | str | tuple))
