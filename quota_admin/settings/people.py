"""People, signing in, and what a browser may do."""

from csp.constants import NONE, SELF

from quota_admin.environment import oidc_providers, origin_of
from quota_admin.settings.service import DEMO, HTTPS
from quota_admin.settings.variables import env

# --- people ------------------------------------------------------------------------------------------
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

# --- signing in --------------------------------------------------------------------------------------
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

# --- signing in at the house's own provider (OIDC) ---------------------------------------------------
OIDC_ISSUER = env.text("OIDC_ISSUER").rstrip("/")
OIDC_NAME = env.text("OIDC_NAME", "OIDC")
OIDC_CLAIM = env.text("OIDC_CLAIM", "preferred_username")
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = env.text("OIDC_CLIENT_ID"), env.text("OIDC_CLIENT_SECRET")
if OIDC_ISSUER and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    env.faults.append("OIDC_ISSUER is set; set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET as well.")
SOCIALACCOUNT_ADAPTER = "authentication.services.adapters.ProviderAdapter"
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_PROVIDERS = oidc_providers(OIDC_ISSUER, OIDC_NAME, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET)

# --- what a browser may do ---------------------------------------------------------------------------
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
