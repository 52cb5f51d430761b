"""The locks: everything with a hash, nothing with an address, each dependency with its reason."""

import json
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from scripts import fonts
from scripts.project import REQUIREMENTS, ROOT

pytestmark = pytest.mark.once
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_package_is_fixed_and_hashed_and_no_host_is_named(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert entries
    for entry in entries:
        assert re.match(r"[\w.\[\]-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert "://" not in lock.read_text()


def test_the_sets_agree_where_they_overlap() -> None:
    sets = [dict(re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(), re.MULTILINE)) for lock in LOCKS]
    versions: dict[str, set[str]] = {}
    for found in sets:
        for name, version in found.items():
            versions.setdefault(name, set()).add(version)
    assert {name: version for name, version in versions.items() if len(version) > 1} == {}


def test_psycopg_3_stays_out_because_django_would_prefer_it() -> None:
    for lock in LOCKS:
        assert not re.search(r"^psycopg==", lock.read_text(), re.MULTILINE)


def test_each_dependency_carries_its_reason() -> None:
    for source in REQUIREMENTS.glob("*.in"):
        for line in source.read_text().splitlines():
            assert not line or line.startswith(("#", "-r ")) or " # " in line, f"{source.name}: {line}"


def test_what_browsers_load_is_locked_without_a_host() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: package for name, package in packages.items() if name}
    assert all("integrity" in package and "resolved" not in package for package in installed.values())


def test_every_target_says_in_help_what_it_does() -> None:
    text = (ROOT / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make (\w+)", said, re.MULTILINE)) == set(phony.split())


def test_the_font_configuration_is_well_formed_and_keeps_the_system_s_fonts(tmp_path: Path) -> None:
    text = fonts.configuration([tmp_path / "a&b"], tmp_path / "cache")
    root = ET.fromstring(text)
    assert [folder.text for folder in root.iter("dir")] == [str(tmp_path / "a&b")]
    assert root.findtext("include") == "/etc/fonts/fonts.conf"
    fangsong = next(alias for alias in root.iter("alias") if alias.findtext("family") == "FangSong")
    assert [family.text for family in fangsong.iter("family")][-1] == "Noto Serif SC"
