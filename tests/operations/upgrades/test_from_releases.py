"""Every release's database, with the demo's whole year in it, is brought to this commit: no row changes unless said here,
and everything that can be verified holds.
"""

import json
import lzma
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from scripts.project import ROOT
from scripts.release_dump import FOLDER, media_of

pytestmark = pytest.mark.service

RELEASES = sorted(FOLDER.glob("*.sql.xz"))
# Rows that Django writes by itself for new tables, and its list of what was applied.
GROW = {"auth_permission", "django_content_type", "django_migrations"}
# (table, column or * for all): what a later migration changed on purpose, and why.
CHANGED: dict[tuple[str, str], str] = {}
COLUMNS = """
    SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns
    WHERE table_schema = 'public' GROUP BY 1 ORDER BY 1
"""
CHILD = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("check_whole", json=True, head=[HEAD])
"""


class Old:
    """A database of a release, on the PostgreSQL of this leg."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = f"upgrade_{os.getpid()}_{path.name.split('.sql')[0].replace('.', '_')}"
        parts = connection.settings_dict
        self.to = {
            "host": parts["HOST"],
            "port": parts["PORT"] or 5432,
            "user": parts["USER"],
            "password": parts["PASSWORD"],
        }
        self.server = psycopg2.connect(dbname="postgres", **self.to)
        self.server.autocommit = True

    def ask(self, text: str) -> list[tuple]:
        """The rows of a query in a connection of its own."""
        with closing(psycopg2.connect(dbname=self.name, **self.to)) as one, one, one.cursor() as cursor:
            cursor.execute(text)
            return cursor.fetchall() if cursor.description else []

    def make(self) -> None:
        with self.server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {self.name}")
            cursor.execute(f"CREATE DATABASE {self.name} TEMPLATE template0 ENCODING 'UTF8'")
        self.ask(lzma.decompress(self.path.read_bytes()).decode())

    def drop(self) -> None:
        with self.server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.server.close()

    def rows(self, columns: dict[str, list[str]]) -> dict[tuple[str, str], tuple[int, str]]:
        """For each column, how many rows there are and a checksum over them in an order that does not depend on time."""
        found = {}
        for table, names in columns.items():
            sums = ", ".join(
                f"md5(string_agg(coalesce(\"{name}\"::text, '∅'), '|' ORDER BY order_of_rows))" for name in names
            )
            key = '"id"' if "id" in names else f'"{names[0]}"'
            source = f'(SELECT *, {key}::text AS order_of_rows FROM "{table}") t'
            ((count, *digests),) = self.ask(f"SELECT count(*), {sums} FROM {source}")
            found.update({(table, name): (count, digest) for name, digest in zip(names, digests, strict=True)})
        return found


@pytest.fixture(scope="module", params=RELEASES, ids=lambda path: path.name.removesuffix(".sql.xz"))
def old(request: pytest.FixtureRequest) -> Iterator[Old]:
    one = Old(request.param)
    try:
        one.make()
        yield one
    finally:
        one.drop()


def test_there_is_a_floor() -> None:
    assert FOLDER / "1.0.0.sql.xz" in RELEASES


def test_its_rows_are_the_same_afterwards_and_everything_verifies(old: Old, tmp_path: Path) -> None:
    columns = dict(old.ask(COLUMNS))
    before = old.rows(columns)
    assert sum(count for (_table, column), (count, _digest) in before.items() if column == "id") > 4000
    ((number, digest),) = old.ask("SELECT number, hash FROM audit_head")
    to = old.to
    host = to["host"].replace("/", "%2F") or "localhost"
    address = f"postgres://{to['user']}{':' + to['password'] if to['password'] else ''}@{host}:{to['port']}/{old.name}"
    done = subprocess.run(
        [sys.executable, "-c", CHILD.replace("HEAD", repr(f"{number}:{digest}"))], cwd=ROOT, text=True, check=False,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "quota_admin.settings", "DATABASE_URL": address,
             "MEDIA_ROOT": str(media_of(old.path)), "AUDIT_HEAD_DIR": str(tmp_path), "DEMO": "true",
             "CLOCK_DAY": "2022-01-26"}, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["whole"], {name: part["sentence"] for name, part in answer["parts"].items() if not part["whole"]}
    assert answer["head"] == number
    assert len([name for name in answer["parts"] if name.startswith("totals of")]) == 1
    after = old.rows({table: names for table, names in dict(old.ask(COLUMNS)).items() if table in columns})
    compare(before, after)


def compare(before: dict, after: dict) -> None:
    changed = sorted(
        key for key, value in before.items()
        if key[0] not in GROW and after.get(key) != value and not {key, (key[0], "*")} & set(CHANGED)
    )  # fmt: skip
    assert changed == []
    for (table, column), (count, _digest) in before.items():
        if table in GROW:
            assert after[table, column][0] >= count
