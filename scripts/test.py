"""`make test`: the whole suite on SQLite and, beside it, on PostgreSQL with Redis or Valkey. LEG and ARGS narrow it."""

import os
import shlex
import subprocess
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from scripts import setup
from scripts.project import BUILD, PYTHON, ROOT, Refusal, command, environment, manage, say
from scripts.services import Services, services
from scripts.system import ensure_pango

LEGS = ("sqlite", "postgresql")
NO_TESTS = 5
SLOWEST = 10


@dataclass
class Outcome:
    """What pytest's own report says about one leg."""

    status: int
    passed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    skipped: dict[str, str] = field(default_factory=dict)
    # What the tests of each file took.
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def bad(self) -> bool:
        """Did it fail? That a choice of tests has none on this leg is no failure."""
        return self.status not in {0, NO_TESTS}


def main() -> int:
    """Exit status 1 when a test failed, none ran, or, with CI=true, when something could not run."""
    asked = os.environ.get("LEG", "")
    if asked not in {"", *LEGS}:
        raise Refusal(f"LEG is {asked!r}, which is no leg: type LEG={LEGS[0]} make test")
    setup.ensure("dev")
    ensure_pango()
    refresh_collected()
    with services() as found:
        missing = [f"the PostgreSQL leg, because of {fault}" for fault in found.missing if asked != "sqlite"]
        legs = [leg for leg in LEGS if asked in {"", leg} and not (leg == "postgresql" and found.missing)]
        outcomes = run_legs(legs, found)
    return report(outcomes, missing + not_run(outcomes))


def refresh_collected() -> None:
    """Static files that an earlier `make run` collected are served as they are: bring them up to date."""
    if (BUILD / "collected" / "staticfiles.json").is_file():
        manage("collectstatic", "--noinput", "--verbosity", "0")


def run_legs(legs: list[str], found: Services) -> dict[str, Outcome]:
    """All at once: where one waits for a server, the other has the processor. The first one's lines are seen as they
    come, another's when it is done."""
    running: dict[str, Running] = {}
    try:
        for leg in legs:
            running[leg] = Running(leg, found, seen=not running)
        return {leg: one.outcome() for leg, one in running.items()}
    finally:
        for one in running.values():
            one.stop()


class Running:
    """Pytest on one leg, with the leg's servers; tests that say the same on both databases run on one."""

    MARKS = {"sqlite": "not service", "postgresql": "not once"}

    def __init__(self, leg: str, found: Services, *, seen: bool) -> None:
        self.leg, self.seen = leg, seen
        self.path, self.log = BUILD / f"test-{leg}.xml", BUILD / f"test-{leg}.log"
        self.path.unlink(missing_ok=True)
        env = {"DJANGO_SETTINGS_MODULE": "quota_admin.settings", **found.environment}
        if leg == "sqlite":
            env["DATABASE_URL"] = f"sqlite:///{BUILD / 'test.sqlite3'}"
        arguments = ["-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-m", self.MARKS[leg]]
        arguments += [f"--junitxml={self.path}", "-o", "junit_family=xunit2", *shlex.split(os.environ.get("ARGS", ""))]
        if seen:
            say(f"--- {leg}")
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(
                [PYTHON, "-m", "pytest", *arguments], cwd=ROOT, env=environment(env),
                stdout=None if seen else log, stderr=None if seen else subprocess.STDOUT,
            )  # fmt: skip

    def outcome(self) -> Outcome:
        """Waits for the end."""
        status = self.child.wait()
        if not self.seen:
            say(f"--- {self.leg}\n{self.log.read_text(encoding='utf-8', errors='replace').rstrip()}")
        return read_outcome(self.path, status)

    def stop(self) -> None:
        """Ends what still runs, because another one broke off or somebody has enough."""
        if self.child.poll() is None:
            self.child.terminate()
            self.child.wait()


def read_outcome(path: Path, status: int) -> Outcome:
    """The report that pytest wrote, test by test."""
    outcome = Outcome(status)
    if not path.is_file():
        return outcome
    for case in ET.parse(path).getroot().iter("testcase"):  # noqa: S314 - written by our own pytest
        name = f"{case.get('classname')}::{case.get('name')}"
        outcome.seconds[file_of(case.get("classname") or "")] += float(case.get("time") or 0)
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed.add(name)
        elif skip is not None and skip.get("type") != "pytest.xfail":
            outcome.skipped[name] = skip.get("message") or "no reason given"
        else:
            outcome.passed.add(name)
    return outcome


def file_of(classname: str) -> str:
    """`tests.ui.test_shell.TestMenu` is in tests/ui/test_shell.py."""
    parts = [part for part in classname.split(".") if not part.startswith("Test")]
    return "/".join(parts) + ".py"


def slowest(outcomes: dict[str, Outcome]) -> list[str]:
    """The files that took longest on all legs together, the first one first."""
    total: dict[str, float] = defaultdict(float)
    for outcome in outcomes.values():
        for name, seconds in outcome.seconds.items():
            total[name] += seconds
    ordered = sorted(total.items(), key=lambda pair: pair[1], reverse=True)
    return [f"{seconds:7.1f} s  {name}" for name, seconds in ordered[:SLOWEST] if seconds]


def not_run(outcomes: dict[str, Outcome]) -> list[str]:
    """The tests that were skipped on every leg that has them: how many of which file, and the reason's first line."""
    ran = {name for outcome in outcomes.values() for name in outcome.passed | outcome.failed}
    reasons = {name: reason for outcome in outcomes.values() for name, reason in outcome.skipped.items()}
    groups: dict[tuple[str, str], int] = {}
    for name, reason in reasons.items():
        if name not in ran:
            key = name.partition("::")[0], (reason.strip().splitlines() or [""])[0][:200]
            groups[key] = groups.get(key, 0) + 1
    return [f"{number} of {place}: {reason}" for (place, reason), number in sorted(groups.items())]


def report(outcomes: dict[str, Outcome], could_not: list[str]) -> int:
    """Says per leg what happened, what could not run, and the sum; the exit status."""
    strict = os.environ.get("CI") == "true"
    passed, failed, skipped = (
        {leg: len(getattr(outcome, what)) for leg, outcome in outcomes.items()}
        for what in ("passed", "failed", "skipped")
    )
    say("")
    for line in ("The slowest files:", *lines) if (lines := slowest(outcomes)) else ():
        say(line)
    for leg, outcome in outcomes.items():
        broken = "" if failed[leg] or not outcome.bad else f", and pytest ended with status {outcome.status}"
        say(f"{leg}: {passed[leg]} passed, {failed[leg]} failed, {skipped[leg]} skipped{broken}")
    for line in could_not:
        say(f"could not run: {line}")
    if strict and could_not:
        say("CI=true: what could not run is a failure.")
    total = sum(passed.values())
    say(f"{total} passed, {sum(failed.values())} failed, {sum(skipped.values())} skipped")
    return int(any(outcome.bad for outcome in outcomes.values()) or not total or (strict and bool(could_not)))


if __name__ == "__main__":
    command(main)
