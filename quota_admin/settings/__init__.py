"""All settings, by subject, read from the environment. `.env.example` documents every variable."""

from django.core.exceptions import ImproperlyConfigured

from quota_admin import __version__
from quota_admin.error_reports import begin_reports
from quota_admin.logs import configure_structlog, logging_config
from quota_admin.settings.api import *
from quota_admin.settings.applications import *
from quota_admin.settings.jobs import *
from quota_admin.settings.people import *
from quota_admin.settings.service import *
from quota_admin.settings.service import LOG_FORMAT, LOG_LEVEL
from quota_admin.settings.storage import *
from quota_admin.settings.variables import env
from quota_admin.settings.work import *

LOGGING = logging_config(LOG_LEVEL, LOG_FORMAT)
configure_structlog()
# Errors are told to a receiver of the house, without what they say: quota_admin/error_reports.py.
begin_reports(env.text("ERROR_REPORTS_DSN"), __version__)

try:
    env.refuse_if_wrong()
except ImproperlyConfigured as fault:
    raise SystemExit(f"The settings are wrong:\n{fault}") from None
