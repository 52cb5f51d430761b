"""What every template keeps: no style, script or handler in the page, nothing from another host, a title and a heading."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "templates"
SCREENS = sorted(
    path for path in FOLDER.rglob("*.html") if '{% extends "base.html" %}' in path.read_text(encoding="utf-8")
)
EVERY = sorted(FOLDER.rglob("*.html"))
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


def html_of(path: Path) -> str:
    """The template without Django's own words."""
    return TAGS.sub("", path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return str(path.relative_to(FOLDER))


@pytest.mark.parametrize("path", EVERY, ids=name_of)
def test_a_template_holds_no_style_no_script_no_handler_and_no_foreign_address(path: Path) -> None:
    text = html_of(path)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "a script without a file"
    assert not re.search(r"<[^>]+\sstyle\s*=", text), "an inline style"
    assert not re.search(r"<[^>]+\son[a-z]+\s*=", text), "an inline handler"
    assert not re.search(r"(?:src|href|action)\s*=\s*[\"']?(?:https?:)?//", text), "another host"
    assert "javascript:" not in text
    assert "|safe" not in path.read_text(encoding="utf-8")


# The sentences of a printed notice are one line each: a break between Chinese characters prints as a space.
LONG_SENTENCES = {"allocations/notices/notice_pdf.html"}


@pytest.mark.parametrize("path", EVERY, ids=name_of)
def test_a_line_of_a_template_has_at_most_140_characters(path: Path) -> None:
    if name_of(path) in LONG_SENTENCES:
        return
    long = [number for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if len(line) > 140]
    assert not long, f"lines {long}"


@pytest.mark.parametrize("path", SCREENS, ids=name_of)
def test_a_page_has_a_title_and_a_heading(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.search(r"{% block title %}.+?{% endblock %}", text, re.DOTALL)
    assert re.search(r"{% block heading %}.+?{% endblock %}", text, re.DOTALL)


@pytest.mark.parametrize("path", EVERY, ids=name_of)
def test_a_form_that_posts_carries_the_token(path: Path) -> None:
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text(encoding="utf-8"), re.DOTALL):
        # The page that asks to send a form again sends the form's own token.
        assert "{% csrf_token %}" in form or 'name="csrfmiddlewaretoken"' in form


def test_no_stylesheet_and_no_script_of_ours_asks_another_host() -> None:
    ours = [path for path in settings.BASE_DIR.joinpath("static").rglob("*") if path.suffix in {".css", ".js", ".svg"}]
    assert len(ours) > 10
    for path in sorted(ours):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import|eval\(|innerHTML", text), path.name


def test_the_page_of_last_resort_needs_nothing_but_files() -> None:
    text = (FOLDER / "500.html").read_text(encoding="utf-8")
    assert "{" not in text, "no tag may fail on an error page"
    sheets = re.findall(r'href="/static/([^"]+)"', text)
    assert sheets
    assert all((settings.BASE_DIR / "static" / sheet).is_file() for sheet in sheets)
