"""What a command cannot do it says in one sentence with what to type, and ends with status 1 and no traceback."""

import ast
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import e2e, installers, run, setup, system
from scripts.project import ROOT, Refusal

pytestmark = pytest.mark.once


def refused(module: str, more: dict[str, str], root: Path = ROOT) -> str:
    """The one line that the command says before it ends with status 1."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "UV_", "MAKE"))}
    done = subprocess.run(
        [sys.executable, "-m", *module.split()], cwd=root, env=env | more, capture_output=True, text=True, check=False
    )
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 1, done.stderr
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_a_port_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused("scripts.run", {"PORT": str(port)}) == f"Port {port} is taken: type PORT={port + 1} make run"


@pytest.mark.parametrize(
    ("module", "name", "value", "sentence"),
    [
        ("scripts.run", "PORT", "http", "PORT is 'http', which is no port: type PORT=8001 make run"),
        ("scripts.run", "PORT", "70000", "PORT is '70000', which is no port: type PORT=8001 make run"),
        ("scripts.run", "DEMO_DAY", "soon", "DEMO_DAY is 'soon', which is no day: type DEMO_DAY=2021-10-08 make run"),
        ("scripts.test", "LEG", "oracle", "LEG is 'oracle', which is no leg: type LEG=sqlite make test"),
    ],
)
def test_a_value_that_is_none(module: str, name: str, value: str, sentence: str) -> None:
    assert refused(module, {name: value}) == sentence


@pytest.mark.parametrize(
    ("found", "hint"),
    [
        ("python3.12", "type PYTHON=python3.12 make run"),
        ("", "install python3.11 or newer, then type PYTHON=python3.11 make run"),
    ],
)
def test_a_python_that_is_too_old(tmp_path: Path, found: str, hint: str) -> None:
    if found:
        (tmp_path / found).write_text("#!/bin/sh\n")
        (tmp_path / found).chmod(0o755)
    code = "import sys; sys.version_info = (3, 9, 2); import scripts"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == f"This needs Python 3.11 or newer and python3 is 3.9: {hint}\n"


def test_an_old_python_can_read_the_sentence() -> None:
    source = (ROOT / "scripts" / "__init__.py").read_text()
    assert ast.parse(source, feature_version=(3, 4)).body


def test_the_venv_module_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Refusal, match=r"^Python's venv module is missing: type sudo apt-get install python3-venv$"):
        setup.make_venv()


def test_no_registry_is_in_reach(tmp_path: Path) -> None:
    for name in ("scripts", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    nowhere = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}
    line = refused("scripts.setup run", {**nowhere, "MAKE_GOAL": "run"}, tmp_path)
    assert line.startswith("The package registry is out of reach: connect this machine, or name a mirror with ")
    assert line.endswith("then type make run")
    assert "uv.txt" in (tmp_path / ".build" / "setup.log").read_text()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("npm error code ENOSPC", "The disk is full"),
        ("error: Hash mismatch for `celery==5.7.0`", "A package is not the one that was locked"),
        ("npm error code EINTEGRITY", "A package is not the one that was locked"),
        ("SSL: CERTIFICATE_VERIFY_FAILED", "The package registry's certificate is not trusted here"),
        ("npm error code EAI_AGAIN", "The package registry is out of reach"),
        ("Temporary failure in name resolution", "The package registry is out of reach"),
        ("first\nsomething else\n", r"The installation failed \(something else\): see .build/setup.log"),
        ("", r"The installation failed \(it said nothing\)"),
    ],
)
def test_what_an_installer_says_becomes_a_sentence(output: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        raise installers.refusal(output)


def test_no_browser_and_none_may_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_arguments: object) -> None:
        return None

    monkeypatch.setattr(setup, "ensure", nothing)
    monkeypatch.setattr(e2e, "ensure_pango", nothing)
    monkeypatch.setattr(shutil, "which", nothing)
    monkeypatch.setattr(system, "may_install", nothing)
    with pytest.raises(Refusal, match=r"type sudo apt-get install chromium$"):
        e2e.main()


def test_two_supervisors_over_one_demo(tmp_path: Path) -> None:
    with (
        run.only_one(tmp_path, "2021-10-08", 8001),
        pytest.raises(
            Refusal, match=r"^The demo of 2021-10-08 runs already: .* PORT=8001 DEMO_DAY=2022-01-12 make run$"
        ),
        run.only_one(tmp_path, "2021-10-08", 8001),
    ):
        pass


@pytest.mark.parametrize("length", [10, 120])
def test_a_socket_has_a_path_that_the_kernel_takes(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    folder = tmp_path_factory.mktemp("x" * length)
    path = run.socket_path(folder)
    assert len(str(path)) <= 107
    assert path.parent.is_dir()
    assert path.parent.stat().st_mode & 0o077 == 0
    if path.parent != folder:
        path.parent.rmdir()


def test_pip_s_configuration_counts_for_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    said: Callable[..., subprocess.CompletedProcess[str]] = lambda *_a, **_k: subprocess.CompletedProcess(  # noqa: E731
        [],
        0,
        "global.index-url='https://mirror.example/simple'\n:env:.trusted-host='mirror.example'\nglobal.user='x'\n",
    )
    monkeypatch.setattr(subprocess, "run", said)
    found = installers.uv_configuration({})
    assert found["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert found["UV_INSECURE_HOST"] == "mirror.example"
    assert "user" not in " ".join(found).lower().replace("uv_", "")
