"""The walks of docs/api, block by block, by curl and by httpx, against the running product."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from common.periods import today
from integrations.rules.scopes import SCOPES
from integrations.services.service_accounts import ask_service_account, consent
from integrations.services.service_tokens import issue_token
from reporting.models import ProductionReport
from reporting.services.decisions import return_report
from scripts.project import ROOT
from tests.reporting.conftest import World, build

DOCS = ROOT / "docs" / "api"
BLOCK = re.compile(r"```(sh|python)\n(.*?)```", re.DOTALL)
pytestmark = pytest.mark.service
WAYS = ("sh", "python")


@pytest.fixture
def here(real_db: None, cast: Any) -> World:
    return build(cast)


@pytest.fixture
def env(here: World, live_server: Any, settings: Any) -> dict[str, str]:
    """What a walk finds in its environment."""
    # The server answers in another thread, which does not see the test's clock.
    settings.CLOCK_DAY = today()
    values = {"PLANT": str(here.plant.pk), "GROUP": here.group.code}
    return {"HOST": live_server.url, "TOKEN": machine_token(here), **values}


def machine_token(here: World) -> str:
    """The token of a program of the northern group."""
    keeper = here.cast.person("northern-keeper", "northern-re", "administrator")
    asked = ask_service_account(name="erp", purpose="报表", scopes=SCOPES, last_day=today(), by=keeper)
    return issue_token(account=consent(account=asked, by=here.cast.northern_officer), by=keeper)[1]


def walk(name: str, way: str, env: dict[str, str]) -> str:
    """Runs every block of that way as one program; what it prints."""
    text = "\n".join(code for kind, code in BLOCK.findall((DOCS / name).read_text(encoding="utf-8")) if kind == way)
    head = "set -eu\nshopt -s expand_aliases\n"
    command = ["bash", "-c", head + text] if way == "sh" else [sys.executable, "-c", text]
    surroundings = {"PATH": os.environ["PATH"], "NO_PROXY": "*", "LANG": "C.UTF-8", **env}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("way", WAYS)
def test_file_a_report_by_machine(here: World, env: dict[str, str], way: str) -> None:
    for _again in range(2):
        walk("file-a-report.md", way, env)
    report = ProductionReport.objects.get()
    assert report.lines.get(enterprise=here.plant).output == 100
    assert report.drafted_by.username == "northern-re.erp"


@pytest.mark.parametrize("way", WAYS)
def test_read_the_years_execution(here: World, env: dict[str, str], way: str) -> None:
    here.accepted()
    assert "100.000" in walk("read-execution.md", way, env)


@pytest.mark.parametrize("way", WAYS)
def test_receive_a_return(here: World, env: dict[str, str], way: str) -> None:
    report = return_report(report=here.submitted(), reason="请核实产量", by=here.cast.miit_officer)
    assert "请核实产量" in walk("receive-a-return.md", way, {**env, "REPORT": str(report.pk)})
    assert ProductionReport.objects.get(state="draft").supersedes == report


def test_every_walk_has_both_ways() -> None:
    for path in DOCS.glob("*-*.md"):
        assert {kind for kind, _code in BLOCK.findall(path.read_text(encoding="utf-8"))} == set(WAYS), Path(path).name
