"""Settings come from the environment; a wrong one is refused at the start with a sentence."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from quota_admin.environment import Environment

pytestmark = pytest.mark.once
ROOT = Path(settings.BASE_DIR)


def start(**values: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check` in an environment of its own."""
    env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **values}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"HTTPS": "maybe"}, "HTTPS is 'maybe'; it must be true or false."),
        ({"WORKER_SILENCE_SECONDS": "soon"}, "must be a whole number of at least 1"),
        ({"AUDIT_HASH": "md5"}, "it must be one of sm3, sha256"),
        ({"DEMO": "true", "CLOCK_DAY": "8 October"}, "it must be a day like 2021-10-08"),
        ({"CLOCK_DAY": "2021-10-08"}, "only the demo may stand at another day"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must start with one of postgres://"),
        ({"ALLOWED_HOSTS": "quota.example.gov.cn"}, "SECRET_KEY is not set"),
        ({"DEMO": "true", "HTTPS": "true", "SECRET_KEY": "x" * 60}, "the demo shows its passwords"),
        ({"CLIENT_CERTIFICATE_HEADER": "X-C", "PROXY_COUNT": "1"}, "CLIENT_CERTIFICATE_PROXIES must name the proxy"),
        ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE points to /nowhere, which cannot be read"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(values: dict[str, str], sentence: str) -> None:
    done = start(**values)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_all_errors_are_reported_at_once() -> None:
    done = start(HTTPS="maybe", AUDIT_HASH="md5")
    assert "HTTPS" in done.stderr
    assert "AUDIT_HASH" in done.stderr


def test_the_settings_of_a_service_pass_djangos_own_check(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("k7-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2)
    done = start(SECRET_KEY_FILE=str(key), HTTPS="true", ALLOWED_HOSTS="quota.example.gov.cn")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from the file\n")
    env = Environment({"KEY_FILE": str(tmp_path / "key")})
    assert env.text("KEY") == "from the file"
    assert Environment({"KEY": "itself", "KEY_FILE": "/nowhere"}).text("KEY") == "itself"


def test_the_example_documents_exactly_what_is_read() -> None:
    parts = sorted((ROOT / "quota_admin" / "settings").glob("*.py"))
    source = "\n".join(path.read_text(encoding="utf-8") for path in parts)
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    documented = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert read == documented
