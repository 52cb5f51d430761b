"""What of the installation itself can be looked at: settings, versions, fonts, disks, permissions, clocks."""

import os
import platform
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone, translation

from common.periods import today
from deadlines.models import Parameter
from deadlines.reads.parameters import of_the_environment, value_on
from deadlines.rules.parameter import text_of
from documents.files.pdf import pdf_refusal

OLDEST_PYTHON, OLDEST_POSTGRESQL = (3, 11), 150_000
# Free space below which attachments, backups' records and the heads of the log are in danger.
LEAST_BYTES, LEAST_SHARE = 1_000_000_000, 0.05
CLOCK_SECONDS = 5
SECRETS_LENGTH = 50


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what is so, and what to do when it is not well."""

    part: str
    text: str
    well: bool
    way_out: str = ""


def findings() -> Iterator[Finding]:
    """Everything, in an order in which the first fault explains the later ones."""
    for part, look in LOOKS.items():
        try:
            found = list(look())
        except Exception as fault:  # noqa: BLE001 - whatever keeps a part from being looked at is the finding
            found = [
                Finding(part, f"could not be looked at: {type(fault).__name__}: {fault}", False, "Mend this first.")
            ]
        yield from found


def _versions() -> Iterator[Finding]:
    python = platform.python_version()
    yield Finding(
        "versions", f"Python {python}, Django {django.get_version()}", sys.version_info >= OLDEST_PYTHON,
        "Install Python 3.11 or newer and run make setup.",
    )  # fmt: skip
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            text = cursor.fetchone()[0]
            cursor.execute("SHOW server_version_num")
            number = int(cursor.fetchone()[0])
        yield Finding(
            "versions", f"PostgreSQL {text}", number >= OLDEST_POSTGRESQL, "Move to PostgreSQL 15 or newer with pg_upgrade.",
        )  # fmt: skip
    elif settings.HTTPS:
        yield Finding("versions", f"the database is {connection.vendor}", False, "Set DATABASE_URL to a PostgreSQL.")


def _settings() -> Iterator[Finding]:
    if not settings.HTTPS:
        yield Finding("settings", "HTTPS is off: a desk or the demo, not a service", settings.DEMO or not _is_service(),
                      "Set HTTPS=true and put a certificate into the proxy.")  # fmt: skip
    key = settings.SECRET_KEY
    yield Finding(
        "settings", f"SECRET_KEY has {len(key)} characters", len(key) >= SECRETS_LENGTH,
        "Run make rotate, or make secrets for a new installation.",
    )  # fmt: skip
    yield Finding("settings", f"DEBUG is {str(settings.DEBUG).lower()}", not settings.DEBUG, "Set DEBUG=false.")
    if settings.HTTPS:
        faults = run_checks(tags=[Tags.security], include_deployment_checks=True)
        told = "; ".join(f"{fault.id} {fault.msg}" for fault in faults)
        yield Finding("settings", told or "Django's deployment checks find nothing", not faults, "Mend what is named.")


def _is_service() -> bool:
    return bool(set(settings.ALLOWED_HOSTS) - set(settings.LOCAL_HOSTS))


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield Finding("migrations", f"{len(missing)} are not applied", not missing, "Run manage.py migrate.")


def _fonts() -> Iterator[Finding]:
    refusal = pdf_refusal()
    with translation.override("en"):
        text = str(refusal) if refusal else "Pango and the Chinese fonts are there"
    yield Finding("fonts", text, refusal is None, "FONTCONFIG_FILE names the fonts.conf that make setup has written.")


def _disks() -> Iterator[Finding]:
    for name in ("MEDIA_ROOT", "AUDIT_HEAD_DIR", "OPERATIONS_DIR"):
        folder = Path(getattr(settings, name))
        there = next(path for path in (folder, *folder.parents) if path.exists())
        space = shutil.disk_usage(there)
        enough = space.free >= LEAST_BYTES and space.free >= LEAST_SHARE * space.total
        text = f"{name}: {space.free / 1e9:.1f} GB of {space.total / 1e9:.1f} GB are free"
        yield Finding("disks", text, enough, "Free space, or move the folder to a larger disk.")


def _rights() -> Iterator[Finding]:
    for name in ("MEDIA_ROOT", "AUDIT_HEAD_DIR"):
        folder = Path(getattr(settings, name))
        if not folder.exists():
            yield Finding("permissions", f"{name} is made with the first file", os.access(_first(folder), os.W_OK),
                          "Make the folder and give it to the user of the service.")  # fmt: skip
            continue
        writable, mode = os.access(folder, os.W_OK | os.X_OK), stat.S_IMODE(folder.stat().st_mode)
        text = f"{name}: mode {mode:o}, {'can' if writable else 'cannot'} be written"
        yield Finding("permissions", text, writable and not mode & stat.S_IWOTH,
                      "Give the folder to the user of the service (chown 10001); chmod o-w.")  # fmt: skip
    for name in ("SECRET_KEY_FILE", "DATABASE_URL_FILE", "REDIS_URL_FILE"):
        if path := os.environ.get(name):
            mode = stat.S_IMODE(Path(path).stat().st_mode)
            yield Finding("permissions", f"{name}: mode {mode:o}", not mode & stat.S_IWOTH, "chmod o-w the file.")
    if settings.HTTPS:
        yield Finding("permissions", f"runs as user {os.geteuid()}", os.geteuid() != 0, "Run it as an ordinary user.")


def _first(folder: Path) -> Path:
    return next(path for path in folder.parents if path.exists())


def _clocks() -> Iterator[Finding]:
    """The machine's clock against the database's: lateness is an instant, so both have to agree."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(timezone.now() - cursor.fetchone()[0])
        text = f"this machine and the database are {apart.total_seconds():.1f} s apart"
        yield Finding(
            "clocks", text, apart <= timedelta(seconds=CLOCK_SECONDS), "Set both by the same time server (chrony)."
        )
    newest = max((path.stat().st_mtime for path in Path(settings.BASE_DIR).glob("*/migrations/*.py")), default=0.0)
    ahead = datetime.fromtimestamp(newest, UTC) - timezone.now()
    text = f"the clock shows {timezone.now():%Y-%m-%d %H:%M:%S} UTC"
    yield Finding("clocks", text, ahead <= timedelta(days=1), "The clock is before the program itself: set it.")


def _parameters() -> Iterator[Finding]:
    """Operating parameters that the environment still names, against the values in force: the environment decides nothing."""
    day, named, stale = today(), 0, 0
    for name in Parameter.Name:
        if name.upper() not in os.environ:
            continue
        named += 1
        said, holds = text_of(of_the_environment(name)), text_of(value_on(name, day))
        if said != holds:
            stale += 1
            yield Finding(
                "parameters", f"{name.upper()} is {said} in the environment, and {holds} in force", False,
                "Take the line out of the environment; the value is changed at /obligations/parameters/.",
            )  # fmt: skip
    if not stale:
        yield Finding("parameters", f"{named} are named in the environment, none otherwise than in force", True)


LOOKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "versions": _versions,
    "settings": _settings,
    "migrations": _migrations,
    "fonts": _fonts,
    "disks": _disks,
    "permissions": _rights,
    "clocks": _clocks,
    "parameters": _parameters,
}
