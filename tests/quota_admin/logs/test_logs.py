"""Log lines: one level for every logger, JSON by setting, no values of rows."""

import io
import json
import logging
import logging.config
import re
from collections.abc import Iterator

import pytest
import structlog
import yaml

from quota_admin.logs import logging_config, without_values
from scripts.project import ROOT

pytestmark = pytest.mark.once
LOGGERS = (
    "",
    "django",
    "django.server",
    "celery",
    "celery.beat",
    "gunicorn.error",
    "kombu",
    "audit.tasks",
    "quota_admin",
)


@pytest.fixture
def as_before() -> Iterator[None]:
    """Logging as the tests found it."""
    found = {name: (logging.getLogger(name), logging.getLogger(name).level) for name in LOGGERS}
    root = logging.getLogger()
    handlers, propagating = list(root.handlers), {name: one.propagate for name, (one, _level) in found.items()}
    yield
    root.handlers[:] = handlers
    for name, (one, level) in found.items():
        one.setLevel(level)
        one.propagate = propagating[name]


def lines(level: str, form: str, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is logged from here on."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    logging.config.dictConfig(logging_config(level, form))
    return written


@pytest.mark.usefixtures("as_before")
@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_the_level_holds_for_every_logger(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written = lines(level, "json", monkeypatch)
    for name in LOGGERS:
        for other in ("DEBUG", "INFO", "WARNING", "ERROR"):
            logging.getLogger(name).log(getattr(logging, other), "%s of %s", other, name)
    said = [json.loads(line) for line in written.getvalue().splitlines()]
    order = ["DEBUG", "INFO", "WARNING", "ERROR"]
    assert [one["level"].upper() for one in said] == order[order.index(level) :] * len(LOGGERS)


@pytest.mark.usefixtures("as_before")
def test_a_library_that_brings_its_own_level_is_silent_below_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A logger of which the configuration knows nothing: the handler has the level too."""
    written = lines("ERROR", "text", monkeypatch)
    stranger = logging.getLogger("a.stranger")
    stranger.setLevel(logging.DEBUG)
    stranger.warning("not asked for")
    stranger.error("this one")
    assert [line.split(" ", 1)[1] for line in written.getvalue().splitlines()] == ["ERROR a.stranger this one"]


@pytest.mark.usefixtures("as_before")
def test_statements_with_their_values_are_never_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    written = lines("DEBUG", "json", monkeypatch)
    logging.getLogger("django.db.backends").debug("(0.001) INSERT INTO x VALUES (%s)", "王某")
    assert written.getvalue() == ""


@pytest.mark.usefixtures("as_before")
def test_an_error_is_one_json_line_without_the_values_of_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    written = lines("INFO", "json", monkeypatch)
    said = 'duplicate key "x"\nDETAIL:  Key (name, tonnes)=(王某, 1443.1) already exists.\nCONTEXT: y'
    try:
        raise ValueError(said)
    except ValueError:
        structlog.get_logger("quota_admin.task").exception("task failed", task="a.b")
    (line,) = written.getvalue().splitlines()
    found = json.loads(line)
    assert (found["event"], found["task"]) == ("task failed", "a.b")
    assert "ValueError: duplicate key" in found["exception"]
    assert "王某" not in line
    assert "1443.1" not in line


@pytest.mark.usefixtures("as_before")
def test_what_django_says_of_a_failed_request_has_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    written = lines("INFO", "json", monkeypatch)
    logging.getLogger("django.request").warning("Not Found: %s", "/account/invitation/secret/")
    logging.getLogger("django.request").error("Internal Server Error: %s", "/account/invitation/secret/")
    (line,) = written.getvalue().splitlines()
    assert json.loads(line)["event"] == "Internal Server Error"
    assert "secret" not in line


@pytest.mark.usefixtures("as_before")
def test_a_line_of_text_reads_from_the_left(monkeypatch: pytest.MonkeyPatch) -> None:
    written = lines("INFO", "text", monkeypatch)
    structlog.get_logger("quota_admin.request").info("request", status=200, route="desk", note="two words")
    assert written.getvalue().split(" ", 1)[1] == (
        'INFO quota_admin.request request note="two words" route=desk status=200\n'
    )


def test_only_the_values_are_left_out() -> None:
    text = "relation is missing\nLINE 1: SELECT 'secret'\n               ^\nHINT:  look elsewhere"
    assert without_values(text).startswith("relation is missing\n")
    assert "secret" not in without_values(text)


def test_a_year_of_lines_is_kept_by_the_files_of_deploy() -> None:
    """Every service hands its lines over, to the facility that is sorted, and more than a year of days is kept."""
    over = yaml.safe_load((ROOT / "deploy/logs/compose.yml").read_text())
    assert set(over["services"]) >= {"web", "worker", "beat", "proxy", "database", "broker", "migrate"}
    assert all(service["logging"]["driver"] == "syslog" for service in over["services"].values())
    facility = over["x-logging"]["options"]["syslog-facility"]
    assert f'$syslogfacility-text == "{facility}"' in (ROOT / "deploy/logs/rsyslog.conf").read_text()
    kept = (ROOT / "deploy/logs/logrotate.conf").read_text()
    assert re.search(r"\bdaily\b", kept)
    assert int(re.findall(r"rotate (\d+)", kept)[0]) >= 366
