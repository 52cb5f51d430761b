"""The Celery application. Beat is an alarm clock: it wakes sweepers, and no rule depends on its ticks."""

import logging.config
import os
import time
from contextlib import ExitStack
from typing import Any

import structlog
from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun, worker_ready
from django.conf import settings
from django.db import connection

from quota_admin.logs import Queries

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quota_admin.settings")

app = Celery("quota_admin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
log = structlog.get_logger("quota_admin.task")


@worker_ready.connect
def be_heard(sender: Any, **_signal: Any) -> None:
    """A worker is heard as soon as it is there, not at beat's next tick: /readyz asks for it."""
    sender.app.send_task("notifications.tasks.beat_heart")


@setup_logging.connect
def log_as_everybody(**_signal: Any) -> None:
    """Worker and beat log as the settings say, whatever their command line does."""
    logging.config.dictConfig(settings.LOGGING)


@task_prerun.connect
def begin_task(task: Any, task_id: str, **_signal: Any) -> None:
    """While a task runs, every line carries its name and its number."""
    stack, queries = ExitStack(), Queries()
    stack.enter_context(structlog.contextvars.bound_contextvars(task=task.name, run=task_id))
    stack.enter_context(connection.execute_wrapper(queries))
    task.request.log_line = (stack, queries, time.perf_counter())


@task_postrun.connect
def end_task(task: Any, state: str = "", **_signal: Any) -> None:
    """One line about a task that has run: how it ended, how long it took, what it asked the database."""
    stack, queries, begun = task.request.log_line
    with stack:
        taken = round((time.perf_counter() - begun) * 1000)
        log.info("task", outcome=state.lower(), milliseconds=taken, queries=queries.count)
