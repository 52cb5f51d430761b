"""The product as `make fuzz` asks it: with FUZZ_KEEP=false every write is undone when it has been answered.

So each of many thousand requests finds the world as it was made, and steps deep in a workflow are reached again and
again. The phase that follows links from answer to request asks a server that keeps what it is told.
"""

import os
from collections.abc import Iterable
from typing import Any
from unittest import mock

from django.db import connection, transaction

from quota_admin.wsgi import application as product

KEEP = os.environ.get("FUZZ_KEEP", "true") == "true"


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """As WSGI has it."""
    if KEEP or environ["REQUEST_METHOD"] in {"GET", "HEAD", "OPTIONS"}:
        return product(environ, start_response)
    # At the beginning of a request Django closes a connection that has a transaction: here it is ours.
    with mock.patch.object(connection, "close_if_unusable_or_obsolete"), transaction.atomic():
        answer = product(environ, start_response)
        body = b"".join(answer)
        transaction.set_rollback(True)
    return [body]
