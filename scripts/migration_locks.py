"""`make locks`: what each migration since the last release would lock, told by squawk from the SQL for PostgreSQL.

A migration runs while people work (docs/upgrading.md), so it may not hold a table for long. What squawk finds is mended, or
allowed below with a reason.
"""

import json
import lzma
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from scripts import setup
from scripts.project import APPS, BUILD, PYTHON, ROOT, VENV, Refusal, command, environment, say
from scripts.release_dump import FOLDER
from scripts.services import services

# Rules about taste, or about what Django does in its own way: `manage.py upgrade` sets the limit on waiting for locks.
NOT_ASKED = (
    "prefer-bigint-over-int", "prefer-bigint-over-smallint",
    "prefer-identity", "prefer-robust-stmts",
    "prefer-text-field", "prefer-timestamp-tz", "prefer-timestamptz", "ban-char-field",
    "require-lock-timeout", "require-statement-timeout",
    "transaction-nesting",
)  # fmt: skip
# "app.0001_name": {"rule": "why it does no harm"}
EARLY = "made before anybody ran 1.0.0; a second or so where there are a hundred thousand rows"
ALLOWED: dict[str, dict[str, str]] = {
    "deadlines.0004_obligations_by_due_day": {"require-concurrent-index-creation": EARLY},
    "deadlines.0003_obligations_by_year": {"require-concurrent-index-creation": EARLY},
    "reporting.0007_lines_by_enterprise_and_report": {"require-concurrent-index-creation": EARLY},
}
# A table that the same migration makes is nobody's yet; squawk knows that only inside one file, which this is.
CHILD = """
import json, sys
import django
django.setup()
from io import StringIO
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
released = set(map(tuple, json.loads(sys.stdin.read())))
loader = MigrationLoader(connection)
for key in loader.graph.nodes:
    if key not in released and loader.graph.nodes[key].__module__.split(".")[0] in OURS:
        text = StringIO()
        call_command("sqlmigrate", *key, stdout=text, no_color=True)
        print(json.dumps([".".join(key), text.getvalue()]))
"""


@dataclass(frozen=True)
class Finding:
    """What squawk says about one migration."""

    migration: str
    rule: str
    line: int
    message: str

    @property
    def reason(self) -> str:
        """Why it is allowed; empty when it is not."""
        return ALLOWED.get(self.migration, {}).get(self.rule, "")


def main() -> int:
    """1 when a migration would lock a table for long and nobody has said why that does no harm."""
    setup.ensure("dev")
    with services() as found:
        if "DATABASE_URL" not in found.environment:
            raise Refusal(f"Locks are told from SQL for PostgreSQL: {'; '.join(found.missing)}")
        written = list(migrations_since(found.environment, released()))
    findings = lint(written)
    known = [finding for finding in findings if finding.reason]
    wrong = [finding for finding in findings if not finding.reason]
    for finding in wrong:
        say(f"{finding.migration} line {finding.line} of its SQL: {finding.rule}: {finding.message}")
    say(
        f"{len(written)} migrations since the last release; {len(known)} locks allowed with a reason, {len(wrong)} not."
    )
    if wrong:
        say("docs/upgrading.md says how to write them; or give the reason in scripts/migration_locks.py.")
    return 1 if wrong else 0


def released() -> list[tuple[str, str]]:
    """The migrations of the newest release's dump."""
    newest = max(FOLDER.glob("*.sql.xz"), key=lambda path: [int(part) for part in path.name.split(".")[:3]])
    text = lzma.decompress(newest.read_bytes()).decode()
    rows = text.partition("INSERT INTO public.django_migrations VALUES")[2].partition(";\n")[0]
    return re.findall(r"\(\d+, '(\w+)', '(\w+)',", rows)


def migrations_since(env: dict[str, str], known: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Name and SQL of every migration of ours that no release has."""
    done = subprocess.run(
        [PYTHON, "-c", CHILD.replace("OURS", repr(set(APPS)))], cwd=ROOT, text=True, check=False, capture_output=True,
        input=json.dumps(known), env=environment({**env, "DJANGO_SETTINGS_MODULE": "quota_admin.settings"}),
    )  # fmt: skip
    if done.returncode:
        raise Refusal(f"The SQL of the migrations could not be written: {done.stderr.strip().splitlines()[-1]}")
    for line in done.stdout.splitlines():
        name, text = json.loads(line)
        yield name, text


def lint(written: list[tuple[str, str]]) -> list[Finding]:
    """What squawk finds in them."""
    folder = BUILD / "migrations" / str(os.getpid())
    folder.mkdir(parents=True, exist_ok=True)
    findings = []
    for name, text in written:
        path = folder / f"{name}.sql"
        path.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [VENV / "bin" / "squawk", "--reporter", "json", *(f"--exclude={rule}" for rule in NOT_ASKED), path],
            text=True, check=False, capture_output=True, cwd=folder,
        )  # fmt: skip
        if not done.stdout.strip().startswith("["):
            raise Refusal(f"squawk could not read {name}: {(done.stderr or done.stdout).strip()}")
        findings += [
            Finding(name, one["rule_name"], one["line"] + 1, one["message"]) for one in json.loads(done.stdout)
        ]
        path.unlink()
    folder.rmdir()
    return findings


if __name__ == "__main__":
    command(main)
