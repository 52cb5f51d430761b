"""A process that writes by the API and is killed: `python -m tests.integrations.idempotency.killed MOMENT ACCOUNT KEY BODY`.

`before-commit`: when the effect is written and nothing is committed yet; `after-commit`: before the answer is sent.
"""

import json
import os
import signal
import sys
from typing import Any

import django

URL = "/api/v1/releases/"


def die(*_what: Any, **_more: Any) -> None:
    """As when the machine loses its power."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(moment: str, account: str, key: str, body: str) -> None:
    """Does not return."""
    django.setup()
    # What follows needs the settings.
    from rest_framework.test import APIClient

    from accounts.models import User
    from integrations.services import idempotency
    from quota_admin.api import operations

    if moment == "before-commit":
        idempotency.encrypt = die  # type: ignore[attr-defined]
    else:
        operations.Described.finalize_response = die  # type: ignore[method-assign]
    client = APIClient(SERVER_NAME="localhost")
    client.force_authenticate(User.objects.get(username=account))
    headers: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
    client.post(URL, json.loads(body), format="json", **headers)
    raise SystemExit("it was not killed")


if __name__ == "__main__":
    main(*sys.argv[1:])
