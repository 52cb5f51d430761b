"""`make dump`: the database of a release with the demo's whole year, as SQL for the tests of upgrades.

Run at a release and never again for it: the file is what the world has. Two runs at one commit write the same bytes.
"""

import hashlib
import lzma
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scripts import setup
from scripts.project import PYTHON, ROOT, Refusal, call, command, environment, say, version
from scripts.services import postgresql_binaries, services

FOLDER = ROOT / "tests" / "data" / "releases"
DAY = "2022-01-26"
# In the child: a clock that stands and chance that repeats, so that salts of passwords and seeds of draws are the same.
CHILD = f"""
import random, secrets, string
from datetime import datetime, timezone
import time_machine
chance = random.Random({version()!r})
secrets.choice = chance.choice
secrets.randbelow = chance.randrange
secrets.token_bytes = lambda size=32: chance.randbytes(size)
secrets.token_hex = lambda size=32: chance.randbytes(size).hex()
secrets.token_urlsafe = lambda size=32: "".join(chance.choices(string.ascii_letters, k=size * 4 // 3))
with time_machine.travel(datetime.fromisoformat("{DAY}T01:00:00+00:00"), tick=False):
    import django
    django.setup()
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
    call_command("load_demo")
    from django.db import connection
    with connection.cursor() as cursor:
        # In the order of their keys, however often a row was written anew.
        cursor.execute("SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'p'"
                       " AND connamespace = 'public'::regnamespace ORDER BY 1")
        for table, key in cursor.fetchall():
            cursor.execute(f'CLUSTER {{table}} USING "{{key}}"')
            cursor.execute(f'ALTER TABLE {{table}} SET WITHOUT CLUSTER')
"""  # noqa: S608 - names of our own tables


def main() -> None:
    """Writes the file of this version; refuses to write another one over it."""
    setup.ensure("dev")
    path = FOLDER / f"{version()}.sql.xz"
    if path.exists() and os.environ.get("AGAIN") != "1":
        raise Refusal(f"{path.relative_to(ROOT)} is there already: raise the version in quota_admin/__init__.py first")
    with services() as found, tempfile.TemporaryDirectory(prefix="quota-dump-") as folder:
        if "DATABASE_URL" not in found.environment:
            raise Refusal(f"The dump needs PostgreSQL: {'; '.join(found.missing)}")
        say("Generating the demo's whole year on PostgreSQL (about a minute)")
        env = {
            **found.environment, "DEMO": "true", "CLOCK_DAY": DAY, "MEDIA_ROOT": f"{folder}/media",
            "AUDIT_HEAD_DIR": f"{folder}/heads", "DJANGO_SETTINGS_MODULE": "quota_admin.settings",
            "PYTHONHASHSEED": "0",
        }  # fmt: skip
        if call([PYTHON, "-c", CHILD], env):
            raise Refusal("The demo could not be generated, see above")
        text = dumped(found.environment["DATABASE_URL"])
        shutil.rmtree(media_of(path), ignore_errors=True)
        shutil.copytree(f"{folder}/media", media_of(path))
    FOLDER.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lzma.compress(text, preset=9 | lzma.PRESET_EXTREME))
    say(
        f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes, of {len(text)}, SHA-256 {hashlib.sha256(text).hexdigest()}"
    )


def media_of(path: Path) -> Path:
    """The attached files of a release, beside its dump."""
    return path.with_name(path.name.removesuffix(".sql.xz") + "-media")


def dumped(address: str) -> bytes:
    """The whole database as SQL that any connection can run."""
    parts = urlsplit(address)
    binary = postgresql_binaries(Path(tempfile.gettempdir())) / "pg_dump"
    if not binary.exists():
        raise Refusal("pg_dump is missing: type apt-get install postgresql-client")
    text = subprocess.run(
        [
            binary, "--host", unquote(parts.hostname or ""), "--port", str(parts.port or 5432),
            "--username", str(parts.username),
            "--inserts", "--rows-per-insert=500", "--no-owner", "--no-privileges", parts.path.lstrip("/"),
        ],
        check=True, capture_output=True, env=environment(),
    ).stdout  # fmt: skip
    # What psql alone understands, and what names the machine it was made on.
    return b"".join(
        line
        for line in text.splitlines(keepends=True)
        if not line.startswith((b"\\restrict", b"\\unrestrict", b"-- Dumped"))
    )


if __name__ == "__main__":
    command(main)
