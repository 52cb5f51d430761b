"""Database, files, and what several web processes know together."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from quota_admin.environment import shared_cache
from quota_admin.settings.variables import BASE_DIR, env

# --- database: PostgreSQL in service, SQLite on a desk -----------------------------------------------
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

# --- files -------------------------------------------------------------------------------------------
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

# --- what N web processes know together: failed tries, spent rates -----------------------------------
REDIS_URL = env.url("REDIS_URL", "redis://127.0.0.1:6379/0", ("redis", "rediss", "redis+socket"))
# A desk without a broker has one machine, and its processes share a folder.
CACHES = {"default": shared_cache(env.text("REDIS_URL") and REDIS_URL, BASE_DIR / "var" / "cache")}
