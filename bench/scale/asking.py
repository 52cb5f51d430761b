"""Asks every route for every role, and says what each answer costs."""

import gc
import math
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.scale.routes import LEFT_OUT, addresses, all_routes

ROLES = (
    "miit-officer", "miit-clerk", "mnr-officer", "northern-clerk", "northern-officer", "northern-admin",
    "neimenggu-industry", "neimenggu-resources", "system-admin", "security-admin", "audit-admin",
)  # fmt: skip
# What is read on a screen or by a program in pages; everything else is a file.
PAGES = ("text/html", "application/json")
OK, ONLY_POST = 200, 405
OF_THE_BENCH = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "SET LOCAL max_parallel")
FAR_TOO_LONG = 1.0
# For a machine that does other work meanwhile: its clock on the wall would say how busy it is.
PROCESSOR = bool(os.environ.get("PROCESSOR"))


@dataclass(frozen=True)
class Cost:
    """What one route costs one role: seconds (p95 of the rounds), bytes, queries."""

    seconds: float
    size: int
    queries: int
    is_file: bool


Key = tuple[str, str]


def costs(
    rounds: int, *, files: frozenset[Key] = frozenset(), only: tuple[str, ...] = ()
) -> tuple[dict[Key, Cost], list[str]]:
    """By route and role what was answered with 200; and the routes that nobody could open, with what they answered.

    `files` are known to be downloads and are not asked: only pages have marks. `only`: how the names begin that are.
    """
    found: dict[Key, Cost] = {}
    routes = [route for route in all_routes() if not only or route.name.startswith(only)]
    statuses: dict[str, set[int]] = {route.name: set() for route in routes}
    gc.collect()
    gc.freeze()
    # As in a web worker (deploy/gunicorn.py).
    gc.set_threshold(50_000, 20, 20)
    for role in ROLES:
        client = Client()
        person = User.objects.get(username=role)
        client.force_login(person)
        for route in routes:
            if route.name in LEFT_OUT or (route.name, role) in files:
                continue
            for path in addresses(route, person):
                status, cost = _cost(client, path, rounds)
                statuses[route.name].add(status)
                if cost:
                    found[route.name, role] = cost
                if cost or status == ONLY_POST:
                    break
    opened = {name for name, _role in {*found, *files}}
    closed = [
        f"{name}: {sorted(seen) or 'no row'}"
        for name, seen in statuses.items()
        if name not in opened and name not in LEFT_OUT and seen != {ONLY_POST}
    ]
    return found, closed


def _cost(client: Client, path: str, rounds: int) -> tuple[int, Cost | None]:
    """The status, and what it costs when it is 200. The first request, which counts the queries, is not timed."""
    with CaptureQueriesContext(connection) as asked:
        status, kind, size, seconds = _ask(client, path)
    # At once: the next request forgets them.
    queries = _counted(asked)
    if status != OK:
        return status, None
    is_file = not kind.startswith(PAGES)
    # What misses the mark by far is asked less often: its p95 says nothing that five rounds do not say.
    often = rounds if seconds < FAR_TOO_LONG else min(rounds, 5)
    ordered = sorted([seconds] if is_file else [_ask(client, path)[3] for _round in range(often)])
    return status, Cost(ordered[math.ceil(0.95 * len(ordered)) - 1], size, queries, is_file)


def _counted(asked: CaptureQueriesContext) -> int:
    """The queries but those of this bench: the transaction that takes back what a download noted."""
    return sum(1 for one in asked.captured_queries if not one["sql"].startswith(OF_THE_BENCH))


def _clock() -> float:
    """The clock on the wall; with PROCESSOR=1 what this process and its PostgreSQL process have used of a processor."""
    if not PROCESSOR:
        return time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        server: Any = connection.connection
    served = Path(f"/proc/{server.info.backend_pid}/schedstat").read_text().split()[0]
    return time.process_time() + int(served) / 1e9


def _ask(client: Client, path: str) -> tuple[int, str, int, float]:
    """Status, type, bytes and seconds; what the request wrote is taken back."""
    # The limit of downloads a minute is not what is measured.
    cache.clear()
    with transaction.atomic():
        begun = _clock()
        answer = client.get(path)
        size = sum(len(part) for part in answer) if answer.streaming else len(answer.content)
        seconds = _clock() - begun
        transaction.set_rollback(True)
    return answer.status_code, answer.headers.get("Content-Type", ""), size, seconds
