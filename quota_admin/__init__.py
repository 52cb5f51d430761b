"""The composition root: settings, URLs, Celery, the desk. It imports every app; none imports it."""

from quota_admin.celery import app as celery_app

# The one place of the version: the footer, /healthz, the OpenAPI description and the changelog's first release show it.
__version__ = "1.0.0"

__all__ = ["__version__", "celery_app"]
