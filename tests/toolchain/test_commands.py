"""Every command of the Makefile begins with a Python that has nothing installed, and installs what it needs itself."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from quota_admin import __version__
from scripts.project import ROOT, version
from scripts.sbom import as_in_the_image

pytestmark = pytest.mark.once


def test_every_command_can_be_read_by_a_python_without_packages() -> None:
    modules = sorted(
        set(re.findall(r"\$\(PYTHON\) -m (scripts\.\w+)", (ROOT / "Makefile").read_text(encoding="utf-8")))
    )
    assert len(modules) > 20
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n" + "".join(f"import {name}\n" for name in modules)
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code], capture_output=True, text=True, check=False, cwd="/"
    )
    assert done.returncode == 0, done.stderr


def test_the_version_is_that_of_the_product() -> None:
    assert version() == __version__


def test_the_list_of_packages_names_what_the_image_builds(tmp_path: Path) -> None:
    one = {
        "bom-ref": "psycopg2-binary==2.9",
        "name": "psycopg2-binary",
        "version": "2.9",
        "purl": "pkg:pypi/psycopg2-binary@2.9",
    }
    other = {"bom-ref": "django==5", "name": "Django", "version": "5", "purl": "pkg:pypi/django@5"}
    path = tmp_path / "python.json"
    dependencies = [{"ref": "django==5", "dependsOn": ["psycopg2-binary==2.9"]}, {"ref": "psycopg2-binary==2.9"}]
    path.write_text(json.dumps({"components": [one, other], "dependencies": dependencies}), encoding="utf-8")
    as_in_the_image(path, "psycopg2==2.9.13 \\\n    --hash=sha256:00\n")
    document = json.loads(path.read_text(encoding="utf-8"))
    assert [(part["name"], part["version"]) for part in document["components"]] == [
        ("psycopg2", "2.9.13"),
        ("Django", "5"),
    ]
    assert document["dependencies"][0]["dependsOn"] == ["pkg:pypi/psycopg2@2.9.13"]
    assert "binary" not in path.read_text(encoding="utf-8")
