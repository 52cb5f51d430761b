"""`make fuzz`: schemathesis calls the API by its description, by every role, against a demo of its own; one line of counts.

FUZZ_SECONDS is the time for each role (10), FUZZ_SEED repeats a run, FUZZ_PHASES names the phases (all four by default).
"""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts import setup
from scripts.project import ROOT, VENV, Refusal, command, environment, manage, say
from scripts.services import short_folder, start_broker, stop

ROLES = ("miit-clerk", "miit-officer", "mnr-officer", "northern-clerk", "northern-officer", "neimenggu-industry")
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


def main() -> int:
    """0 when nothing was found."""
    setup.ensure("dev")
    folder = ROOT / "var" / "fuzz"
    folder.mkdir(parents=True, exist_ok=True)
    reports = folder / "reports"
    shutil.rmtree(reports, ignore_errors=True)
    with server(folder) as address:
        for role in ROLES:
            fuzz(address, role, reports / role)
    return tell(reports)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The demo of a fixed day, copied anew from one that is made once; web and broker, no worker."""
    short = short_folder()
    broker, broker_url = start_broker(short)
    port = free_port()
    settings = {
        "DEMO": "true", "CLOCK_DAY": DAY, "REDIS_URL": broker_url, "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"), "API_REQUESTS_PER_MINUTE": "1000000", "DOWNLOADS_PER_MINUTE": "1000000",
        "DJANGO_SETTINGS_MODULE": "quota_admin.settings", "WEB_BIND": f"127.0.0.1:{port}", "LOG_LEVEL": "ERROR",
        "PYTHONWARNINGS": "ignore", "EMAIL_URL": "none://",
    }  # fmt: skip
    prepare(folder, settings)
    arguments = [str(VENV / "bin" / "gunicorn"), "quota_admin.wsgi", "--config", "deploy/gunicorn.py"]
    with (folder / "web.log").open("w") as log:
        web = subprocess.Popen(arguments, cwd=ROOT, env=environment(settings), stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", web)
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(web)
            stop(broker)
            shutil.rmtree(short, ignore_errors=True)


def prepare(folder: Path, settings: dict[str, str]) -> None:
    """The demo's data, generated once for this code's migrations."""
    made = folder / "made.sqlite3"
    for name in ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm"):
        (folder / name).unlink(missing_ok=True)
    if not made.is_file():
        say("Generating the demo data of 2021")
        at_made = {**settings, "DATABASE_URL": f"sqlite:///{folder / 'new.sqlite3'}"}
        for step in (["migrate", "--verbosity", "0"], ["load_demo"]):
            if manage(*step, env=at_made):
                raise Refusal(f"manage.py {step[0]} failed, see above")
        (folder / "new.sqlite3").rename(made)
    shutil.copy(made, folder / "db.sqlite3")
    if manage("migrate", "--verbosity", "0", env=settings):
        raise Refusal("manage.py migrate failed, see above; remove var/fuzz and try again")


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
    raise Refusal("The server did not start; var/fuzz/web.log says why")


def token(address: str, role: str) -> str:
    """As a program obtains one."""
    pair = b64encode(f"{role}:{role}-demo-2021".encode()).decode()
    asked = urllib.request.Request(f"{address}/api/v1/token/", b"", {"Authorization": f"Basic {pair}"})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 - our own
        return str(json.load(answer)["token"])


def fuzz(address: str, role: str, report: Path) -> None:
    """All that schemathesis finds by this role, into a report."""
    report.mkdir(parents=True)
    seconds, phases = os.environ.get("FUZZ_SECONDS", "10"), os.environ.get("FUZZ_PHASES", "")
    arguments = [
        str(VENV / "bin" / "schemathesis"), "run", f"{address}/api/schema/", "--url", address,
        "-H", f"Authorization: Token {token(address, role)}", "--checks", ",".join(CHECKS), "--continue-on-failure",
        # The token in hand would be ended by it; tests/authentication/tokens covers it.
        "--exclude-path", "/api/v1/token/revoke/", "--exclude-path", "/api/v1/token/",
        "--seed", os.environ.get("FUZZ_SEED", "1"), "--max-time", seconds, "--request-timeout", "30",
        "--suppress-health-check", "all", "--report", "ndjson", "--report-dir", str(report), "--warnings", "off",
        *(["--phases", phases] if phases else []),
    ]  # fmt: skip
    with (report / "output.txt").open("w") as output:
        subprocess.run(arguments, cwd=report, stdout=output, stderr=output, check=False, env=environment())


def tell(reports: Path) -> int:
    """One line of counts; the findings are in var/fuzz/reports."""
    calls, reached, asked = 0, set(), set()
    found: Counter[str] = Counter()
    for path in sorted(reports.rglob("*.ndjson")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for operation, status, failures in interactions(json.loads(line)):
                calls += 1
                asked.add(operation)
                if 200 <= status < 300:
                    reached.add(operation)
                found.update(failures)
    counts = ", ".join(f"{found[check]} {word}" for check, word in TOLD.items())
    say(f"{calls} calls by {len(ROLES)} roles; {len(reached)} of {len(asked)} operations with a 2xx; {counts}")
    return 1 if found or not calls else 0


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
