"""A demo of its own, served as in `make run`, and a real browser in front of it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
SCREEN: ViewportSize = {"width": 1366, "height": 768}
# Of the demo that runs: for what a test adds to it beside the browser.
ENVIRONMENT: dict[str, str] = {}
PICTURES = Path(os.environ.get("PICTURES", ROOT / ".build" / "pictures"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a freshly loaded demo of 2021-10-08, or of one that runs already (DEMO_ADDRESS)."""
    if running := os.environ.get("DEMO_ADDRESS"):
        # With the environment of that demo a test may add to it.
        ENVIRONMENT.update(os.environ if "DATABASE_URL" in os.environ else {})
        yield running
        return
    with running_demo(tmp_path_factory.mktemp("demo"), ENVIRONMENT) as address:
        yield address


@contextmanager
def running_demo(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """A demo of its own in a folder, as long as it is needed; `environment` gets what its processes have."""
    env = {
        **os.environ,
        "DEMO": "true",
        "CLOCK_DAY": "2021-10-08",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "PYTHONWARNINGS": "ignore",
    }
    environment.update(env)
    for step in (["migrate", "-v", "0"], ["load_demo"]):
        subprocess.run([sys.executable, "manage.py", *step], cwd=ROOT, env=env, check=True)
    port = _free_port()
    gunicorn = [
        str(Path(sys.executable).parent / "gunicorn"),
        "quota_admin.wsgi",
        "-b",
        f"127.0.0.1:{port}",
        "-w",
        "2",
    ]
    with (folder / "web.log").open("wb") as log:
        web = subprocess.Popen(gunicorn, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        web.terminate()
        try:
            web.wait(30)
        except subprocess.TimeoutExpired:
            web.kill()
            web.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(address, timeout=2)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.fail("there is no Chromium: run make e2e")
    with_chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
    yield with_chromium
    with_chromium.close()


@dataclass
class Desk:
    """A person's browser. What a page complains about, and what it asks of other hosts, is collected."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Opens a page of ours."""
        self.page.goto(self.address + path)

    def follow(self, link: Locator) -> None:
        """Presses what leads to another page, and waits for it: a script may save first and go on later."""
        with self.page.expect_navigation():
            link.click()

    def place(self, name: str) -> None:
        """Opens a place of the menu that stands below its entry."""
        # What is not open yet has no role: the places are found by their words.
        places = self.page.locator("ul > li > a", has_text=re.compile(f"^\\s*{name}\\s*$"))
        entry = self.page.locator("nav.menu > ul > li", has=places)
        entry.hover()
        entry.locator("ul > li > a", has_text=re.compile(f"^\\s*{name}\\s*$")).click()

    def picture(self, name: str) -> None:
        """Keeps a screenshot of what is on the screen."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.evaluate("window.scrollTo(0, 0)")
        self.page.screenshot(path=str(PICTURES / f"{name}.png"))

    def leave(self) -> None:
        """Closes the browser window."""
        self.page.context.close()


class Desks:
    """Opens a browser for a person of the demo."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.opened: list[Desk] = []

    def of(self, username: str, *, script: bool = True, dark: bool = False) -> Desk:
        """Signs in with the button that the demo's sign-in page offers, or the form for other accounts."""
        context = self.browser.new_context(
            viewport=SCREEN,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        page = context.new_page()
        desk = Desk(page, self.address)
        page.on(
            "console",
            lambda message: desk.complaints.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: desk.complaints.append(str(error)))
        page.on("request", lambda request: _note_foreign(desk, request.url))
        desk.go("/account/sign-in/")
        form = page.locator("form.narrow")
        form.locator("[name=username]").fill(username)
        form.locator("[name=password]").fill(f"{username}-demo-2021")
        form.get_by_role("button").click()
        page.wait_for_url(f"{self.address}/")
        self.opened.append(desk)
        return desk


def _note_foreign(desk: Desk, url: str) -> None:
    if not url.startswith((desk.address, "data:", "blob:")):
        desk.complaints.append(f"asked another host: {url}")


@pytest.fixture
def desks(browser: Browser, demo: str) -> Iterator[Desks]:
    """People at their screens; at the end no page may have complained."""
    opened = Desks(browser, demo)
    yield opened
    complaints = [text for desk in opened.opened for text in desk.complaints]
    for desk in opened.opened:
        desk.leave()
    # A refused form answers 422, which the browser reports on its console; that is wanted.
    assert [text for text in complaints if "422" not in text and "403" not in text] == []
