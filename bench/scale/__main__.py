"""`python -m bench.scale`: builds both sizes from one demo, asks every page in both, prints the table, the worst last.

Read from the environment: ROUTES=execution,desk asks only routes whose names begin so; LARGE=2000 another large size;
ROUNDS=3 fewer rounds; PROCESSOR=1 takes processor time instead of the clock on the wall; KEEP=1 leaves both databases on
the server that DATABASE_URL names and takes those that an earlier run left there. A run with any of them is for work on a
route; the marks are those of the whole run.
"""

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quota_admin.settings")
# The demo's accounts have no second factor, and its clock may stand still.
os.environ.setdefault("DEMO", "true")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import override_settings, setup_test_environment  # noqa: E402

from bench.scale.asking import Cost, Key, costs  # noqa: E402
from bench.scale.routes import unlisted_routes  # noqa: E402
from bench.scale.world import DAY, counted, multiply  # noqa: E402
from common.periods import at, end_of  # noqa: E402
from quota_admin.demo import load_demo  # noqa: E402

# The marks.
MOST_RATIO, MOST_SECONDS, MOST_BYTES = 1.2, 0.4, 400 * 1024
# A difference that a clock on a busy machine does not tell from none.
NOISE = 0.004
SIZES, ROUNDS = (100, int(os.environ.get("LARGE", "10000"))), int(os.environ.get("ROUNDS", "20"))
SMALL_SIZES, SMALL_ROUNDS = (60, 120), 2
ONLY = tuple(filter(None, os.environ.get("ROUTES", "").split(",")))
KEEP = bool(os.environ.get("KEEP"))


def main(arguments: list[str]) -> int:
    """1 when a mark is missed or a route is not listed."""
    small = "--small" in arguments
    sizes, rounds = (SMALL_SIZES, SMALL_ROUNDS) if small else (SIZES, ROUNDS)
    setup_test_environment(debug=False)
    # What roles may not open is asked, too, and is no warning here.
    logging.disable(logging.WARNING)
    if unlisted := unlisted_routes():
        print(f"bench/scale/routes.py does not know what these refer to: {', '.join(unlisted)}")
        return 1
    with override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False), _demo() as demo:
        for size in sizes:
            _build(demo, size)
        before, closed = _measured(sizes[0], rounds)
        files = frozenset(key for key, cost in before.items() if cost.is_file)
        after, closed_large = _measured(sizes[1], rounds, files)
        for size in sizes:
            if not KEEP:
                _as_owner(f'DROP DATABASE IF EXISTS "scale_{size}"')
    unopened = sorted({*closed, *closed_large})
    missed = _print_table(before, after)
    # Of some things the demo has no row, and some actions its states do not allow: they are named, not measured.
    print(f"not measured, opened by no role: {'; '.join(unopened)}")
    print(f"{len(after)} routes and roles, {missed} miss a mark, {len(unopened)} routes not measured")
    # A quick run says whether everything can be asked; so few rows and rounds say nothing about speed.
    return 1 if missed and not small else 0


@contextmanager
def _demo() -> Iterator[str]:
    """A database with the demo, from which both sizes are made; its name. Empty where both are kept."""
    if KEEP and all(_exists(f"scale_{size}") for size in SIZES):
        yield ""
        return
    name: str = connection.creation.create_test_db(verbosity=0)
    try:
        load_demo(DAY)
        yield name
    finally:
        _as_owner(f'DROP DATABASE IF EXISTS "{name}"')


def _build(demo: str, enterprises: int) -> None:
    """Makes the database of one size, from the demo's."""
    name = f"scale_{enterprises}"
    if not demo:
        return
    _as_owner(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{demo}"')
    begun = time.monotonic()
    with _database(name):
        multiply(enterprises)
        rows = ", ".join(f"{label.split('.')[1]} {count:,}" for label, count in counted().items())
    print(f"{enterprises:,} enterprises in {time.monotonic() - begun:.0f} s: {rows}", flush=True)


def _measured(enterprises: int, rounds: int, files: frozenset[Key] = frozenset()) -> tuple[dict[Key, Cost], list[str]]:
    """Asks everything of one size."""
    with _database(f"scale_{enterprises}"), at(end_of(DAY)):
        return costs(rounds, files=files, only=ONLY)


@contextmanager
def _database(name: str) -> Iterator[None]:
    """The connection speaks to another database of the same server."""
    connection.close()
    former, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = former


def _exists(name: str) -> bool:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
        return bool(cursor.fetchone()[0])


def _as_owner(*statements: str) -> None:
    """Statements about databases, outside of any of them."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _print_table(before: dict[Key, Cost], after: dict[Key, Cost]) -> int:
    """Every route and role, the worst last; how many miss a mark."""
    rows = sorted((_badness(before.get(key), cost), key, cost) for key, cost in after.items() if not cost.is_file)
    print(f"{'route':36} {'role':20} {'ms':>7} {'of':>7} {'ratio':>6} {'KB':>6} {'queries':>9}  missed")
    missed = 0
    for _bad, key, cost in rows:
        former, faults = before.get(key), _faults(before.get(key), cost)
        missed += bool(faults)
        small = former.seconds if former else float("nan")
        asked = f"{former.queries if former else '-'}→{cost.queries}"
        print(
            f"{key[0]:36} {key[1]:20} {cost.seconds * 1000:7.0f} {small * 1000:7.0f} {cost.seconds / small:6.2f}"
            f" {cost.size / 1024:6.0f} {asked:>9}  {', '.join(faults)}"
        )
    return missed


def _faults(before: Cost | None, after: Cost) -> list[str]:
    """The marks that are missed."""
    faults = []
    if after.seconds > MOST_SECONDS:
        faults.append("time")
    if after.size > MOST_BYTES:
        faults.append("size")
    if before and after.seconds > before.seconds * MOST_RATIO and after.seconds - before.seconds > NOISE:
        faults.append("ratio")
    if before and after.queries != before.queries:
        faults.append("queries")
    return faults


def _badness(before: Cost | None, after: Cost) -> float:
    """How far the worst of the marks is missed: 1 is met exactly."""
    ratio = after.seconds / before.seconds / MOST_RATIO if before else 0
    return max(after.seconds / MOST_SECONDS, after.size / MOST_BYTES, ratio if after.seconds > NOISE * 5 else 0)


if __name__ == "__main__":
    settings.DEBUG = False
    sys.exit(main(sys.argv[1:]))
