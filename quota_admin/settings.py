"""All settings, read from the environment. `.env.example` documents every variable."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from quota_admin import __version__
from quota_admin.environment import Environment, oidc_providers, origin_of, public_address, shared_cache
from quota_admin.error_reports import begin_reports
from quota_admin.logs import configure_structlog, logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_HOSTS = ["localhost", "127.0.0.1"]


env = Environment()

# --- what a service sets ---------------------------------------------------------------------------
LOCAL_SECRET_KEY = "only-for-this-machine-because-no-other-host-is-allowed"  # noqa: S105
SECRET_KEY = env.text("SECRET_KEY", LOCAL_SECRET_KEY)
# Keys that were in force before: what they signed and encrypted is still read (make rotate).
SECRET_KEY_FALLBACKS = env.listed("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS", ",".join(LOCAL_HOSTS))
if SECRET_KEY == LOCAL_SECRET_KEY and set(ALLOWED_HOSTS) - set(LOCAL_HOSTS):
    env.faults.append("SECRET_KEY is not set; set it to 50 or more random characters to serve other hosts.")
HTTPS = env.flag("HTTPS", default=False)
CSRF_TRUSTED_ORIGINS = env.listed("CSRF_TRUSTED_ORIGINS")
# Where people reach the service: what e-mails lead to begins with it.
PUBLIC_ADDRESS = public_address(env.text("PUBLIC_ADDRESS"), https=HTTPS, hosts=ALLOWED_HOSTS, local=LOCAL_HOSTS)
# The number of our reverse proxies in front; each appends the client's address to X-Forwarded-For.
PROXY_COUNT = env.number("PROXY_COUNT", 0)
DEBUG = env.flag("DEBUG", default=False)
LOG_LEVEL = env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")
# Lines of text for people, or one JSON object per line for what collects them.
LOG_FORMAT = env.choice("LOG_FORMAT", ("text", "json"), "text")

# --- the demo --------------------------------------------------------------------------------------
DEMO = env.flag("DEMO", default=False)
CLOCK_DAY = env.day("CLOCK_DAY")
if CLOCK_DAY and not DEMO:
    env.faults.append("CLOCK_DAY is set but DEMO is not true; only the demo may stand at another day.")
if DEMO and HTTPS:
    env.faults.append("DEMO and HTTPS are both true; the demo shows its passwords and must not be a service.")

# --- applications ----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "rest_framework",
    "common",
    "audit",
    "documents",
    "accounts",
    "authentication",
    "notifications",
    "deadlines",
    "enterprises",
    "allocations",
    "reporting",
    "monthly_checks",
    "inspections",
    "history",
    "integrations",
    "operations",
    "quota_admin",
]

MIDDLEWARE = [
    "quota_admin.request_log.RequestLog",
    "quota_admin.api.answers.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "audit.middleware.OriginMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "quota_admin.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "audit.middleware.AccessMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "authentication.middleware.SessionLimits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "authentication.middleware.SecondFactorRequired",
    "authentication.middleware.DownloadRates",
    "django_htmx.middleware.HtmxMiddleware",
    "common.http.RefusalMiddleware",
    "quota_admin.middleware.AskedOnce",
]

ROOT_URLCONF = "quota_admin.urls"
WSGI_APPLICATION = "quota_admin.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "quota_admin.context.shell",
            ],
            "builtins": [
                "quota_admin.templatetags.components",
                "quota_admin.templatetags.charts",
                "quota_admin.templatetags.histories",
                "quota_admin.templatetags.imported_rows",
                "quota_admin.templatetags.grid_words",
                "quota_admin.templatetags.lists",
                "django.templatetags.i18n",
            ],
        },
    },
]

# --- database: PostgreSQL in service, SQLite on a desk ---------------------------------------------
DATABASE_URL = env.url(
    "DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'quota.sqlite3'}", ("postgres", "postgresql", "sqlite")
)
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # A write transaction takes the lock when it begins, so that two of them queue instead of failing midway.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
# How long a page waits for a lock, and for one statement; what is struck is told in a sentence (common/http.py).
DATABASE_LOCK_SECONDS = env.number("DATABASE_LOCK_SECONDS", 4, least=1)
DATABASE_STATEMENT_SECONDS = env.number("DATABASE_STATEMENT_SECONDS", 30, least=1)
# Behind PgBouncer with transactions pooled: no cursor outlives its transaction, and the pool sets the limits.
DATABASE_POOLED = env.flag("DATABASE_POOLED", default=False)
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = DATABASE_POOLED
if (
    env.flag("SERVES_PAGES", default=False)
    and not DATABASE_POOLED
    and DATABASES["default"]["ENGINE"].endswith("postgresql")
):
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options["options"] = " ".join(
        [
            *filter(None, [str(_options.get("options", ""))]),
            f"-c lock_timeout={DATABASE_LOCK_SECONDS}s",
            f"-c statement_timeout={DATABASE_STATEMENT_SECONDS}s",
            # Whoever holds locks and does nothing keeps everybody waiting.
            f"-c idle_in_transaction_session_timeout={2 * DATABASE_STATEMENT_SECONDS}s",
        ]
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["authentication.services.people.PeopleBackend"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "sign_in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- signing in ------------------------------------------------------------------------------------
# What follows is allauth's; who has no account gets none by signing in, so sign-up is nowhere.
ACCOUNT_ADAPTER = "authentication.services.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# authentication.services.lockout counts instead, by account and device and never by address.
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "authentication.services.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# A telephone's clock may be half a minute off; a code is taken once all the same.
MFA_TOTP_TOLERANCE = 1
SIGN_IN_TRIES = env.number("SIGN_IN_TRIES", 10, least=1)
SIGN_IN_LOCK_MINUTES = env.number("SIGN_IN_LOCK_MINUTES", 15, least=1)
SECOND_FACTOR = env.flag("SECOND_FACTOR", default=not DEMO)
SECOND_FACTOR_MINUTES = env.number("SECOND_FACTOR_MINUTES", 5, least=1)
SECOND_FACTOR_TRIES = env.number("SECOND_FACTOR_TRIES", 5, least=1)
SESSION_IDLE_MINUTES = env.number("SESSION_IDLE_MINUTES", 30, least=2)
SESSION_HOURS = env.number("SESSION_HOURS", 10, least=1)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
# How long the link of an invitation is good, and how long one person may act for an officer at most.
INVITATION_DAYS = env.number("INVITATION_DAYS", 7, least=1)
DELEGATION_DAYS = env.number("DELEGATION_DAYS", 180, least=1)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- signing in at the house's own provider (OIDC) -------------------------------------------------
OIDC_ISSUER = env.text("OIDC_ISSUER").rstrip("/")
OIDC_NAME = env.text("OIDC_NAME", "OIDC")
OIDC_CLAIM = env.text("OIDC_CLAIM", "preferred_username")
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = env.text("OIDC_CLIENT_ID"), env.text("OIDC_CLIENT_SECRET")
if OIDC_ISSUER and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    env.faults.append("OIDC_ISSUER is set; set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET as well.")
SOCIALACCOUNT_ADAPTER = "authentication.services.adapters.ProviderAdapter"
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_PROVIDERS = oidc_providers(OIDC_ISSUER, OIDC_NAME, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET)

# --- language and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- files -----------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / ".build" / "collected"
# What other people wrote is installed by `make setup`, never committed.
STATICFILES_DIRS = [
    BASE_DIR / "static",
    *([path] if (path := BASE_DIR / ".build" / "static").is_dir() else []),
]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(BASE_DIR / "var" / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Without collected files (a development server, the tests) the finders serve them.
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").is_file()
# … and nobody is warned that the folder is missing.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS
if WHITENOISE_USE_FINDERS:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
os.environ.setdefault("FONTCONFIG_FILE", env.text("FONTCONFIG_FILE", str(BASE_DIR / ".build" / "fonts" / "fonts.conf")))
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# What an attachment may be: its size, and its types by content (documents/files/content_types.py).
ATTACHMENT_BYTES = env.number("ATTACHMENT_MEGABYTES", 10, least=1) * 1_000_000
ATTACHMENT_TYPES = env.listed("ATTACHMENT_TYPES", "pdf,png,jpeg,xlsx,docx")
if unknown := set(ATTACHMENT_TYPES) - {"pdf", "png", "jpeg", "xlsx", "docx"}:
    env.faults.append(f"ATTACHMENT_TYPES holds {', '.join(sorted(unknown))}; it may hold pdf, png, jpeg, xlsx, docx.")

# A virus scanner (ClamAV's daemon), as tcp://host:3310 or unix:///path; with it attachments are held until scanned.
CLAMAV_ADDRESS = env.text("CLAMAV_ADDRESS")
if CLAMAV_ADDRESS and urlsplit(CLAMAV_ADDRESS).scheme not in {"tcp", "unix"}:
    env.faults.append("CLAMAV_ADDRESS must start with tcp:// or unix://.")

# --- the register ----------------------------------------------------------------------------------
# What internal notes are about is known above: the model, its page, and what of the row is that page's number.
NOTED = {
    "notice": ("allocations.Notice", "notice_detail", "pk"),
    "filing": ("allocations.Filing", "filing_detail", "pk"),
    "report": ("reporting.ProductionReport", "report_detail", "pk"),
    "finding": ("reporting.Finding", "report_detail", "line.report_id"),
    "inspection": ("inspections.Inspection", "inspection_detail", "pk"),
    "inspection-finding": ("inspections.InspectionFinding", "inspection_detail", "inspection_id"),
}
# Who holds quota is known above the register: by year, (enterprise id, category) pairs.
QUOTA_HOLDERS = "allocations.reads.holders.quota_holders"
# What enterprises have produced is reported above, where the splits below cannot look: they call it by this name.
QUOTA_PRODUCED = "reporting.reads.produced.produced"
# Days before an enterprise with quota ceases to be eligible at which group, province and ministry are notified.
ELIGIBILITY_WARNING_DAYS = env.number("ELIGIBILITY_WARNING_DAYS", 90, least=1)

# --- reporting: ours, not the notice's --------------------------------------------------------------
# A report and the traceability system agree within the larger of the two: t REO, and a share of the figure.
TRACEABILITY_TOLERANCE_TONNES = env.decimal("TRACEABILITY_TOLERANCE_TONNES", "0.1")
# From which completion on, in per cent of the quota, an execution is marked.
EXECUTION_WARNINGS = env.numbers("EXECUTION_WARNINGS", "80,90,95,100")
TRACEABILITY_TOLERANCE_SHARE = env.decimal("TRACEABILITY_TOLERANCE_SHARE", "0.01")

# --- what N web processes know together: failed tries, spent rates ---------------------------------
REDIS_URL = env.url("REDIS_URL", "redis://127.0.0.1:6379/0", ("redis", "rediss", "redis+socket"))
# A desk without a broker has one machine, and its processes share a folder.
CACHES = {"default": shared_cache(env.text("REDIS_URL") and REDIS_URL, BASE_DIR / "var" / "cache")}

# --- what a browser may do -------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Chromium asks this also where the answer to a form leads: to the provider, when one is configured.
        "form-action": [SELF, *([origin_of(OIDC_ISSUER)] if OIDC_ISSUER else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
# With this name a browser takes a cookie from this host alone, by https alone, for all of its addresses.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    # What a page says after a form is not put into a cookie that has no such name.
    MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- jobs ------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
# A task that was taken by a worker that died is given out again; so every task may run twice.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# How often beat wakes the sweepers. Deadlines do not depend on it: a sweeper does what is due by stored instants.
SWEEP_SECONDS = env.number("SWEEP_SECONDS", 60, least=1)
SEND_SECONDS = env.number("SEND_SECONDS", 30, least=1)
AUDIT_VERIFY_MINUTES = env.number("AUDIT_VERIFY_MINUTES", 1440, least=1)
ELIGIBILITY_SWEEP_MINUTES = env.number("ELIGIBILITY_SWEEP_MINUTES", 1440, least=1)
_WAKES = {
    "notifications.tasks.beat_heart": min(20, SWEEP_SECONDS),
    "deadlines.tasks.announce_opened": SWEEP_SECONDS,
    "deadlines.tasks.queue_reminders": SWEEP_SECONDS,
    "deadlines.tasks.mark_late": SWEEP_SECONDS,
    "deadlines.tasks.escalate": SWEEP_SECONDS,
    "deadlines.tasks.end_duties": SWEEP_SECONDS,
    "notifications.tasks.send_messages": SEND_SECONDS,
    "notifications.tasks.verify_audit_chain": SWEEP_SECONDS,
    "operations.tasks.check_service": SWEEP_SECONDS,
    "allocations.tasks.open_reporting_years": SWEEP_SECONDS,
    "reporting.tasks.settle_last_year": SWEEP_SECONDS,
    "monthly_checks.tasks.open_checks": SWEEP_SECONDS,
    "enterprises.tasks.carry_out_changes": SWEEP_SECONDS,
    "enterprises.tasks.reassess_eligibility": SWEEP_SECONDS,
    "integrations.tasks.deliver_webhooks": SEND_SECONDS,
    "operations.tasks.scan_attachments": SEND_SECONDS,
    "integrations.tasks.forget_answers": 3600,
}
# A wake-up that nobody heard before the next one is dropped, so that no worker comes back to a heap of them.
CELERY_BEAT_SCHEDULE = {
    task.rpartition(".")[2].replace("_", "-"): {
        "task": task,
        "schedule": float(seconds),
        "options": {"expires": float(max(seconds, 10))},
    }
    for task, seconds in _WAKES.items()
}
CELERY_BEAT_SCHEDULE["export-audit-head"] = {
    "task": "audit.tasks.export_audit_head",
    "schedule": crontab(hour=1, minute=10),
}
WORKER_SILENCE_SECONDS = env.number("WORKER_SILENCE_SECONDS", 120, least=1)
CALENDAR_HORIZON_DAYS = env.number("CALENDAR_HORIZON_DAYS", 0)

# --- obligations -----------------------------------------------------------------------------------
# Working days within which the ministry decides what was submitted, and a group sends again what was returned.
FILING_DECISION_WORKDAYS = env.number("FILING_DECISION_WORKDAYS", 10, least=1)
REPORT_DECISION_WORKDAYS = env.number("REPORT_DECISION_WORKDAYS", 5, least=1)
CONSULTATION_WORKDAYS = env.number("CONSULTATION_WORKDAYS", 5, least=1)
CORRECTION_WORKDAYS = env.number("CORRECTION_WORKDAYS", 5, least=1)
# The day of the next month by which a month is reported, until a notice of the year says it (通知七).
REPORT_DUE_DAY = env.number("REPORT_DUE_DAY", 10, least=1)
# Working days after December's reports are due within which the year is closed by its statement; ours, not a notice's.
YEAR_STATEMENT_WORKDAYS = env.number("YEAR_STATEMENT_WORKDAYS", 30, least=1)
# The provinces: the day of the next month by which a month is checked; working days to answer a finding.
MONTHLY_CHECK_DAY = env.number("MONTHLY_CHECK_DAY", 20, least=1)
FINDING_ANSWER_WORKDAYS = env.number("FINDING_ANSWER_WORKDAYS", 10, least=1)
# Working days for a province to confirm or refuse an event of an enterprise; then the ministry may decide in its place.
CHANGE_ANSWER_WORKDAYS = env.number("CHANGE_ANSWER_WORKDAYS", 10, least=1)
# Working days for a group to answer what a province asks in its monthly check.
CHECK_ANSWER_WORKDAYS = env.number("CHECK_ANSWER_WORKDAYS", 5, least=1)
# Working days after an inspection to report it upward, and for the group to reply to a finding of it.
VISIT_REPORT_WORKDAYS = env.number("VISIT_REPORT_WORKDAYS", 5, least=1)
VISIT_REPLY_WORKDAYS = env.number("VISIT_REPLY_WORKDAYS", 5, least=1)
# Working days after the due day from which a duty can no longer be met without an extension; 0 never locks.
OBLIGATION_LOCK_WORKDAYS = env.number("OBLIGATION_LOCK_WORKDAYS", 0)
# How many days an extension may reach beyond the deadline or today.
EXTENSION_MOST_DAYS = env.number("EXTENSION_MOST_DAYS", 180, least=1)
# The month of the year from whose first day on the ministry is asked for next year's arrangement of days off.
CALENDAR_ASK_MONTH = env.number("CALENDAR_ASK_MONTH", 12, least=1)
# Working days before a deadline from which the desk counts it as due soon.
DESK_SOON_WORKDAYS = env.number("DESK_SOON_WORKDAYS", 3)

# --- reminders -------------------------------------------------------------------------------------
# Working days before a deadline on which the clerk is reminded; then on the day itself and every working day after.
REMINDER_WORKDAYS = env.numbers("REMINDER_WORKDAYS", "7,3,1")
# So many working days before the deadline the officer is reminded too; 0 is the day itself.
REMINDER_OFFICER_FROM = env.number("REMINDER_OFFICER_FROM", 0)
# Overdue for so many working days: the people with these roles in these organisations hear of it, once.
ESCALATE_AFTER_WORKDAYS = env.number("ESCALATE_AFTER_WORKDAYS", 3, least=1)
ESCALATE_TO = env.listed("ESCALATE_TO", "miit")
ESCALATE_TO_ROLES = env.listed("ESCALATE_TO_ROLES", "clerk,officer")

# --- messages --------------------------------------------------------------------------------------
EMAIL_URL = urlsplit(env.url("EMAIL_URL", "console://", ("console", "smtp", "none")))
MESSAGES_BY_EMAIL = EMAIL_URL.scheme != "none"
EMAIL_BACKEND = f"django.core.mail.backends.{EMAIL_URL.scheme.replace('none', 'dummy')}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = EMAIL_URL.hostname or "", EMAIL_URL.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL_URL.username or "", EMAIL_URL.password or ""
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "quota@localhost")
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT_SECONDS", 30, least=1)
# Between these hours of Beijing no e-mail is sent but about a fault of the log; what is queued then goes in the morning.
MESSAGE_QUIET_FROM = env.number("MESSAGE_QUIET_FROM", 22, least=0)
MESSAGE_QUIET_UNTIL = env.number("MESSAGE_QUIET_UNTIL", 7, least=0)
MESSAGE_ATTEMPTS = env.number("MESSAGE_ATTEMPTS", 8, least=1)
# How long a sender holds a message, and the first pause after a failure; each further pause is twice as long.
MESSAGE_CLAIM_SECONDS = env.number("MESSAGE_CLAIM_SECONDS", 600, least=1)

# --- audit -----------------------------------------------------------------------------------------
AUDIT_HASH = env.choice("AUDIT_HASH", ("sm3", "sha256"), "sm3")
# Where the head of the log is written down once a day, and to whom it is sent.
AUDIT_HEAD_DIR = Path(env.text("AUDIT_HEAD_DIR", str(BASE_DIR / "var" / "audit-heads")))
AUDIT_HEAD_MAIL = env.listed("AUDIT_HEAD_MAIL")

# --- the service itself ----------------------------------------------------------------------------
# Where `make backup`, `make restore` and `make drill` write down what they did, for the page of those who keep it.
OPERATIONS_DIR = Path(env.text("OPERATIONS_DIR", str(BASE_DIR / "var" / "operations")))

# How many standbys of the database are to be connected; and the certificate of https, whose last day is watched.
STANDBYS_EXPECTED = env.number("STANDBYS_EXPECTED", 0)
TLS_CERTIFICATE = env.text("TLS_CERTIFICATE")
# Where figures are asked by Prometheus: an address of the web's own, which is not for people.
METRICS_BIND = env.text("METRICS_BIND")

# --- API -------------------------------------------------------------------------------------------
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
        "FindingStateEnum": "reporting.models.line.Finding.State",
        "PartyKindEnum": "allocations.files.notice_file.PARTIES",
        "ListedDayKindEnum": "deadlines.files.day_list.LISTED_KINDS",
        "EnterpriseKindEnum": "enterprises.models.enterprise.Enterprise.Kind",
        "NewOrganisationKindEnum": "accounts.api.organisations.KINDS",
    },
}

LOGGING = logging_config(LOG_LEVEL, LOG_FORMAT)
configure_structlog()
# Errors are told to a receiver of the house, without what they say: quota_admin/error_reports.py.
begin_reports(env.text("ERROR_REPORTS_DSN"), __version__)

try:
    env.refuse_if_wrong()
except ImproperlyConfigured as fault:
    raise SystemExit(f"The settings are wrong:\n{fault}") from None
