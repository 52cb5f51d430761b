"""`make test`: the whole suite on SQLite, then on PostgreSQL with Redis or Valkey. LEG and ARGS narrow it."""

import os
import shlex
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

from scripts import setup
from scripts.project import BUILD, PYTHON, Refusal, call, command, manage, say
from scripts.services import Services, services
from scripts.system import ensure_pango

LEGS = ("sqlite", "postgresql")
NO_TESTS = 5


@dataclass
class Outcome:
    """What pytest's own report says about one leg."""

    status: int
    passed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    skipped: dict[str, str] = field(default_factory=dict)

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
    outcomes: dict[str, Outcome] = {}
    with services() as found:
        missing = [f"the PostgreSQL leg, because of {fault}" for fault in found.missing if asked != "sqlite"]
        for leg in LEGS:
            if asked in {"", leg} and not (leg == "postgresql" and found.missing):
                say(f"--- {leg}")
                outcomes[leg] = run_leg(leg, found)
    return report(outcomes, missing + not_run(outcomes))


def refresh_collected() -> None:
    """Static files that an earlier `make run` collected are served as they are: bring them up to date."""
    if (BUILD / "collected" / "staticfiles.json").is_file():
        manage("collectstatic", "--noinput", "--verbosity", "0")


def run_leg(leg: str, found: Services) -> Outcome:
    """Runs pytest with the leg's servers; tests that say the same on both databases run on one."""
    env = {"DJANGO_SETTINGS_MODULE": "quota_admin.settings", **found.environment}
    if leg == "sqlite":
        env["DATABASE_URL"] = f"sqlite:///{BUILD / 'test.sqlite3'}"
    marks = {"sqlite": "not service", "postgresql": "not once"}[leg]
    path = BUILD / f"test-{leg}.xml"
    path.unlink(missing_ok=True)
    arguments = ["-q", "-n", "2", "--dist", "loadfile", "-m", marks, f"--junitxml={path}", "-o", "junit_family=xunit2"]
    status = call([PYTHON, "-m", "pytest", *arguments, *shlex.split(os.environ.get("ARGS", ""))], env)
    return read_outcome(path, status)


def read_outcome(path: Path, status: int) -> Outcome:
    """The report that pytest wrote, test by test."""
    outcome = Outcome(status)
    if not path.is_file():
        return outcome
    for case in ET.parse(path).getroot().iter("testcase"):  # noqa: S314 - written by our own pytest
        name = f"{case.get('classname')}::{case.get('name')}"
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed.add(name)
        elif skip is not None and skip.get("type") != "pytest.xfail":
            outcome.skipped[name] = skip.get("message") or "no reason given"
        else:
            outcome.passed.add(name)
    return outcome


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
