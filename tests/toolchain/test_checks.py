"""The contracts a machine keeps: each of `make check` is a test, so that `make test` refuses what breaks one."""

import os
import subprocess

import pytest

from scripts.check import CHECKS
from scripts.project import ROOT, environment

pytestmark = pytest.mark.once


@pytest.mark.parametrize("name", CHECKS)
def test_it_holds(name: str) -> None:
    arguments = [str(part) for part in CHECKS[name]]
    # As a person would call it: without what pytest's own process has in its environment.
    env = {key: value for key, value in environment().items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    assert os.access(arguments[0], os.X_OK)
    done = subprocess.run(arguments, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
