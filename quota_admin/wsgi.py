"""The WSGI application that gunicorn serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quota_admin.settings")
# A page waits for the database only so long; a worker and a command wait as long as it takes.
os.environ["SERVES_PAGES"] = "true"

pages = get_wsgi_application()
# Loaded after Django is ready, because it reads models.
from operations.views.metrics import with_metrics  # noqa: E402

application = with_metrics(pages, settings.METRICS_BIND)
