"""The API: limits, tokens, the description."""

from datetime import timedelta

from quota_admin import __version__
from quota_admin.settings.service import PROXY_COUNT
from quota_admin.settings.variables import env

# --- API ---------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "integrations.api.tokens.ServiceTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "quota_admin.api.description.DescribedSchema",
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    # `?format=` is a parameter that nobody documents.
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "DEFAULT_PAGINATION_CLASS": "quota_admin.pagination.BoundedPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "quota_admin.api.problems.problem_response",
    "DEFAULT_THROTTLE_CLASSES": ["authentication.services.throttling.AccountThrottle"],
    "PAGE_SIZE": 100,
    "COERCE_DECIMAL_TO_STRING": True,
}
# The header in which our own proxy names the SHA-256 of the client's certificate (mutual TLS); empty: there is none.
CLIENT_CERTIFICATE_HEADER = env.text("CLIENT_CERTIFICATE_HEADER")
if CLIENT_CERTIFICATE_HEADER and not PROXY_COUNT:
    env.faults.append("CLIENT_CERTIFICATE_HEADER is set and PROXY_COUNT is 0; only a proxy of ours may send it.")
# Who is believed when it sends that header: addresses, networks, or names of hosts.
CLIENT_CERTIFICATE_PROXIES = env.listed("CLIENT_CERTIFICATE_PROXIES")
if CLIENT_CERTIFICATE_HEADER and not CLIENT_CERTIFICATE_PROXIES:
    env.faults.append("CLIENT_CERTIFICATE_HEADER is set; CLIENT_CERTIFICATE_PROXIES must name the proxy that sends it.")
# How long a service account lasts at most, and where webhooks may lead although the address is private.
SERVICE_ACCOUNT_DAYS = env.number("SERVICE_ACCOUNT_DAYS", 366, least=1)
WEBHOOK_PRIVATE_HOSTS = env.listed("WEBHOOK_PRIVATE_HOSTS")
WEBHOOK_TIMEOUT_SECONDS = env.number("WEBHOOK_TIMEOUT_SECONDS", 15, least=1)
API_REQUESTS_PER_MINUTE = env.number("API_REQUESTS_PER_MINUTE", 300, least=1)
DOWNLOADS_PER_MINUTE = env.number("DOWNLOADS_PER_MINUTE", 30, least=1)
RECEIPT_CHECKS_PER_MINUTE = env.number("RECEIPT_CHECKS_PER_MINUTE", 20, least=1)
API_TOKEN_HOURS = env.number("API_TOKEN_HOURS", 10, least=1)
REST_KNOX = {"TOKEN_TTL": timedelta(hours=API_TOKEN_HOURS), "TOKEN_LIMIT_PER_USER": 20}
SPECTACULAR_SETTINGS = {
    "TITLE": "Rare-earth quota administration",
    "DESCRIPTION": "The journey's reads and verbs. Tonnes are decimal strings in t REO with up to three places.",
    "VERSION": __version__,
    "SERVE_INCLUDE_SCHEMA": False,
    "OAS_VERSION": "3.1.1",
    # What is sent and what is answered differ: a body is closed, and what must be filled in is not blank.
    "COMPONENT_SPLIT_REQUEST": True,
    "ENFORCE_NON_BLANK_FIELDS": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "quota_admin.api.description.complete",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    # Reductions and releases have the same states, which the generator would name by a hash.
    "ENUM_NAME_OVERRIDES": {
        "HistoryKindEnum": "history.models.history_import.HistoryImport.Kind",
        "NoticeClockEnum": "allocations.models.notice.Notice.Clock",
        "NoticeKindEnum": "allocations.models.notice.Notice.Kind",
        "OrganisationKindEnum": "accounts.models.organisation.Organisation.Kind",
        "RecipientKindEnum": "allocations.files.notice_file.RECIPIENTS",
        "ReturnCodeEnum": "allocations.models.reason.ReturnCode",
        "CorrectionCodeEnum": "allocations.models.reason.CorrectionCode",
        "OrderStateEnum": "allocations.models.release.Release.State",
        "StatementStateEnum": "reporting.models.statement.YearStatement.State",
        "EnterpriseChangeKindEnum": "enterprises.models.change.EnterpriseChange.Kind",
        "ArrangementRowStateEnum": "deadlines.models.calendar.Arrangement.State",
        "FindingStateEnum": "reporting.models.line.Finding.State",
        "PartyKindEnum": "allocations.files.notice_file.PARTIES",
        "ListedDayKindEnum": "deadlines.files.day_list.LISTED_KINDS",
        "EnterpriseKindEnum": "enterprises.models.enterprise.Enterprise.Kind",
        "SendEnum": "accounts.models.saved_filter.SavedFilter.Send",
        "MadeFileStateEnum": "notifications.models.made_file.MadeFile.State",
        "NewOrganisationKindEnum": "accounts.api.organisations.KINDS",
    },
}
