"""The manual: chapters and pictures, the names of buttons, the walk that was taken, its pages, PDF and links."""

import json
import re
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from quota_admin.files.manual import book_context
from quota_admin.reads.manual import BOOKS, WALKED, Chapter, chapter_for, chapters, chapters_of, missing_pictures
from scripts.messages import CATALOGUE
from tests.conftest import Cast

pytestmark = pytest.mark.once

CHAPTERS = chapters()


def known_messages() -> set[str]:
    with CATALOGUE.open("rb") as file:
        return {str(message.id) for message in read_po(file) if message.id}


def test_every_book_has_its_chapters_and_begins_with_what_to_do_first() -> None:
    for book in BOOKS:
        found = chapters_of(book)
        assert len(found) >= 4, book
        assert found[0].key.startswith("first-")
    assert {book for chapter in CHAPTERS for book in chapter.books} == set(BOOKS)
    assert len({chapter.key for chapter in CHAPTERS}) == len(CHAPTERS)


def test_the_steps_are_those_that_the_browser_walked() -> None:
    walked = json.loads(WALKED.read_text(encoding="utf-8"))
    assert walked == {chapter.key: chapter.digest for chapter in CHAPTERS}, "type: make manual"


def test_every_picture_is_there_in_both_languages_and_none_is_idle() -> None:
    assert list(missing_pictures()) == []


def test_a_step_names_the_button_as_the_product_does() -> None:
    known = known_messages()
    pressed = [step for chapter in CHAPTERS for step in chapter.steps if step.press]
    assert len(pressed) > 10
    assert [step.press for step in pressed if step.press not in known] == []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert all(
                step.button in step.text and "{press}" not in step.text for step in pressed if "{press}" in step.en
            )


@pytest.mark.parametrize("chapter", CHAPTERS, ids=[chapter.key for chapter in CHAPTERS])
def test_a_chapter_is_complete_in_both_languages(chapter: Chapter) -> None:
    chinese = [chapter.title_zh, chapter.intro_zh, *(step.zh for step in chapter.steps)]
    english = [chapter.title_en, chapter.intro_en, *(step.en for step in chapter.steps)]
    assert all(re.search("[一-鿿]", text) for text in chinese)
    assert not [text for text in english if re.search("[一-鿿]", text)]
    assert any(step.picture for step in chapter.steps)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "path", "book", "key"),
    [
        ("northern_clerk", "/", "clerk", "first-desk"),
        ("northern_clerk", "/filings/12/edit/", "clerk", "split-draft"),
        ("northern_officer", "/filings/12/", "officer", "split-sign"),
        ("miit_officer", "/filings/12/", "ministry", "split-accept"),
        ("miit_clerk", "/no/such/page/", "ministry", "first-desk"),
        ("northern_clerk", "/log/", "clerk", "first-desk"),
    ],
)
def test_a_screen_leads_to_its_chapter(cast: Cast, name: str, path: str, book: str, key: str) -> None:
    found, chapter = chapter_for(getattr(cast, name), path)
    assert (found, chapter.key) == (book, key)


@pytest.mark.django_db
def test_help_leads_from_a_page_to_its_chapter(cast: Cast, as_user: Any) -> None:
    browser = as_user(cast.northern_clerk)
    assert "/help/chapter/?of=/filings/" in browser.get("/filings/").content.decode()
    assert browser.get("/help/chapter/?of=/filings/").url == "/help/manual/clerk/#split-draft"
    assert browser.get("/help/manual/nobody/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "集团经办人使用手册"), ("en", "Manual for the clerk of a group")]
)
def test_a_book_is_a_page_in_the_readers_language(cast: Cast, as_user: Any, language: str, words: str) -> None:
    browser = as_user(cast.northern_clerk)
    browser.cookies["django_language"] = language
    page = browser.get("/help/manual/clerk/").content.decode()
    assert words in page
    assert all(f'id="{chapter.key}"' in page for chapter in chapters_of("clerk"))
    assert f"/manual/{language[:2]}/" in page


def test_a_book_holds_each_step_with_its_picture() -> None:
    with translation.override("en"):
        shown: Any = book_context("province")["chapters"]
    assert [chapter.key for chapter, _steps in shown] == [chapter.key for chapter in chapters_of("province")]
    assert any(picture.startswith("manual/en/") for _chapter, steps in shown for _text, picture in steps)
