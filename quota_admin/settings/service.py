"""What a service sets: keys, hosts, the demo, language and time, the log, the service itself."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from quota_admin.environment import public_address
from quota_admin.settings.variables import BASE_DIR, LOCAL_HOSTS, env

# --- what a service sets -----------------------------------------------------------------------------
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

# --- the demo ----------------------------------------------------------------------------------------
DEMO = env.flag("DEMO", default=False)
CLOCK_DAY = env.day("CLOCK_DAY")
if CLOCK_DAY and not DEMO:
    env.faults.append("CLOCK_DAY is set but DEMO is not true; only the demo may stand at another day.")
if DEMO and HTTPS:
    env.faults.append("DEMO and HTTPS are both true; the demo shows its passwords and must not be a service.")

# --- language and time -------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- audit -------------------------------------------------------------------------------------------
AUDIT_HASH = env.choice("AUDIT_HASH", ("sm3", "sha256"), "sm3")
# Where the head of the log is written down once a day, and to whom it is sent.
AUDIT_HEAD_DIR = Path(env.text("AUDIT_HEAD_DIR", str(BASE_DIR / "var" / "audit-heads")))
AUDIT_HEAD_MAIL = env.listed("AUDIT_HEAD_MAIL")

# --- the service itself ------------------------------------------------------------------------------
# Where `make backup`, `make restore` and `make drill` write down what they did, for the page of those who keep it.
OPERATIONS_DIR = Path(env.text("OPERATIONS_DIR", str(BASE_DIR / "var" / "operations")))

# How many standbys of the database are to be connected; and the certificate of https, whose last day is watched.
STANDBYS_EXPECTED = env.number("STANDBYS_EXPECTED", 0)
TLS_CERTIFICATE = env.text("TLS_CERTIFICATE")
# Where figures are asked by Prometheus: an address of the web's own, which is not for people.
METRICS_BIND = env.text("METRICS_BIND")
