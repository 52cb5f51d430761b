"""Every page, for everybody, in both languages, on the demo: it renders, writes nothing, and keeps to its language."""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.template import engines
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from openpyxl import load_workbook

from accounts.models import User
from common.periods import at
from documents.files.workbooks import CONTENT_TYPE, META_SHEET
from quota_admin.demo import load_demo
from tests.conftest import JOURNEY, Cast

PEOPLE = (
    "miit-clerk",
    "miit-officer",
    "mnr-officer",
    "northern-clerk",
    "northern-officer",
    "neimenggu-industry",
    "northern-admin",
    "system-admin",
    "security-admin",
)
OF_EACH_ROUTE = 2
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Names of record, and what a person or an official document said, are Chinese on English pages too.
# A download and a refused page are noted in the log.
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE)\b(?!.*(django_session|audit_event|audit_head))", re.IGNORECASE)
COUNT = re.compile(r"\d{1,6}")
CRUMB = re.compile(r'<li>\s*<a href="([^"]*)">(.*?)</a>', re.DOTALL)
HERE = re.compile(r'<li aria-current="page">(.*?)</li>', re.DOTALL)
MENU = re.compile(r'<nav class="menu".*?</nav>', re.DOTALL)
# Reports, inspections and findings have numbers.
NUMBER = re.compile(r"[A-Z]-\d{4}(?:-[\w-]+)?")
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
# Titles and numbers of notices, names of people and enterprises: written once, in Chinese.
RECORDS = re.compile(
    r"关于下达\S+通知|\S+指标（系统启用前下达\S*）|\S+〔\d{4}〕\S+号|演示·\S+|中文|\S*有限公司\S*|中国北方稀土\S*"
)


def get_names(patterns: Any, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from get_names(entry.url_patterns, prefix)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name, list(entry.pattern.converters)


def no_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    assert not WRITES.match(sql), f"a GET wrote: {sql[:200]}"
    return execute(sql, params, many, context)


def links(client: Client, start: str) -> dict[str, str]:
    """What can be reached by links from the first page, a few of each route, with its text."""
    seen: dict[str, str] = {}
    visits: Counter[str] = Counter()
    queue = [start]
    while queue:
        path = queue.pop()
        route = resolve(urlsplit(path).path).view_name
        if path in seen or visits[route] == OF_EACH_ROUTE:
            continue
        visits[route] += 1
        response: Any = client.get(path)
        assert response.status_code in {200, 302, 403}, f"{path}: {response.status_code}"
        kind = response.headers.get("Content-Type", "")
        seen[path] = response.content.decode() if kind.startswith("text/html") else ""
        # Files of past years are what somebody else wrote.
        if kind == CONTENT_TYPE and visits[route] == 1 and not path.startswith("/history/"):
            content = b"".join(response.streaming_content) if response.streaming else response.content
            assert list(texts_of_digits(content)) == [], path
        found = re.findall(r'(?:href|src)="(/[^"#]*)', seen[path])
        queue += [link.replace("&amp;", "&") for link in found if not link.startswith("/static/") and link not in seen]
    return seen


def texts_of_digits(content: bytes) -> Iterator[str]:
    """Counts that a workbook holds as texts, so that nobody can sum them."""
    for page in load_workbook(io.BytesIO(content), read_only=True):
        for row in page.iter_rows(values_only=True) if page.title != META_SHEET else ():
            yield from (f"{page.title}: {value}" for value in row if isinstance(value, str) and COUNT.fullmatch(value))


@pytest.fixture(scope="module")
def demo(built_once: Callable[[Callable[[Cast], Any]], Any]) -> None:
    """The demo on the journey's day."""
    built_once(lambda cast: load_demo(date(2021, 10, 8)))


@pytest.mark.django_db
@pytest.mark.once
def test_everybody_can_follow_every_link_and_no_get_writes(demo: None, pdf_as_text: None) -> None:
    reached: set[str] = set()
    for name in PEOPLE:
        client = Client()
        client.force_login(User.objects.get(username=name))
        with ExitStack() as stack:
            stack.enter_context(at(JOURNEY))
            stack.enter_context(connection.execute_wrapper(no_writes))
            pages = links(client, "/")
        reached |= set(pages)
        assert_clean(pages)
        assert list(false_crumbs(pages)) == []
    assert len(reached) > 45


def assert_clean(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        if path == "/api/docs/":
            # The description's own page comes with its library, and has a policy of its own.
            continue
        assert "<script>" not in text, path
        assert not re.search(r"<[^>]+\sstyle=", text), f"{path} has an inline style"
        assert not re.search(r"<[^>]+\son\w+=", text), f"{path} has an inline handler"
        # A link to a document outside asks nobody until a person follows it.
        loads = r'(?:\ssrc|<link[^>]*\shref)="(?:https?:)?//'
        assert not re.search(loads, text), f"{path} asks another host"
        if text:
            assert 'name="language"' in text, f"{path} has no language switch"


def false_crumbs(pages: dict[str, str]) -> Iterator[str]:
    """Steps of the way here to a page that neither calls itself so, nor is called so in the menu, nor names the thing."""
    for path, text in pages.items():
        for target, label in CRUMB.findall(text.partition('<ol class="crumbs">')[2].partition("</ol>")[0]):
            there = pages.get(target.replace("&amp;", "&"), "")
            # A note is about a thing that stands on the page of another.
            if not there or path.startswith("/notes/"):
                continue
            said = [*HERE.findall(there), *HEADING.findall(there)]
            said += re.findall(rf'<a[^>]*href="{re.escape(target)}"[^>]*>(.*?)</a>', MENU.findall(text)[0], re.DOTALL)
            words = [plain(one) for one in said]
            if any(number in there for number in NUMBER.findall(label)):
                continue
            if not any(plain(label) in one or (one and one in plain(label)) for one in words):
                yield f"{path}: {plain(label)} leads to {target}, which is {words}"


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


@pytest.mark.django_db
@pytest.mark.once
def test_the_english_pages_hold_no_chinese_but_names_and_records(demo: None) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(User.objects.get(username="northern-clerk"))
    for path in ("/", "/notices/", "/filings/?year=2021", "/reports/", "/obligations/", "/help/"):
        text = re.sub(r"<[^>]+>", " ", client.get(path).content.decode())
        text = RECORDS.sub("", text)
        left = [word for word in text.split() if CHINESE.search(word)]
        assert left == [], path


def test_every_template_compiles() -> None:
    engine = engines["django"]
    names = [
        path.relative_to(settings.BASE_DIR / "templates") for path in (settings.BASE_DIR / "templates").rglob("*.html")
    ]
    assert len(names) > 40
    for name in names:
        engine.get_template(str(name))


def test_a_page_is_chinese_whatever_the_browser_prefers(client: Client) -> None:
    page = client.get("/account/sign-in/", headers={"accept-language": "en-US"})
    assert "登录" in page.content.decode()


@pytest.mark.django_db
def test_everything_but_the_public_pages_asks_to_sign_in(client: Client) -> None:
    public = {"sign_in", "set_language", "help", "healthz", "readyz", "sign_out"} | {
        "duty_feed", "account_login", "openid_connect_login", "openid_connect_callback", "invitation", "verify_receipt",
        "published_inspections",
    }  # fmt: skip
    for name, converters in get_names(get_resolver().url_patterns):
        if name in public or name.startswith(("api-", "swagger")) or "format" in converters:
            continue
        route = next(route for route in get_resolver().reverse_dict.getlist(name))
        path = "/" + re.sub(
            r"%\((\w+)\)s", lambda found: {"month": "2021-09", "code": "x"}.get(found[1], "1"), route[0][0][0]
        )
        response = client.get(path)
        assert response.status_code == 302, name
        assert response.headers["Location"].startswith("/account/sign-in/"), name
