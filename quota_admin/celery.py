"""The Celery application. Beat is an alarm clock: it wakes sweepers, and no rule depends on its ticks."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quota_admin.settings")

app = Celery("quota_admin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def be_heard(sender: Any, **_signal: Any) -> None:
    """A worker is heard as soon as it is there, not at beat's next tick: /readyz asks for it."""
    sender.app.send_task("notifications.tasks.beat_heart")
