"""How far a file is that is being made: who makes it in the background listens, and writing says how many rows it has."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[int], None]
EVERY = 100
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Inside, the listener hears how many rows are written, every hundred rows."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def rows_written(count: int) -> None:
    """Says that so many rows of a sheet are written; nobody need listen."""
    listener = _listener.get()
    if listener is not None and count % EVERY == 0:
        listener(count)
