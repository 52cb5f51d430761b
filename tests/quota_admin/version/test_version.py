"""The version is defined in one place and is shown where people and programs look for it."""

import re

import pytest
import yaml
from django.conf import settings
from django.test import Client

from quota_admin import __version__
from scripts.project import ROOT


def test_it_is_a_semantic_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "text"), [("en", "Version "), ("zh-hans", "版本")])
def test_the_footer_shows_it(client: Client, language: str, text: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/account/sign-in/").content.decode()
    footer = page[page.index("<footer") : page.index("</footer>")]
    assert f"{text}{__version__}" in footer


@pytest.mark.once
def test_the_api_is_described_with_it() -> None:
    description = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8"))
    assert description["info"]["version"] == __version__
    assert settings.SPECTACULAR_SETTINGS["VERSION"] == __version__


@pytest.mark.once
def test_it_is_written_once() -> None:
    """No other file of code, configuration or deployment repeats it; the changelog is compared with it elsewhere."""
    named = [
        path.relative_to(ROOT)
        for folder in (ROOT, ROOT / "quota_admin", ROOT / "deploy", ROOT / "scripts")
        for path in folder.glob("*")
        if path.suffix in {".py", ".toml", ".json", ".yml", ".conf"} or path.name in {"Dockerfile", "Makefile"}
        if path.name != "package-lock.json" and f'"{__version__}"' in path.read_text(encoding="utf-8")
    ]
    assert [str(path) for path in named] == ["quota_admin/__init__.py"]
