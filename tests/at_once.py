"""Several people doing something at the same moment, each with a connection of their own."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import connection

PATIENCE = 10


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in parallel, started together; return what each returned or raised, in their order."""
    outcomes: list[Any] = [None] * len(calls)
    barrier = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            barrier.wait(PATIENCE)
            outcomes[place] = call()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
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
