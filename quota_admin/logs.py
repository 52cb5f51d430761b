"""How log lines look, for every process: the web, workers, beat, commands. Built before Django is there.

A line has fields: when, how grave, which logger, what happened, and what the request or the task in hand is called. People
and organisations are numbers in it, never names. `LOG_LEVEL` holds for every logger because the handler has it too.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import structlog

Fields = MutableMapping[str, Any]

# What a database says after an error: the values of the row that it refused.
_VALUES = re.compile(r"^(DETAIL|CONTEXT|LINE \d+|HINT):.*(\n\s+\^)?$|\(('|\").*\3\)(?= already exists)", re.MULTILINE)
# Statements come with their values; nobody needs them in service, whatever the level.
# What Django says about an answer has the address as it was typed; our line about the request has the route.
_NEVER_BELOW = {
    "django.db.backends": "INFO",
    "django.request": "ERROR",
    "weasyprint": "WARNING",
    "weasyprint.progress": "WARNING",
    "fontTools": "WARNING",
}
# Libraries that give themselves a level or a handler: they say what the others say, where the others say it.
_OWN_MINDED = ("celery", "django", "django.server", "gunicorn.error", "kombu", "py.warnings")


def without_values(text: str) -> str:
    """An error's text without the values of rows that a database quotes in it."""
    return _VALUES.sub("(values are left out)", text)


def _hide_values(_logger: Any, _method: str, fields: Fields) -> Fields:
    """Tracebacks have frames and sentences, and no row's values."""
    if fields.get("logger") == "django.request":
        fields["event"] = str(fields["event"]).partition(":")[0]
    for name in ("exception", "event"):
        if isinstance(fields.get(name), str):
            fields[name] = without_values(fields[name])
    return fields


def _leave_out_empty(_logger: Any, _method: str, fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _shared() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
    ]


def _rendered(form: str) -> list[Any]:
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True)
    if form == "text":
        renderer = line
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        _hide_values,
        _leave_out_empty,
        renderer,
    ]


def line(_logger: Any, _method: str, fields: Mapping[str, Any]) -> str:
    """The fields as a line of text: time, level, logger and what happened, then the others as name=value."""
    rest = dict(fields)
    first = [str(rest.pop(name, "")) for name in ("at", "level", "logger", "event")]
    first[1] = first[1].upper()
    trace = rest.pop("exception", "")
    text = " ".join([*first, *(f"{name}={_one_word(value)}" for name, value in sorted(rest.items()))])
    return f"{text}\n{trace}" if trace else text


def _one_word(value: Any) -> str:
    text = str(value)
    return text if re.fullmatch(r"[^\s\"=]+", text) else '"' + text.replace('"', "'").replace("\n", " ") + '"'


def logging_config(level: str, form: str) -> dict[str, Any]:
    """Python's logging as Django, gunicorn and Celery are given it: one handler to standard error, which has the level.

    `form` is "json" or "text". Loggers that bring their own level are given this one, or a higher one of `_NEVER_BELOW`.
    """
    order = logging.getLevelNamesMapping()
    least = {name: max(level, floor, key=order.__getitem__) for name, floor in _NEVER_BELOW.items()}
    loggers = {name: {"level": level, "handlers": [], "propagate": True} for name in _OWN_MINDED}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "processors": _rendered(form),
                "foreign_pre_chain": _shared(),
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "level": level}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": loggers | {name: {"level": floor, "propagate": True} for name, floor in least.items()},
    }


def configure_structlog() -> None:
    """Our own loggers go the same way as everybody's: through Python's logging, to the one handler."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class Queries:
    """Counts what the database is asked, and how long that takes."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - begun
