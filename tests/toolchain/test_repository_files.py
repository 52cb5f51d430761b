"""The files an engineer looks for at the top of a repository, and the addresses that documents give."""

import re
import subprocess
import tomllib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

import quota_admin
from scripts.project import APPS, ROOT

pytestmark = pytest.mark.once

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").glob("*.md")])


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_licence_is_the_whole_apache_licence() -> None:
    text = text_of("LICENSE")
    assert "Apache License\n" in text and "Version 2.0, January 2004" in text
    for section in range(1, 10):
        assert f"\n   {section}. " in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_changelog_has_this_version_first_and_the_known_kinds_of_change() -> None:
    text = text_of("CHANGELOG.md")
    releases = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    assert releases[0] == quota_admin.__version__
    assert text.index("## [Unreleased]") < text.index(f"## [{releases[0]}]")
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_pre_commit_runs_make_check_and_downloads_nothing() -> None:
    configuration = yaml.safe_load(text_of(".pre-commit-config.yaml"))
    assert [repository["repo"] for repository in configuration["repos"]] == ["local"]
    (hook,) = configuration["repos"][0]["hooks"]
    assert hook["entry"] == "make check"
    assert hook["always_run"] and not hook["pass_filenames"]
    assert re.search(r"^check:", text_of("Makefile"), re.MULTILINE)


def test_editors_and_the_formatter_agree_on_the_length_of_a_line() -> None:
    ruff = tomllib.loads(text_of("pyproject.toml"))["tool"]["ruff"]["line-length"]
    editors = re.search(r"^\[\*\]\n(?:.+\n)*?max_line_length = (\d+)$", text_of(".editorconfig"), re.MULTILINE)
    assert editors and int(editors[1]) == ruff


def test_files_follow_the_editorconfig() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git repository, so that nobody says which files are the project's")
    suffixes = {".py", ".md", ".html", ".css", ".js", ".toml", ".yml", ".yaml", ".in"}
    wrong = []
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if path.suffix in suffixes and path.is_file():
            text = path.read_bytes()
            ends_well = not text or (text.endswith(b"\n") and not text.endswith(b"\n\n"))
            if b"\r" in text or not ends_well or re.search(rb"[ \t]\n", text):
                wrong.append(name)
    assert wrong == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_of_a_document_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (document.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    """`app/room/file.py`, `tests/app/subject`, `deploy/file`, with * for any name."""
    tops = "|".join((*APPS, "tests", "templates", "scripts", "static", "bench", "deploy", "docs", "requirements"))
    named = set(re.findall(rf"`((?:{tops})/[\w./*-]+)`", document.read_text(encoding="utf-8")))
    made = {"deploy/secrets", "deploy/secrets/backup_key"}
    assert sorted(name for name in named - made if not any(ROOT.glob(name.rstrip("/")))) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_name_of_code_that_a_document_gives_exists(document: Path) -> None:
    """`app.module.name` can be imported."""
    named = set(re.findall(rf"`((?:{'|'.join(APPS)})\.[a-z]\w*(?:\.\w+)*)`", document.read_text(encoding="utf-8")))
    assert sorted(name for name in named if not can_be_imported(name)) == []


def can_be_imported(name: str) -> bool:
    """Whether a module or what is in one has that name."""
    module, _, rest = name.partition(".")
    found: object = import_module(module)
    for part in rest.split("."):
        module = f"{module}.{part}"
        if is_module(module):
            found = import_module(module)
        elif hasattr(found, part):
            found = getattr(found, part)
        else:
            return False
    return True


def is_module(name: str) -> bool:
    """Whether there is a module of that name."""
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False
