"""What the benches share: a database of their own, the clock, the median, the verdict."""

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quota_admin.settings")

import django

django.setup()

from django.db import connection  # noqa: E402


@contextmanager
def own_database() -> Iterator[None]:
    """A migrated database that is dropped afterwards."""
    name = connection.creation.create_test_db(verbosity=0)
    try:
        from quota_admin.services.reference import load_all_reference

        load_all_reference()
        # As in a web worker (deploy/gunicorn.py): what is loaded stays, and is not looked at again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def seconds(work: Callable[[], object], *, rounds: int = 5) -> float:
    """The median of so many rounds, after one that is not counted."""
    work()
    taken = []
    for _round in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def verdict(name: str, *, ours: float, baseline: float, at_least: float) -> bool:
    """Prints how fast we are compared with the baseline (1 is as fast), and whether that is enough."""
    ratio = baseline / ours
    enough = ratio >= at_least
    mark = "ok" if enough else "MISSED"
    print(
        f"{name}: {ours * 1000:.1f} ms against {baseline * 1000:.1f} ms, ratio {ratio:.2f} (at least {at_least}) {mark}"
    )
    return enough
