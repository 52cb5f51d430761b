"""The composition root: settings, URLs, Celery, the desk. It imports every app; none imports it."""

from quota_admin.celery import app as celery_app

__all__ = ["celery_app"]
