"""Several people doing something at the same moment, each with a connection of their own."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import connection

PATIENCE = 10


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed returned or raised, in their order; they begin together."""
    outcomes: list[Any] = [None] * len(deeds)
    barrier = threading.Barrier(len(deeds))

    def run(place: int, deed: Callable[[], Any]) -> None:
        try:
            barrier.wait(PATIENCE)
            outcomes[place] = deed()
        except Exception as fault:  # noqa: BLE001 - the test looks at it
            outcomes[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def read_together(read: Callable[[Any], Any], people: int) -> Callable[[Any], Any]:
    """For controls: reads without a lock, and waits until everybody has read."""
    barrier = threading.Barrier(people)

    def unlocked(row: Any) -> Any:
        found = read(row)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(PATIENCE)
        return found

    return unlocked
