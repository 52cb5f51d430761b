"""Processor time of a piece of work: this process, its children, and PostgreSQL's process that serves it."""

import os
import resource
from collections.abc import Callable
from pathlib import Path

from django.db import connection


def processor_seconds(work: Callable[[], object]) -> float:
    """What the work took of a processor, wherever; what else a loaded machine does meanwhile does not count."""
    before = _now()
    work()
    return _now() - before


def _now() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used) + _of_server()


def _of_server() -> float:
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone() or (0,)
    path = Path(f"/proc/{process}/stat")
    # A server on another machine is not seen.
    if not path.exists():
        return 0.0
    fields = path.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
