"""`make test`: the whole suite on SQLite, then on PostgreSQL with Redis or Valkey. LEG and ARGS narrow it."""

import os
import re
import shlex
import subprocess
from pathlib import Path

from scripts import setup
from scripts.project import BUILD, PYTHON, ROOT, command, environment, say
from scripts.services import services

NO_TESTS = 5


def run_pytest(name: str, arguments: list[str], more: dict[str, str]) -> tuple[int, list[str], dict[str, int]]:
    """One leg: exit status, why tests were skipped, counts by outcome. The output is shown as it comes."""
    report = BUILD / f"test-{name}.log"
    parts = [
        str(PYTHON),
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        *arguments,
        *shlex.split(os.environ.get("ARGS", "")),
    ]
    with report.open("w", encoding="utf-8") as log:
        child = subprocess.Popen(
            parts,
            cwd=ROOT,
            env=environment(more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert child.stdout is not None
        for line in child.stdout:
            print(line, end="", flush=True)
            log.write(line)
        status = child.wait()
    text = report.read_text(encoding="utf-8")
    skipped = [line for line in text.splitlines() if line.startswith("SKIPPED")]
    return status, skipped, counts(text)


def counts(text: str) -> dict[str, int]:
    """The numbers of pytest's last line."""
    last = next((line for line in reversed(text.splitlines()) if re.search(r"\d+ (passed|failed|error)", line)), "")
    return {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|skipped|error)", last)}


def legs(asked: str, missing: list[str], served: dict[str, str]) -> list[tuple[str, dict[str, str], list[str]]]:
    """(name, environment, pytest arguments) of each leg that can run."""
    sqlite = f"sqlite:///{BUILD / 'test.sqlite3'}"
    found: list[tuple[str, dict[str, str], list[str]]] = []
    if asked in {"", "sqlite"}:
        broker = {"REDIS_URL": served["REDIS_URL"]} if "REDIS_URL" in served else {}
        found.append(("sqlite", {"DATABASE_URL": sqlite, **broker}, ["-m", "not service"]))
    if asked in {"", "postgresql"} and not missing:
        found.append(("postgresql", served, ["-m", "not once"]))
    return found


def main() -> int:
    """Exit status 1 when a test failed, or, with CI=true, when something could not run."""
    setup.ensure("dev")
    could_not: list[str] = []
    failed = False
    total = {"passed": 0, "failed": 0, "skipped": 0}
    with services() as found:
        could_not += [f"the PostgreSQL leg: {fault}" for fault in found.missing]
        for name, more, arguments in legs(os.environ.get("LEG", ""), found.missing, found.environment):
            say(f"--- {name}")
            status, skipped, numbers = run_pytest(
                name, arguments, {"DJANGO_SETTINGS_MODULE": "quota_admin.settings", **more}
            )
            failed = failed or status not in {0, NO_TESTS}
            could_not += [f"{name}: {line}" for line in skipped]
            for outcome in total:
                total[outcome] += numbers.get(outcome, 0)
            total["failed"] += numbers.get("error", 0)
    say("")
    for line in could_not:
        say(f"could not run: {line}")
    strict = os.environ.get("CI") == "true"
    if strict and could_not:
        say("CI=true: what could not run is a failure.")
    say(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 1 if failed or not total["passed"] or (strict and could_not) else 0


if __name__ == "__main__":
    Path(BUILD).mkdir(exist_ok=True)
    command(main)
