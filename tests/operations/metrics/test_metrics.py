"""Prometheus reads what the web counted and what the database says, on a port that has nothing else."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from prometheus_client.parser import text_string_to_metric_families

from operations.reads.metrics import exposition, gauges, judged
from operations.services.measurements import measure_request
from operations.views.metrics import with_metrics
from scripts.project import ROOT, VENV
from tests.operations.service_figures import figures


def values(text: str) -> dict[str, float]:
    """{name with its labels: value}, read by Prometheus' own parser."""
    return {
        sample.name + "".join(f" {key}={value}" for key, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def asked(port: str, path: str) -> tuple[str, bytes]:
    said: list[str] = []
    pages = with_metrics(lambda environ, start: [b"pages"], "127.0.0.1:9100")
    environ: dict[str, Any] = {"SERVER_PORT": port, "PATH_INFO": path, "REQUEST_METHOD": "GET"}
    body = b"".join(pages(environ, lambda status, headers: said.append(status)))
    return (said or ["pages"])[0], body


@pytest.mark.django_db
def test_each_port_has_its_own() -> None:
    assert asked("8000", "/metrics") == ("pages", b"pages")
    assert asked("9100", "/")[0] == "404 Not Found"
    status, body = asked("9100", "/metrics")
    assert status == "200 OK"
    assert b"quota_chain_height" in body


@pytest.mark.once
def test_without_a_port_the_application_is_unchanged() -> None:
    def pages(environ: dict[str, Any], start: Any) -> list[bytes]:
        return []

    assert with_metrics(pages, "") is pages


@pytest.mark.once
def test_every_number_of_the_service_is_a_gauge_and_every_judgement_too() -> None:
    found = {family.name: family.samples[0].value for family in gauges(figures(failed_sign_ins=3))}
    assert found["quota_sign_in_failures_last_hour"] == 3
    assert found["quota_chain_height"] == 4711
    assert found["quota_backup_age_seconds"] == 3600
    assert len(found) == 21
    parts = {sample.labels["part"]: sample.value for sample in judged(figures(chain_broken_at=7)).samples}
    assert parts["chain"] == 0
    assert parts["backup"] == 1


@pytest.mark.django_db
def test_a_request_is_counted_by_route_and_status() -> None:
    name = "quota_requests_total method=GET route=desk status=200"
    before = values(exposition().decode()).get(name, 0)
    measure_request(method="GET", route="desk", status=200, taken=0.02, asked=12)
    found = values(exposition().decode())
    assert found[name] == before + 1
    assert found["quota_request_queries_bucket kind=page le=20.0"] >= 1


@pytest.fixture
def web(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The web as in service, with two processes, on the database of this test; the ports of pages and metrics."""
    ports = [free_port(), free_port()]
    name = connection.settings_dict["NAME"]
    env = {
        **os.environ,
        "DATABASE_URL": database_url(str(name)),
        "WEB_BIND": f"127.0.0.1:{ports[0]}",
        "METRICS_BIND": f"127.0.0.1:{ports[1]}",
        "MEDIA_ROOT": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "quota_admin.settings",
    }
    env.pop("PROMETHEUS_MULTIPROC_DIR", None)
    command: list[str | Path] = [VENV / "bin" / "gunicorn", "quota_admin.wsgi", "--config", "deploy/gunicorn.py"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    yield ports[0], ports[1]
    process.send_signal(signal.SIGTERM)
    process.wait(20)


def database_url(name: str) -> str:
    """Of the test's database; one in memory cannot be shared, and any file does for this."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return "sqlite:////dev/shm/quota-metrics-test.sqlite3" if "memory" in name else f"sqlite:///{name}"
    return f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST'].replace('/', '%2F')}:{given['PORT']}/{name}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str) -> tuple[int, str]:
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as fault:
            return fault.code, fault.read().decode()
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.2)


@pytest.mark.service
@pytest.mark.django_db(transaction=True)
def test_every_process_answers_for_all_of_them(web: tuple[int, int]) -> None:
    pages, metrics = web
    for _ in range(12):
        assert get(pages, "/healthz")[0] == 200
    status, text = get(metrics, "/metrics")
    assert status == 200
    found = values(text)
    assert found["quota_requests_total method=GET route=healthz status=200"] >= 12, (
        "one that was too slow was asked again"
    )
    assert found["quota_chain_height"] >= 0
    assert get(pages, "/metrics")[0] in {302, 404}, "not where people are"
    assert get(metrics, "/account/sign-in/")[0] == 404, "no pages there"
    assert not re.search(r"稀土|miit", text), "no names"
