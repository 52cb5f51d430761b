"""Reports of errors to a receiver of the house (Sentry's protocol); off unless ERROR_REPORTS_DSN names one.

A report holds what an engineer needs to find the fault: which error, through which lines of the program, in which request or
task. What an error says, what variables held, what was typed and who it was stay here: figures and names are in them.
"""

from typing import Any

import sentry_sdk
import structlog
from sentry_sdk.integrations.logging import LoggingIntegration

KEPT = ("event_id", "timestamp", "level", "logger", "platform", "release", "environment", "sdk")
FRAME = ("filename", "function", "module", "lineno", "in_app")
# Names of the request or the task in hand, as its lines in the log bear them.
NAMES = ("request", "task", "run")


def without_facts(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """A new report with the parts that are named here, and nothing else of the given one."""
    report = {name: event[name] for name in KEPT if name in event}
    report["exception"] = {"values": [_place(value) for value in event.get("exception", {}).get("values", [])]}
    bound = structlog.contextvars.get_contextvars()
    report["tags"] = {name: str(bound[name]) for name in NAMES if name in bound}
    return report


def _place(value: dict[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames", [])
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "stacktrace": {"frames": [{name: frame[name] for name in FRAME if name in frame} for frame in frames]},
    }


def begin_reports(dsn: str, version: str, **more: Any) -> None:
    """From now on every line of level ERROR is a report, when a receiver is named. Nothing else is watched."""
    if not dsn:
        return
    sentry_sdk.init(
        dsn=dsn,
        release=f"quota-admin@{version}",
        before_send=without_facts,  # type: ignore[arg-type]
        default_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level="ERROR")],  # type: ignore[arg-type]
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        **more,
    )
