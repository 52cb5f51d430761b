"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quota_admin.settings")
# A page waits for the database only so long; a worker and a command wait as long as it takes.
os.environ["SERVES_PAGES"] = "true"

application = get_wsgi_application()
