"""The manual is walked: every step of every chapter, in order, on one demo; `make manual` keeps the pictures."""

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from PIL import Image
from playwright.sync_api import Error, Page

from quota_admin.reads.manual import WALKED, Chapter, Step, chapters, picture_path
from tests.e2e.conftest import ROOT, Desk, Desks, running_demo

# Set by `make manual`: the pictures are stored, and which steps were walked is written down.
KEEP = bool(os.environ.get("KEEP_MANUAL"))
SIZE = (1024, 576)
QUALITY = 55


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its own: the journeys leave theirs in another state."""
    with running_demo(tmp_path_factory.mktemp("manual"), {}) as address:
        yield address


def test_every_step_of_the_manual_can_be_taken(desks: Desks) -> None:
    walk = Walk(desks)
    for chapter in chapters():
        for number, step in enumerate(chapter.steps, 1):
            try:
                walk.take(step)
            except Error as fault:
                pytest.fail(f"{chapter.key}, step {number}: {fault}")
    if KEEP:
        write_down(chapters())


def write_down(walked: tuple[Chapter, ...]) -> None:
    """Which steps the browser took, for the test that compares them with the chapters."""
    digests = {chapter.key: chapter.digest for chapter in walked}
    WALKED.write_text(json.dumps(digests, indent=1) + "\n", encoding="utf-8")


class Walk:
    """The people of the manual at their screens; one page for each."""

    def __init__(self, desks: Desks) -> None:
        self.desks = desks
        self.opened: dict[str, Desk] = {}
        self.desk: Desk | None = None

    @property
    def page(self) -> Page:
        assert self.desk is not None
        return self.desk.page

    def take(self, step: Step) -> None:
        """What the step says, and its picture in both languages."""
        done = step.actions
        if name := done.get("as"):
            self.desk = self.opened.setdefault(name, self.opened.get(name) or self.desks.of(name))
        if address := done.get("go"):
            assert self.desk is not None
            self.desk.go(address)
        if selector := done.get("click"):
            self.page.locator(selector).first.click()
            self.page.wait_for_load_state()
        self.type(done)
        if step.picture and done.get("before"):
            self.picture(step)
        if step.press:
            self.press(step)
        if step.picture and not done.get("before"):
            self.picture(step)

    def press(self, step: Step) -> None:
        """The button or link by the name that the manual gives it."""
        with translation.override("zh-hans"):
            name = step.button
        links = self.page.get_by_role("link", name=name, exact=True)
        buttons = self.page.get_by_role("button", name=name, exact=True)
        folded = self.page.locator("summary").get_by_text(name, exact=True)
        links.or_(buttons).or_(folded).locator("visible=true").first.click()
        self.page.wait_for_load_state()

    def type(self, done: dict[str, Any]) -> None:
        """What the step unfolds and enters: a choice, words, or the figures of a split."""
        if selector := done.get("check"):
            self.page.locator(selector).first.check()
        if selector := done.get("open"):
            self.page.locator(selector).first.evaluate("folded => { folded.open = true }")
        for selector, text in done.get("fill", {}).items():
            self.page.locator(selector).first.fill(text)
        for selector, value in done.get("select", {}).items():
            self.page.locator(selector).first.select_option(value)
        if done.get("split"):
            rock = self.page.locator("input[data-sum=mining_rock]")
            rock.nth(0).fill("60000")
            rock.nth(1).fill("40350")
            separation = self.page.locator("input[data-sum=separation]")
            for number in range(separation.count()):
                separation.nth(number).fill("15000" if number < 5 else "0")

    def picture(self, step: Step) -> None:
        """The screen in Chinese, then the same in English with the same things entered, and back."""
        self.keep(step, "zh")
        if not KEEP:
            return
        assert self.desk is not None
        context, address, home = self.page.context, self.page.url, self.desk.address
        context.add_cookies([{"name": "django_language", "value": "en", "url": home}])
        self.page.goto(address)
        self.type(step.actions)
        self.keep(step, "en")
        context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": home}])
        self.page.goto(address)
        self.type(step.actions)

    def keep(self, step: Step, language: str) -> None:
        """One picture, small enough for the repository."""
        self.page.evaluate("window.scrollTo(0, 0)")
        shot = self.page.screenshot(animations="disabled")
        if KEEP:
            path = Path(ROOT) / "static" / picture_path(step, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.open(io.BytesIO(shot)).convert("RGB").resize(SIZE).save(path, "WEBP", quality=QUALITY, method=6)
