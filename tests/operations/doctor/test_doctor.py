"""`manage.py doctor` says what is well, what is not and what to do, and its exit status says whether anything is."""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from common.constraints import Refusal
from common.periods import today
from deadlines.reads.parameters import value_on
from deadlines.services.parameters import take_over_environment
from operations.management.commands import doctor
from operations.reads import installation
from operations.reads.installation import Finding, findings
from tests.operations.service_figures import figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_well(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """An installation in which nothing is to be done."""
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = "k" * 60, ["localhost"]
    for name in ("MEDIA_ROOT", "AUDIT_HEAD_DIR", "OPERATIONS_DIR"):
        (tmp_path / name).mkdir()
        setattr(settings, name, tmp_path / name)
    monkeypatch.setattr(installation, "LEAST_SHARE", 0)
    monkeypatch.setattr(installation, "LEAST_BYTES", 0)
    monkeypatch.setattr(doctor, "service_figures", figures)


def said(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    try:
        call_command("doctor")
    except SystemExit as end:
        return int(end.code or 0), capsys.readouterr().out
    return 0, capsys.readouterr().out


def faults() -> dict[str, Finding]:
    return {finding.text: finding for finding in findings() if not finding.well}


@pytest.mark.usefixtures("all_well")
def test_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    status, text = said(capsys)
    assert (status, text.splitlines()[-1]) == (0, "Everything is well."), text
    for part in (
        "versions",
        "settings",
        "migrations",
        "fonts",
        "disks",
        "permissions",
        "clocks",
        "parameters",
        "calendar",
    ):
        assert f"ok  {part}: " in text


@pytest.mark.usefixtures("all_well")
def test_what_is_not_well_has_a_way_out_and_a_status(capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    settings.DEBUG, settings.SECRET_KEY = True, "short"
    status, text = said(capsys)
    assert status == 1
    assert "!!  settings: SECRET_KEY has 5 characters\n    Run make rotate" in text
    assert "!!  settings: DEBUG is true\n    Set DEBUG=false." in text
    assert text.splitlines()[-1] == "2 to be mended."


@pytest.mark.usefixtures("all_well")
def test_a_folder_that_anybody_writes_is_found(settings: Any) -> None:
    settings.MEDIA_ROOT.chmod(0o777)
    (found,) = faults().values()
    assert found.text.startswith("MEDIA_ROOT: mode 777")
    settings.MEDIA_ROOT.chmod(stat.S_IRWXU)
    assert faults() == {}


@pytest.mark.usefixtures("all_well")
def test_a_full_disk_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "LEAST_BYTES", 10**18)
    assert [finding.part for finding in faults().values()] == ["disks"] * 3


@pytest.mark.usefixtures("all_well")
def test_a_missing_migration_a_missing_font_and_a_wrong_clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [1, 2])
    monkeypatch.setattr(installation, "pdf_refusal", lambda: Refusal("no_font", "no font"))
    monkeypatch.setattr(timezone, "now", lambda: datetime(1999, 1, 1, tzinfo=UTC))
    assert {finding.part for finding in faults().values()} == {"migrations", "fonts", "clocks"}


@pytest.mark.usefixtures("all_well")
def test_a_part_that_cannot_be_looked_at_is_a_fault_and_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Iterator[Finding]:
        yield from ()
        raise OSError("gone")

    monkeypatch.setitem(installation.LOOKS, "disks", broken)
    (found,) = faults().values()
    assert found.text == "could not be looked at: OSError: gone"


@pytest.mark.usefixtures("all_well")
def test_a_service_is_held_to_more(settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.HTTPS = ["quota.example.gov.cn"], False
    assert [finding.part for finding in faults().values()] == ["settings"]


def test_a_parameter_that_the_environment_says_otherwise_is_named(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_over_environment()
    holds = value_on("filing_decision_workdays", today())
    monkeypatch.setenv("FILING_DECISION_WORKDAYS", str(holds))
    assert not [text for text, found in faults().items() if found.part == "parameters"]
    monkeypatch.setenv("FILING_DECISION_WORKDAYS", "7")
    settings.FILING_DECISION_WORKDAYS = 7
    [fault] = [found for found in faults().values() if found.part == "parameters"]
    assert fault.text == f"FILING_DECISION_WORKDAYS is 7 in the environment, and {holds} in force"
    assert "/obligations/parameters/" in fault.way_out
