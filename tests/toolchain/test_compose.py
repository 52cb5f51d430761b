"""The service as docker-compose.yml describes it: its very commands run here, against a local PostgreSQL and Redis."""

import json
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import dj_database_url
import psycopg2
import pytest
import yaml
from django.db import connection

from quota_admin import __version__
from scripts.project import ROOT, log_tail
from scripts.supervisor import Program, stop_all
from tests.toolchain.compose import Host, document, interpolated, services

# All that migrations make: columns, constraints, indexes.
TABLES = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length, numeric_scale"
    " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
)
# What the proxy says of a request that came by https.
BY_HTTPS = {"X-Forwarded-Proto": "https"}
APPLICATION = ("migrate", "web", "worker", "beat")


@pytest.mark.once
class TestTheFile:
    """What a reader of the file relies on."""

    def test_one_step_migrates_and_all_others_wait_for_its_success(self) -> None:
        migrating = [name for name, service in services().items() if " upgrade" in str(service.get("command"))]
        assert migrating == ["migrate"]
        assert services()["migrate"]["restart"] == "no"
        for name in ("web", "worker", "beat"):
            assert services()[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}

    def test_there_are_many_webs_and_workers_and_one_beat(self) -> None:
        replicas = {name: services()[name]["deploy"]["replicas"] for name in ("web", "worker", "beat")}
        assert replicas == {"web": 2, "worker": 2, "beat": 1}
        assert [name for name in APPLICATION if " beat" in " ".join(services()[name]["command"])] == ["beat"]

    def test_everything_that_stays_is_asked_for_its_health(self) -> None:
        assert {name for name, service in services().items() if "healthcheck" not in service} == {"migrate", "restore"}

    def test_every_secret_comes_from_a_file_and_none_stands_in_the_environment(self) -> None:
        secrets = document()["secrets"]
        for name, service in services().items():
            assert set(service.get("secrets", ())) <= set(secrets), name
            for variable, value in service.get("environment", {}).items():
                if value is not None and re.search(r"SECRET|PASSWORD|_URL", variable) and variable != "EMAIL_URL":
                    assert variable.endswith("_FILE"), f"{name} {variable}"
                    assert str(value).startswith("/run/secrets/"), f"{name} {variable}"
        assert all(secret["file"].startswith("./deploy/secrets/") for secret in secrets.values())

    def test_only_the_proxy_is_reached_from_outside(self) -> None:
        assert [name for name, service in services().items() if "ports" in service] == ["proxy"]
        assert document()["networks"]["inside"] == {"internal": True}
        assert {name for name, service in services().items() if "outside" in service["networks"]} == {"proxy", "worker"}

    def test_nothing_of_ours_runs_as_root(self) -> None:
        last_user = re.findall(r"^USER (\w+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[-1]
        assert last_user == "quota"
        for name in APPLICATION:
            assert services()[name]["read_only"] is True
            assert services()[name]["cap_drop"] == ["ALL"]
        assert services()["proxy"]["user"] == "nginx"
        assert services()["broker"]["user"] == "redis"

    def test_every_volume_is_declared(self) -> None:
        used = {
            volume.partition(":")[0]
            for service in services().values()
            for volume in service.get("volumes", ())
            if not volume.startswith(".")
        }
        assert used == set(document()["volumes"])

    def test_every_variable_is_described(self) -> None:
        described = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
        for name in APPLICATION:
            assert {variable.removesuffix("_FILE") for variable in services()[name]["environment"]} <= described

    def test_every_setting_of_a_service_is_passed_on(self) -> None:
        described = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
        for name in APPLICATION:
            passed = {variable.removesuffix("_FILE") for variable in services()[name]["environment"]}
            # The demo's, a developer's, the fonts that lie in the image, and what quota_admin.wsgi says of itself.
            assert described - passed == {"DEBUG", "DEMO", "CLOCK_DAY", "FONTCONFIG_FILE", "SERVES_PAGES"}

    def test_what_is_not_set_is_left_to_the_application(self, tmp_path: Path) -> None:
        worker = services()["worker"]
        assert "REMINDER_WORKDAYS" not in Host(tmp_path, 1, {}).environment(worker)
        assert Host(tmp_path, 1, {"REMINDER_WORKDAYS": "5"}).environment(worker)["REMINDER_WORKDAYS"] == "5"

    def test_the_proxy_passes_on_to_the_port_the_web_listens_on(self) -> None:
        proxy = (ROOT / "deploy" / "nginx.conf").read_text()
        assert services()["proxy"]["ports"] == ["${PUBLIC_PORT:-443}:8443", "${PUBLIC_HTTP_PORT:-80}:8080"]
        assert re.findall(r"listen ([^;]+);", proxy) == ["8080", "8443 ssl"]
        assert re.findall(r"http://(\w+):(\d+);", proxy) == [("web", "8000")]
        assert '"0.0.0.0:8000"' in (ROOT / "deploy" / "gunicorn.py").read_text()
        assert "EXPOSE 8000" in (ROOT / "Dockerfile").read_text()

    def test_the_proxy_speaks_tls_of_today_and_overwrites_what_a_client_says_of_it(self) -> None:
        proxy = (ROOT / "deploy" / "nginx.conf").read_text()
        assert re.findall(r"ssl_protocols ([^;]+);", proxy) == ["TLSv1.2 TLSv1.3"]
        (ciphers,) = re.findall(r"ssl_ciphers ([^;]+);", proxy)
        assert all(re.match(r"ECDHE-\w+-(AES\d+-GCM|CHACHA20-POLY1305)", cipher) for cipher in ciphers.split(":"))
        assert re.findall(r"X-Forwarded-Proto (\S+);", proxy) == ["$scheme"]
        assert "http_x_forwarded" not in proxy
        assert services()["proxy"]["secrets"] == ["tls_certificate", "tls_key"]
        for name in APPLICATION:
            assert "tls_key" not in services()[name]["secrets"]
            assert services()[name]["environment"]["HTTPS"] == "${HTTPS:-true}"

    def test_programs_with_a_certificate_have_an_address_of_their_own(self) -> None:
        """Nobody says at any address what certificate was shown: the proxy overwrites it there, too."""
        folder = ROOT / "deploy" / "mutual-tls"
        for path, told in (
            (ROOT / "deploy" / "nginx.conf", '""'),
            (folder / "programs.conf", "$ssl_client_escaped_cert"),
        ):
            assert re.findall(r"X-Client-Certificate (\S+);", path.read_text()) == [told]
        over = yaml.safe_load((folder / "compose.yml").read_text())["services"]
        assert over["proxy"]["volumes"] == ["./deploy/mutual-tls/programs.conf:/etc/nginx/more/programs.conf:ro"]
        assert "include /etc/nginx/more/*.conf;" in (ROOT / "deploy" / "nginx.conf").read_text()
        assert re.findall(r"listen ([^;]+);", (folder / "programs.conf").read_text()) == ["8444 ssl"]
        assert over["proxy"]["ports"] == ["${PROGRAMS_PORT:-8443}:8444"]
        for name in APPLICATION:
            assert over[name]["environment"]["CLIENT_CERTIFICATE_HEADER"] == "X-Client-Certificate"
            assert over[name]["environment"]["CLIENT_CERTIFICATE_PROXIES"] == "proxy"

    def test_what_is_copied_into_the_image_is_there(self) -> None:
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE):
            for name in line.split():
                assert (ROOT / name).exists(), name

    def test_it_is_interpolated_as_an_engine_does(self) -> None:
        assert interpolated("a,${NAME:-b} $$HOME", {}) == "a,b $HOME"
        assert interpolated("a,${NAME:-b}", {"NAME": "c"}) == "a,c"


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The address of an empty database on the PostgreSQL of this leg."""
    parts = dj_database_url.parse(os.environ["DATABASE_URL"])
    port = parts["PORT"] or 5432
    name = f"compose_{os.getpid()}"
    server = psycopg2.connect(
        dbname=parts["NAME"], host=parts["HOST"], port=port, user=parts["USER"], password=parts["PASSWORD"]
    )
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        user = quote(parts["USER"], safe="") + (f":{quote(parts['PASSWORD'], safe='')}" if parts["PASSWORD"] else "")
        yield f"postgres://{user}@{quote(parts['HOST'] or 'localhost', safe='')}:{port}/{name}"
        with server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        server.close()


@pytest.fixture(scope="module")
def host(database: str, tmp_path_factory: pytest.TempPathFactory) -> Host:
    """This machine, with the secrets that `make secrets` would make."""
    folder = tmp_path_factory.mktemp("service")
    for name in ("secrets", "media", "beat", "fonts"):
        (folder / name).mkdir()
    # A number of its own on the broker, so that no test's task is taken by this worker.
    broker = re.sub(r"(virtual_host=|(?<=\d)/)\d+$", r"\g<1>9", os.environ["REDIS_URL"])
    for name, value in {
        "secret_key": "k" * 60,
        "secret_key_fallbacks": "",
        "database_url": database,
        "redis_url": broker,
    }.items():
        (folder / "secrets" / name).write_text(value + "\n")
    port = free_port()
    # Beat wakes a worker every two seconds: a minute is long for who waits for it.
    return Host(
        folder,
        port,
        {"PUBLIC_HOST": "quota.example.gov.cn", "SWEEP_SECONDS": "2", "METRICS_BIND": f"127.0.0.1:{free_port()}"},
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def running(host: Host) -> Iterator[Host]:
    """The migration step has run, twice as after a restart of the engine; web, worker and beat run."""
    for _time in range(2):
        migrate = services()["migrate"]
        done = subprocess.run(
            host.command(migrate), cwd=ROOT, env=host.environment(migrate), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    programs = [Program(name, host.command(services()[name])) for name in ("web", "worker", "beat")]
    try:
        for program in programs:
            program.start(host.environment(services()[program.name]), host.folder)
        yield host
    finally:
        stop_all(programs)


def within(seconds: float, true: Callable[[], bool]) -> bool:
    """Becomes it true in time?"""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.3)
    return True


def answer(host: Host, path: str, name: str) -> tuple[int, str]:
    """What the web says to a browser that knows it by that name."""
    request = urllib.request.Request(f"http://127.0.0.1:{host.port}{path}", headers={"Host": name, **BY_HTTPS})
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()
    except OSError as failure:
        return 0, str(failure)


@pytest.mark.service
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="needs DATABASE_URL of a PostgreSQL"
)
class TestTheCommands:
    """They serve, work and beat; the health checks of the file say so."""

    def healthy(self, host: Host, name: str) -> bool:
        service = services()[name]
        done = subprocess.run(
            host.health(service), cwd=ROOT, env=host.environment(service), capture_output=True, check=False, timeout=60
        )
        return done.returncode == 0

    @pytest.mark.parametrize("name", ["web", "worker", "beat"])
    def test_it_is_healthy(self, running: Host, name: str) -> None:
        logs: Path = running.folder
        assert within(60, lambda: self.healthy(running, name)), log_tail(logs / f"{name}.log")

    def test_all_parts_are_ready_once_beat_has_woken_a_worker(self, running: Host) -> None:
        assert within(60, lambda: answer(running, "/readyz", "127.0.0.1")[0] == 200), answer(
            running, "/readyz", "localhost"
        )
        parts = json.loads(answer(running, "/readyz", "localhost")[1])["parts"]
        assert set(parts) == {"database", "migrations", "broker", "worker", "calendar", "audit_chain"}

    @pytest.mark.django_db
    def test_its_tables_are_those_that_the_tests_work_on(self, running: Host, database: str) -> None:
        """The tests' are made quicker (tests/databases.py)."""
        server = psycopg2.connect(database)
        try:
            with server.cursor() as theirs, connection.cursor() as ours:
                for what in TABLES:
                    theirs.execute(what)
                    ours.execute(what)
                    found = theirs.fetchall()
                    assert len(found) > 100
                    assert found == ours.fetchall()
        finally:
            server.close()

    def test_metrics_are_on_their_own_port_and_cookies_are_of_this_host_alone(self, running: Host) -> None:
        bind = running.given["METRICS_BIND"]
        assert within(30, lambda: answer(running, "/healthz", "localhost")[0] == 200)
        with urllib.request.urlopen(f"http://{bind}/metrics", timeout=20) as response:
            assert b"quota_chain_height" in response.read()
        request = urllib.request.Request(f"http://127.0.0.1:{running.port}/account/sign-in/", headers=BY_HTTPS)
        with urllib.request.urlopen(request, timeout=20) as response:
            cookies = response.headers.get_all("Set-Cookie")
            assert "max-age=31536000" in response.headers["Strict-Transport-Security"]
        assert cookies
        for cookie in cookies:
            assert cookie.startswith("__Host-")
            assert "Path=/" in cookie
            assert "Secure" in cookie
            assert "Domain" not in cookie

    def test_it_answers_by_its_public_name_and_no_other(self, running: Host) -> None:
        assert within(30, lambda: answer(running, "/healthz", "quota.example.gov.cn") == (200, f"ok {__version__}\n"))
        assert answer(running, "/healthz", "elsewhere.example")[0] == 400
        assert answer(running, "/account/sign-in/", "quota.example.gov.cn")[0] == 200
