"""`python -m bench.due_hour`: 1,000 clerks in five minutes, on a web with two processes and then with four.

Read from the environment: CLERKS=1000, SECONDS=300, PROCESSES=2,4. The clock stands at a due day, its time of day runs,
and the reports are late from the middle of the run on. 1 when something is lost, wrong or wrongly late, or when a request
in twenty waits longer than two seconds.
"""

import asyncio
import os
import subprocess
import sys
import time
import urllib.request
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bench.harness import own_database  # first: it sets Django up

from django.db import connection  # isort: skip

from bench.due_hour.clerks import DICE, Group, Waits, all_at_once
from bench.due_hour.world import DAY, make_groups, plants, session_of, wrong
from common.periods import SHANGHAI
from scripts.project import ROOT, VENV, environment

CLERKS, SECONDS = int(os.environ.get("CLERKS", "1000")), float(os.environ.get("SECONDS", "300"))
PROCESSES = [int(text) for text in os.environ.get("PROCESSES", "2,4").split(",")]
PORT, MOST_SECONDS = 8791, 2.0
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> int:
    """One run for each number of processes."""
    return max([_run(number) for number in PROCESSES])


def _run(processes: int) -> int:
    with own_database():
        name = connection.settings_dict["NAME"]
        begins = datetime.now(SHANGHAI) + timedelta(seconds=20 + CLERKS / 20)
        late = datetime.combine(DAY, begins.time(), SHANGHAI) + timedelta(seconds=SECONDS / 2)
        make_groups(CLERKS, late)
        groups = [
            Group(
                code, session_of(f"clerk-{code}"), session_of(f"officer-{code}"), plant, Decimal(DICE.randint(50, 900))
            )
            for code, plant in plants().items()
        ]
        address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
        web = _start_web(processes, address)
        try:
            began, busy = time.monotonic(), _processor(web.pid)
            waits = asyncio.run(all_at_once(PORT, groups, SECONDS))
            used = _processor(web.pid) - busy
            return _said(processes, waits, time.monotonic() - began, used)
        finally:
            web.terminate()
            web.wait(60)


def _said(processes: int, waits: Waits, seconds: float, used: float) -> int:
    found = {what: codes for what, codes in wrong(waits.submitted).items() if codes}
    asked, p95 = len(waits.seconds), waits.p(0.95)
    each = used / asked
    print(
        f"{processes} processes: {len(waits.submitted)} of {CLERKS} submitted in {seconds:.0f} s, {asked} requests"
        f" ({asked / seconds:.0f} a second); p50 {waits.p(0.5):.2f} s, p95 {p95:.2f} s, p99 {waits.p(0.99):.2f} s;"
        f" {each * 1000:.0f} ms of a processor for each in the web's processes, {used / seconds:.1f} processors;"
        f" wrong: {found or 'nothing'}; not answered: {dict(waits.faults.most_common(3)) or 'nothing'}",
        flush=True,
    )
    return 1 if found or waits.faults or p95 > MOST_SECONDS else 0


def _start_web(processes: int, address: str) -> "subprocess.Popen[bytes]":
    settings = {
        "DATABASE_URL": address, "WEB_BIND": f"127.0.0.1:{PORT}", "WEB_WORKERS": str(processes), "WEB_THREADS": "4",
        "DEMO": "true", "CLOCK_DAY": str(DAY), "DJANGO_SETTINGS_MODULE": "quota_admin.settings", "LOG_LEVEL": "WARNING",
    }  # fmt: skip
    command = [str(VENV / "bin" / "gunicorn"), "quota_admin.wsgi", "--config", "deploy/gunicorn.py"]
    web = subprocess.Popen(command, cwd=ROOT, env=environment(settings))
    for _try in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return web
    web.terminate()
    raise RuntimeError("the web does not answer")


def _processor(parent: int) -> float:
    """What the children of a process have used of a processor, in seconds."""
    used = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            used += int(fields[11]) + int(fields[12])
    return used / TICKS


if __name__ == "__main__":
    sys.exit(main())
