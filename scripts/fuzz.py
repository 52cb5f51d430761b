"""`make fuzz`: schemathesis calls the API by its description, by every role, in its four phases; one line of counts.

It goes on, round after round with another seed, until there are FUZZ_CALLS calls (50,000). FUZZ_SECONDS is the time of
each role in a round (160), FUZZ_ROLES names some of the roles, FUZZ_SEED begins another run, FUZZ_AGAIN keeps its world,
FUZZ_WORKERS is how many ask at once (1).
The world is that of tests/access, and each operation has a request in it that succeeds (tests/fuzz). What was found is
in var/fuzz/findings.
"""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from scripts import setup
from scripts.project import ROOT, VENV, Refusal, command, environment, manage, say
from scripts.services import short_folder, start_broker, stop

FOLDER = ROOT / "var" / "fuzz"
DAY = "2021-10-08"
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "negative_data_rejection", "ignored_auth", "unsupported_method",
)  # fmt: skip
# What a violation is called in the line at the end.
TOLD = {
    "not_a_server_error": "server errors",
    "status_code_conformance": "undocumented statuses",
    "content_type_conformance": "undocumented content types",
    "response_schema_conformance": "answers beside their schema",
    "negative_data_rejection": "accepted invalid requests",
    "ignored_auth": "ignored authentication",
    "unsupported_method": "methods beside the description",
}
# Whether what is written is kept, the phases that ask such a server, and their share of the time.
WAYS = {"false": ("examples,coverage,fuzzing", Fraction(3, 4)), "true": ("stateful", Fraction(1, 4))}


@dataclass
class Counts:
    """What was asked and what was found."""

    operations: frozenset[str]
    calls: int = 0
    roles: set[str] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    found: Counter[str] = field(default_factory=Counter)

    def line(self) -> str:
        """The line at the end."""
        counts = ", ".join(f"{self.found[check]} {word}" for check, word in TOLD.items())
        reached = f"{len(self.reached)} of {len(self.operations)} operations reached with a 2xx"
        return f"{self.calls} calls by {len(self.roles)} roles in four phases; {reached}; {counts}"


def main() -> int:
    """0 when nothing was found and everything was reached."""
    setup.ensure("dev")
    wanted, seed = int(os.environ.get("FUZZ_CALLS", "50000")), int(os.environ.get("FUZZ_SEED", "1"))
    shutil.rmtree(FOLDER / "findings", ignore_errors=True)
    make_world()
    tokens = json.loads((FOLDER / "tokens.json").read_text(encoding="utf-8"))
    chosen = os.environ.get("FUZZ_ROLES", ",".join(tokens)).split(",")
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    counts = Counts(frozenset(f"{verb.upper()} {path}" for path, verbs in schema["paths"].items() for verb in verbs))
    with ExitStack() as stack:
        addresses = {keep: stack.enter_context(server(keep)) for keep in WAYS}
        while counts.calls < wanted or counts.calls == 0:
            for role in chosen:
                for keep, (phases, share) in WAYS.items():
                    count(fuzz(addresses[keep], role, tokens[role], phases, seed, seconds_of(share)), counts)
                counts.roles.add(role)
                say(f"Round {seed}, {role}: {counts.line()}")
            seed += 1
    if missing := sorted(counts.operations - counts.reached):
        say(f"Not reached: {', '.join(missing)}")
    say(counts.line())
    return 1 if counts.found or counts.reached < counts.operations else 0


def make_world() -> None:
    """The database that each run begins with, generated anew; with FUZZ_AGAIN that of the last run."""
    if os.environ.get("FUZZ_AGAIN") and (FOLDER / "tokens.json").is_file():
        return
    say("Building the world of tests/access")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.sqlite3*"):
        path.unlink()
    settings = settings_for("made")
    if manage("migrate", "--verbosity", "0", env=settings):
        raise Refusal("manage.py migrate failed, see above")
    arguments = [str(VENV / "bin" / "python"), "-m", "tests.fuzz.world", str(FOLDER)]
    if subprocess.run(arguments, cwd=ROOT, env=environment(settings), check=False).returncode:
        raise Refusal("The world could not be built, see above")


def settings_for(database: str) -> dict[str, str]:
    """Of a fixed day, without limits of rate."""
    return {
        "DEMO": "true", "CLOCK_DAY": DAY, "DATABASE_URL": f"sqlite:///{FOLDER / database}.sqlite3",
        "MEDIA_ROOT": str(FOLDER / "media"), "API_REQUESTS_PER_MINUTE": "1000000", "DOWNLOADS_PER_MINUTE": "1000000",
        "DJANGO_SETTINGS_MODULE": "quota_admin.settings", "LOG_LEVEL": "ERROR", "PYTHONWARNINGS": "ignore",
        "EMAIL_URL": "none://",
    }  # fmt: skip


@contextmanager
def server(keep: str) -> Iterator[str]:
    """The product on a copy of the world; web and broker, no worker."""
    short = short_folder()
    broker, broker_url = start_broker(short)
    port = free_port()
    shutil.copy(FOLDER / "made.sqlite3", FOLDER / f"keep-{keep}.sqlite3")
    settings = {
        **settings_for(f"keep-{keep}"), "REDIS_URL": broker_url, "FUZZ_KEEP": keep, "WEB_BIND": f"127.0.0.1:{port}",
    }  # fmt: skip
    arguments = [str(VENV / "bin" / "gunicorn"), "tests.fuzz.wsgi", "--config", "deploy/gunicorn.py"]
    with (FOLDER / f"web-{keep}.log").open("w") as log:
        web = subprocess.Popen(arguments, cwd=ROOT, env=environment(settings), stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", web)
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(web)
            stop(broker)
            shutil.rmtree(short, ignore_errors=True)


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, child: "subprocess.Popen[bytes]") -> None:
    """Until the server answers."""
    end = time.monotonic() + 120
    while time.monotonic() < end and child.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own
                return
        except OSError:
            time.sleep(0.3)
    raise Refusal("The server did not start; the logs in var/fuzz say why")


def seconds_of(share: Fraction) -> int:
    """How long some of the phases ask by one role."""
    return max(1, int(share * int(os.environ.get("FUZZ_SECONDS", "160"))))


def fuzz(address: str, role: str, token: str, phases: str, seed: int, seconds: int) -> Path:
    """All that schemathesis asks and finds by this role, into a report."""
    report = FOLDER / "reports" / f"{seed}-{role}-{phases.partition(',')[0]}"
    shutil.rmtree(report, ignore_errors=True)
    report.mkdir(parents=True)
    arguments = [
        str(VENV / "bin" / "schemathesis"), "--config-file", "tests/fuzz/schemathesis.toml", "run",
        str(FOLDER / "schema.json"), "--url", address,
        "-H", f"Authorization: {token}", "--checks", ",".join(CHECKS), "--continue-on-failure", "--phases", phases,
        # The token in hand would be ended by it, and a token is given for a password.
        *(["--exclude-path", "/api/v1/token/revoke/"] if phases == "stateful" else []),
        "--seed", str(seed), "--max-time", str(seconds), "--request-timeout", "60", "--suppress-health-check", "all",
        "--workers", os.environ.get("FUZZ_WORKERS", "1"), "--warnings", "off",
        "--report", "ndjson", "--report-dir", str(report),
    ]  # fmt: skip
    surroundings = {"SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", "FUZZ_FOLDER": str(FOLDER), "PYTHONPATH": str(ROOT)}
    with (report / "output.txt").open("w") as output:
        subprocess.run(arguments, cwd=ROOT, stdout=output, stderr=output, check=False, env=environment(surroundings))
    return report


def count(report: Path, counts: Counts) -> None:
    """Adds what was asked; what was found is kept, the rest of the report is not."""
    findings = 0
    for path in sorted(report.rglob("*.ndjson")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                for operation, status, failures in interactions(json.loads(line)):
                    counts.calls += 1
                    counts.found.update(failures)
                    findings += len(failures)
                    # Beside the operations HEAD and OPTIONS are answered.
                    if 200 <= status < 300 and operation in counts.operations:
                        counts.reached.add(operation)
    if findings:
        shutil.copytree(report, FOLDER / "findings" / report.name, dirs_exist_ok=True)
    shutil.rmtree(report)


def interactions(event: object) -> Iterator[tuple[str, int, list[str]]]:
    """Operation, status and failed checks of each call in an event of schemathesis."""
    finished = event.get("ScenarioFinished") if isinstance(event, dict) else None
    recorder = finished["recorder"] if finished else {}
    checks = recorder.get("checks", {})
    for case, interaction in recorder.get("interactions", {}).items():
        sent = recorder["cases"].get(case, {}).get("value", {})
        failed = [check["name"] for check in checks.get(case, []) if check["status"] == "failure"]
        status = (interaction.get("response") or {}).get("status_code", 0)
        yield f"{sent.get('method')} {sent.get('path')}", int(status), failed


if __name__ == "__main__":
    command(main)
