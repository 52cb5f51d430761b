"""deploy/standby and deploy/database: the file is whole, and the scripts of its containers run here, with stand-ins."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.project import ROOT
from tests.toolchain.compose import document, services

pytestmark = pytest.mark.once
STANDBY = ROOT / "deploy" / "standby"


def overlay() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((STANDBY / "compose.yml").read_text(encoding="utf-8"))
    return found


def stand_ins(folder: Path, *names: str) -> None:
    """Programs that say how they were called."""
    for name in names:
        path = folder / name
        path.write_text('#!/bin/sh\nfor word in "$(basename "$0")" "$@"; do echo "$word"; done\n')
        path.chmod(0o755)


def run(script: Path, folder: Path, *arguments: str, **env: str) -> list[str]:
    done = subprocess.run(
        ["sh", script, *arguments], cwd=ROOT, text=True, capture_output=True, check=False,
        env={"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "PGDATA": str(folder / "data"), **env},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


class TestTheFile:
    """What it adds to docker-compose.yml."""

    def test_every_new_service_is_asked_for_its_health_and_reached_from_inside_only(self) -> None:
        new = {name: one for name, one in overlay()["services"].items() if name not in services()}
        assert set(new) == {"standby", "pool", "broker-replica"}
        for name, service in new.items():
            assert service["healthcheck"], name
            assert service["networks"] == ["inside"], name
            assert "ports" not in service, name

    def test_secrets_and_volumes_are_declared(self) -> None:
        secrets = {**document()["secrets"], **overlay()["secrets"]}
        volumes = {**document()["volumes"], **overlay()["volumes"]}
        for name, service in overlay()["services"].items():
            assert set(service.get("secrets", ())) <= set(secrets), name
            assert {volume.partition(":")[0] for volume in service.get("volumes", ())} <= set(volumes), name

    def test_the_primary_waits_for_the_name_under_which_the_standby_connects(self) -> None:
        words = overlay()["services"]["database"]["command"]
        assert "synchronous_standby_names=standby" in words
        assert "application_name=standby" in (ROOT / "deploy" / "database" / "start").read_text()

    def test_web_and_worker_go_through_the_pool(self) -> None:
        for name in ("web", "worker"):
            changed = overlay()["services"][name]["environment"]
            assert changed == {"DATABASE_POOLED": "true", "DATABASE_URL_FILE": "/run/secrets/pool_url"}

    def test_the_backup_runs_the_schedule_and_the_restore_leaves_the_rest_to_others(self) -> None:
        assert services()["backup"]["command"][-1] == "scripts.backup_schedule"
        restore = services()["restore"]
        assert restore["profiles"] == ["restore"]
        assert restore["environment"]["DATA_ONLY"] == "1"
        # The archive's key lies in the same place for who writes and who reads.
        for name in ("database", "backup", "restore"):
            assert services()[name]["environment"]["BACKUP_KEY_FILE"] == "/run/secrets/backup_key"
            assert "backup_key" in services()[name]["secrets"]


class TestTheScripts:
    """As the containers call them."""

    def test_the_pool_leads_to_the_primary_and_after_a_promotion_to_the_standby(self, tmp_path: Path) -> None:
        stand_ins(tmp_path, "pgbouncer", "psql")
        (tmp_path / "secret").write_text("s3cret")
        env = {"POOL_DIR": str(tmp_path), "POOL_SECRET": str(tmp_path / "secret"), "PRIMARY": "database"}
        assert run(STANDBY / "start", tmp_path, **env) == ["pgbouncer", f"{tmp_path}/pgbouncer.ini"]
        assert f"%include {tmp_path}/primary.ini" in (tmp_path / "pgbouncer.ini").read_text()
        assert (tmp_path / "users.txt").read_text() == '"quota" "s3cret"\n'
        assert "host=database " in (tmp_path / "primary.ini").read_text()
        said = run(STANDBY / "promote", tmp_path, "standby", **env)
        assert said[-2:] == ["RELOAD", "The pool leads to standby."]
        line = (tmp_path / "primary.ini").read_text()
        assert "host=standby " in line
        assert "connect_query='SET lock_timeout = ''4s''; SET statement_timeout = ''30s'''" in line

    def test_the_database_archives_with_the_key(self, tmp_path: Path) -> None:
        stand_ins(tmp_path, "docker-entrypoint.sh")
        (tmp_path / "key").write_text("k" * 40)
        env = {
            "BACKUP_DIR": str(tmp_path / "backups"),
            "BACKUP_KEY_FILE": str(tmp_path / "key"),
            "OPERATIONS_DIR": str(tmp_path),
        }
        said = run(ROOT / "deploy" / "database" / "start", tmp_path, "postgres", **env)
        assert said[:4] == ["docker-entrypoint.sh", "postgres", "-c", "archive_mode=on"]
        configuration = tmp_path / "backups" / "pgbackrest.conf"
        assert said[-1] == f"archive_command=pgbackrest --config={configuration} --stanza=quota archive-push %p"
        assert f"repo1-cipher-pass={'k' * 40}" in configuration.read_text()
        assert configuration.stat().st_mode & 0o077 == 0

    def test_another_command_is_left_alone(self, tmp_path: Path) -> None:
        assert run(ROOT / "deploy" / "database" / "start", tmp_path, "echo", "hello") == ["hello"]
