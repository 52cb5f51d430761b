"""The manual: books by role, chapters by task, steps with the names that the product's own buttons have.

The chapters are data (`quota_admin/data/manual`). The browser that walks them (`tests/e2e/test_manual.py`) takes the
pictures, and writes down which steps it took; a test compares those with the chapters.
"""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext, gettext_noop

from accounts.models import Organisation, Role, User
from common.periods import speaks_chinese

DATA = Path(__file__).resolve().parent.parent / "data" / "manual"
PICTURES = Path("manual")
WALKED = DATA / "walked.json"
# {book: its title}
BOOKS = {
    "clerk": gettext_noop("Manual for the clerk of a group"),
    "officer": gettext_noop("Manual for the officer of a group"),
    "ministry": gettext_noop("Manual for the ministries"),
    "province": gettext_noop("Manual for the provincial authorities"),
    "administrators": gettext_noop("Manual for administrators"),
}


class Step(NamedTuple):
    """One step: what is said, in both languages, and what the walking browser does for it."""

    zh: str
    en: str
    press: str
    picture: str
    actions: dict[str, Any]

    @property
    def text(self) -> str:
        """The sentence in the reader's language, with the name of the button as the product shows it."""
        sentence = self.zh if speaks_chinese() else self.en
        return sentence.replace("{press}", self.button) if self.press else sentence

    @property
    def button(self) -> str:
        """The name of the button or link that is pressed, in the reader's language."""
        return gettext(self.press) % self.actions.get("names", {}) if "names" in self.actions else gettext(self.press)


class Chapter(NamedTuple):
    """One task. `books` are those it is in, `paths` the screens from which it is linked."""

    key: str
    books: tuple[str, ...]
    paths: tuple[str, ...]
    title_zh: str
    title_en: str
    intro_zh: str
    intro_en: str
    steps: tuple[Step, ...]

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.title_zh if speaks_chinese() else self.title_en

    @property
    def intro(self) -> str:
        """What the task is for and what it needs, in the reader's language."""
        return self.intro_zh if speaks_chinese() else self.intro_en

    @property
    def digest(self) -> str:
        """A hash of what the browser does: it changes when a step is changed and has to be walked again."""
        done = [{**step.actions, "press": step.press, "picture": step.picture} for step in self.steps]
        return hashlib.sha256(json.dumps(done, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Every chapter, in the order in which the browser walks them."""
    return tuple(_chapter(row) for row in json.loads((DATA / "chapters.json").read_text(encoding="utf-8")))


def _chapter(row: dict[str, Any]) -> Chapter:
    steps = tuple(
        Step(step["say"][0], step["say"][1], step.get("press", ""), step.get("picture", ""), step.get("do", {}))
        for step in row["steps"]
    )
    return Chapter(
        key=row["key"],
        books=tuple(row["books"]),
        paths=tuple(row["paths"]),
        title_zh=row["title"][0],
        title_en=row["title"][1],
        intro_zh=row["intro"][0],
        intro_en=row["intro"][1],
        steps=steps,
    )


def chapters_of(book: str) -> list[Chapter]:
    """The chapters of a book; what to do first comes first."""
    found = [chapter for chapter in chapters() if book in chapter.books]
    return sorted(found, key=lambda chapter: not chapter.key.startswith("first-"))


# As many chapters as a first visit is shown.
FIRST = 4


def first_chapters(user: User) -> tuple[str, list[Chapter]]:
    """The book of a person who is here for the first time, and its first chapters."""
    book = book_of(user)
    return book, chapters_of(book)[:FIRST]


def book_of(user: User) -> str:
    """The book that this person reads first."""
    if user.organisation.kind == Organisation.Kind.OPERATOR or not user.sees_business:
        return "administrators"
    if user.organisation.kind == Organisation.Kind.GROUP:
        return "officer" if user.has_role(Role.OFFICER) else "clerk"
    if user.organisation.kind in {Organisation.Kind.PROVINCE_MIIT, Organisation.Kind.PROVINCE_MNR}:
        return "province"
    return "ministry"


def chapter_for(user: User, path: str) -> tuple[str, Chapter]:
    """The book and the chapter of a screen: the longest address that fits, in the person's own book first."""
    own = book_of(user)
    fitting = [
        (len(start), own in chapter.books, chapter)
        for chapter in chapters()
        for start in chapter.paths
        if path == start or (start != "/" and path.startswith(start)) or (start == "/" and own in chapter.books)
    ]
    _length, is_own, chapter = max(fitting, key=lambda found: (found[1], found[0]))
    return (own if is_own else chapter.books[0]), chapter


def picture_path(step: Step, language: str) -> str:
    """The static file of a step's picture."""
    return f"{PICTURES}/{'zh' if language.startswith('zh') else 'en'}/{step.picture}.webp"


def missing_pictures() -> Iterator[str]:
    """Pictures that a chapter shows and the repository does not have."""
    for chapter in chapters():
        for step in chapter.steps:
            for language in ("zh", "en") if step.picture else ():
                path = picture_path(step, language)
                if not (settings.BASE_DIR / "static" / path).is_file():
                    yield path
