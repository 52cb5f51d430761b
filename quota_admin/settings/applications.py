"""The apps, the middleware and the templates."""

from quota_admin.settings.variables import BASE_DIR

# --- applications ------------------------------------------------------------------------------------
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
                "quota_admin.templatetags.sentences",
                "quota_admin.templatetags.lists",
                "quota_admin.templatetags.saved_filters",
                "django.templatetags.i18n",
            ],
        },
    },
]
