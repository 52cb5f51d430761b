"""The Celery application. Beat is an alarm clock: it wakes sweepers, and no rule depends on its ticks."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quota_admin.settings")

app = Celery("quota_admin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
