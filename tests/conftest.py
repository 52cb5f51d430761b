"""The hostile world and the fixed cast of the tests."""

import gc
import logging
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partialmethod
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management.commands import flush as flushing
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.test.client import MULTIPART_CONTENT

from accounts.models import Organisation, Role, User
from accounts.services.reference import load_reference
from allocations.files import filing_letter, notice
from common.periods import SHANGHAI, at
from deadlines.services.calendar import load_calendar
from documents.files import receipts
from inspections.files import inspection_notice
from reporting.files import report, statement, summary
from tests.databases import from_template
from tests.documents.in_process import in_process  # noqa: F401 - a fixture
from tests.kept_rows import as_before, memory

PASSWORD = "a-long-Passphrase-2021"
# The day of the journey.
JOURNEY = datetime(2021, 10, 8, 9, 0, tzinfo=SHANGHAI)
# By the list that `make test` ends with.
LONGEST = (
    "tests/access/",
    "tests/toolchain/",
    "tests/journeys/",
    "tests/quota_admin/test_every_page.py",
    "tests/deadlines/sweeps/test_kills.py",
)
# What stays for the whole run is many objects: looking through them for rubbish each time takes a tenth of the tests.
gc.set_threshold(50_000, 20, 50)
# A line about each of a hundred thousand requests helps nobody; the tests of the line look at it before it is written.
logging.getLogger("quota_admin.request").setLevel(logging.WARNING)


def pytest_collection_finish() -> None:
    """Modules and tests are kept anyhow: they are not looked through any more."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes or waits longest comes first, so that at the end no worker waits for another. What needs PostgreSQL
    says so when it is called by hand on SQLite; `make test` runs it on PostgreSQL."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    if connection.vendor == "postgresql":
        return
    for item in items:
        if item.get_closest_marker("service"):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: LEG=postgresql make test"))


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this machine can be reached: a test that asks the world fails."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test may not reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture(autouse=True)
def _frozen_clock() -> Iterator[None]:
    """Set the clock to the journey's day; a test that needs another day sets it with common.periods.at."""
    with at(JOURNEY):
        yield


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Every test finds the reference data of a new installation."""
    monkeypatch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), from_template():
        # pytest-django's own.
        request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock():
        load_everything()
        memory.begin()
        if connection.vendor == "postgresql":
            kept = keep_rows()
            monkeypatch.setattr(
                type(connection.ops), "execute_sql_flush", partialmethod(_flush_and_put_back, kept=kept)
            )
            # It would make anew what has been put back.
            monkeypatch.setattr(flushing, "emit_post_migrate_signal", lambda *args, **values: None)
        else:
            monkeypatch.setattr(type(connection.ops), "execute_sql_flush", _flush_past_triggers)
    yield
    monkeypatch.undo()


def load_everything() -> None:
    """Roles, provinces, organisations and the calendar."""
    load_reference()
    load_calendar()


# --- emptying the database after a test with real transactions ---------------------------------------
# That is no change anybody made: the triggers that refuse it are taken away for it and put back.
APPEND_ONLY = ("audit_event", "audit_head")
KEPT = "rows_to_put_back"


def keep_rows() -> list[str]:
    """Copy every table into a second schema; return the tables that were not empty."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))
        filled = sorted(name for (name,) in cursor.fetchall())
        for name in filled:
            cursor.execute(f"CREATE TABLE {KEPT}.{name} AS TABLE {name}")
    return filled


def _flush_and_put_back(self: Any, statements: list[str], kept: list[str]) -> None:
    """PostgreSQL: emptied, and filled again with what stood there at the beginning."""
    triggers = [f"ALTER TABLE {name} {{}} TRIGGER USER" for name in APPEND_ONLY]
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (
            *(text.format("DISABLE") for text in triggers),
            *statements,
            *(f"INSERT INTO {name} SELECT * FROM {KEPT}.{name}" for name in kept),
            "SET CONSTRAINTS ALL IMMEDIATE",
            *(text.format("ENABLE") for text in triggers),
        ):
            cursor.execute(statement)


def _flush_past_triggers(self: Any, statements: list[str]) -> None:
    """SQLite: emptied; who does it loads the reference data again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger' AND name LIKE '%_no_delete'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        BaseDatabaseOperations.execute_sql_flush(self, statements)
        for _name, sql in triggers:
            cursor.execute(sql)


@receiver(connection_created)
def _rows_in_no_order(connection: Any, **_kwargs: Any) -> None:
    """Make SQLite return the rows of a query without an order in reverse, because any order is allowed."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA reverse_unordered_selects = ON")


@pytest.fixture
def real_db(transactional_db: None) -> None:
    """A database with real transactions, for locks and threads."""


@pytest.fixture(autouse=True)
def _reference_after_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with real transactions empties the database; the next one must find the reference data again."""
    yield
    mark = request.node.get_closest_marker("django_db")
    marked = mark is not None and mark.kwargs.get("transaction", False)
    emptied = marked or {"transactional_db", "live_server"} & set(request.fixturenames)
    if connection.vendor == "sqlite" and emptied:
        blocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock():
            load_everything()
            memory.begin()


class Cast:
    """People by name: `cast.miit_clerk`, `cast.northern_officer`, `cast.neimenggu_industry` …

    The part before the last underscore is the organisation, the last one the role; provincial people are officers.
    """

    ORGANISATIONS = {
        "northern": "northern-re",
        "southern": "southern-re",
        "xiamen": "xiamen-tungsten",
        "guangdong": "guangdong-re",
        "minmetals": "minmetals-re",
        "chinalco": "chinalco-re",
    }

    def __getattr__(self, name: str) -> User:
        if name.startswith("__"):
            raise AttributeError(name)
        first, _underscore, role = name.rpartition("_")
        if role in {"clerk", "officer", "viewer"}:
            return self.person(name, self.ORGANISATIONS.get(first, first.replace("_", "-")), role)
        return self.person(name, name.replace("_", "-"), "officer")

    def person(self, username: str, organisation: str, role: str) -> User:
        """That person, made when first asked for."""
        found = User.objects.filter(username=username).first()
        if found:
            return found
        home = Organisation.objects.get(code=organisation)
        user = User.objects.create_user(username, PASSWORD, name=f"测试·{username}", organisation=home)
        user.roles.add(Role.objects.get(code=role))
        return user


@pytest.fixture(scope="module")
def built_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[Callable[[Cast], Any]], Any]]:
    """Builds what all tests of a module start from, in a transaction that ends with the module.

    Not for a module with tests that have real transactions: those would empty the database below it.
    """
    with django_db_blocker.unblock(), at(JOURNEY), transaction.atomic():
        yield lambda build: as_before((build.__module__, build.__qualname__), lambda: build(Cast()))
        transaction.set_rollback(True)


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast."""
    return Cast()


class Browser(Client):
    """A client that sends JSON to the API, unless it sends a document."""

    def post(self, path: str, data: Any = None, content_type: str = MULTIPART_CONTENT, **more: Any) -> Any:  # type: ignore[override]
        if path.startswith("/api/v1/") and content_type == MULTIPART_CONTENT:
            values = data.values() if isinstance(data, dict) else ()
            if not any(hasattr(value, "read") for value in values):
                content_type = "application/json"
        return super().post(path, data, content_type, **more)


@pytest.fixture
def client() -> Client:
    """In place of pytest-django's."""
    return Browser()


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A browser in which this person is signed in."""

    def signed_in(user: User) -> Client:
        client = Browser()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def pdf_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace each PDF by its text, which saves the time of typesetting; tests/documents sets real PDFs."""

    def as_text(template: str, context: dict[str, Any]) -> bytes:
        return render_to_string(template, context).encode()

    for module in (notice, filing_letter, report, inspection_notice, statement, summary, receipts):
        monkeypatch.setattr(module, "render_pdf", as_text)


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; the tests do not need that."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def _without_second_factor(settings: Any) -> None:
    """People sign in by password alone, as in the demo; the tests of the second factor switch it on."""
    settings.SECOND_FACTOR = False


@pytest.fixture(autouse=True)
def _no_quiet_hours(settings: Any) -> None:
    """Mail goes at whatever hour the tests run; those of the quiet hours set them."""
    settings.MESSAGE_QUIET_FROM = settings.MESSAGE_QUIET_UNTIL = 0


@pytest.fixture(autouse=True, scope="session")
def _own_counters() -> Iterator[None]:
    """Failed tries and spent rates are counted in this process, not in those of its neighbours."""
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}):
        yield


@pytest.fixture(autouse=True)
def _unknown_rows() -> None:
    """What stands in the database at the beginning of a test is looked at, not remembered."""
    memory.state = None


@pytest.fixture(autouse=True)
def _no_tries_spent() -> None:
    """Each test begins with all its tries."""
    cache.clear()
