"""Around every page: language, menu, banner, the pages that refuse, and signing in again."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.csrf import csrf_failure
from django.views.defaults import page_not_found, permission_denied, server_error

from common.constraints import NotAllowed, NotValid, Refusal
from common.http import RefusalMiddleware
from quota_admin.middleware import LanguageMiddleware
from tests.markup import squeezed

HELP = "/help/"


def language_with(cookie: str | None = None, **headers: str) -> str:
    """The language in which a view runs."""
    request = RequestFactory().get("/", headers=headers)
    if cookie is not None:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    seen = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(translation.get_language())
        return HttpResponse()

    answer = LanguageMiddleware(view)(request)
    assert answer.headers["Content-Language"] == seen[0]
    return str(seen[0])


def test_chinese_comes_first_whatever_the_browser_prefers() -> None:
    assert language_with() == "zh-hans"
    assert language_with(accept_language="en-US,en;q=0.9") == "zh-hans"


def test_only_the_cookie_of_the_switch_changes_the_language() -> None:
    assert language_with("en") == "en"
    assert language_with("zh-hans", accept_language="en") == "zh-hans"


@pytest.mark.parametrize("nonsense", ["", "de", "EN", "../../x", "zh"])
def test_a_cookie_that_names_no_language_of_ours_is_chinese(nonsense: str) -> None:
    assert language_with(nonsense) == "zh-hans"


def test_the_language_does_not_stay_for_the_next_request() -> None:
    language_with("en")
    assert language_with() == "zh-hans"


@pytest.mark.django_db
def test_the_switch_leads_back_to_the_same_page_in_the_other_language(client: Client) -> None:
    page = squeezed(client.get(f"{HELP}?a=1").content.decode())
    assert f'name="next" value="{HELP}?a=1"' in page
    answer = client.post("/language/", {"language": "en", "next": f"{HELP}?a=1"}, follow=True)
    assert answer.redirect_chain == [(f"{HELP}?a=1", 302)]
    assert '<html lang="en">' in answer.content.decode()


@pytest.mark.django_db
def test_the_switch_never_leads_to_another_host(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "https://example.org/"})
    assert "example.org" not in answer.headers.get("Location", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "has", "lacks"),
    [
        ("miit_officer", "执行情况", "辖区"),
        ("northern_clerk", "执行情况", "辖区"),
        ("neimenggu_industry", "辖区", "执行情况"),
    ],
)
def test_the_menu_is_that_of_ones_organisation(cast: Any, as_user: Any, name: str, has: str, lacks: str) -> None:
    page = as_user(getattr(cast, name)).get("/register/").content.decode()
    menu = page[page.index('<nav class="menu"') : page.index("</nav>")]
    assert has in menu
    assert lacks not in menu
    assert re.findall(r'href="([^"]+)"\s+aria-current="page"', menu) == ["/register/"]


@pytest.mark.django_db
def test_every_page_says_who_and_for_whom_one_is(cast: Any, as_user: Any) -> None:
    user = cast.northern_clerk
    page = as_user(user).get("/register/").content.decode()
    for text in (user.name, user.organisation.name, "经办人", "退出", "帮助"):
        assert text in page


@pytest.mark.django_db
def test_the_banner_stands_in_the_demo_only(client: Client, settings: Any) -> None:
    settings.DEMO = False
    assert "demo-banner" not in client.get(HELP).content.decode()
    settings.DEMO = True
    assert "企业和人员均为虚构" in client.get(HELP).content.decode()


# --- pages that refuse -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "words"),
    [(403, "您无权"), (404, "页面不存在"), (500, "系统出错"), ("csrf", "页面打开时间过长")],
)
def test_a_page_of_failure_is_chinese_and_has_a_way_on(rf: RequestFactory, status: int | str, words: str) -> None:
    request = rf.get("/")
    answers = {
        403: lambda: permission_denied(request, Exception()),
        404: lambda: page_not_found(request, Exception()),
        500: lambda: server_error(request),
        "csrf": lambda: csrf_failure(request),
    }
    answer = answers[status]()
    text = answer.content.decode()
    assert answer.status_code == (403 if status == "csrf" else status)
    assert words in text
    assert 'href="/"' in text


@pytest.mark.parametrize(
    ("refusal", "status", "title"),
    [
        (Refusal("state", "不能撤回。"), 409, "无法办理"),
        (NotAllowed("other", "须由另一人签署。"), 403, "无权办理"),
        (NotValid("wrong", "数字有误。", cells={"a": "超出3吨。"}), 422, "无法办理"),
    ],
)
def test_a_refusal_that_no_form_took_is_a_page_with_its_sentence_and_the_way_back(
    rf: RequestFactory, refusal: Refusal, status: int, title: str
) -> None:
    request = rf.get("/", headers={"referer": "http://testserver/filings/"})
    answer = RefusalMiddleware(lambda _request: HttpResponse()).process_exception(request, refusal)
    assert answer is not None
    text = squeezed(answer.content.decode())
    assert answer.status_code == status
    assert str(refusal.sentence) in text
    assert all(str(sentence) in text for sentence in refusal.cells.values())
    assert 'href="http://testserver/filings/"' in text
    title_shown, heading = re.findall(r"<title>(.+?) – |<h1>(.+?)</h1>", text)
    assert title_shown[0] == heading[1], "the tab and the heading say the same"


def test_the_way_back_from_a_refusal_never_leads_to_another_host(rf: RequestFactory) -> None:
    request = rf.get("/", headers={"referer": "https://example.org/"})
    answer = RefusalMiddleware(lambda _request: HttpResponse()).process_exception(request, Refusal("x", "y"))
    assert answer is not None
    assert "example.org" not in answer.content.decode()


# --- the session has ended ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_ended_session_is_announced_and_sign_in_leads_back(client: Client) -> None:
    answer = client.get("/reports/", follow=True)
    text = answer.content.decode()
    assert "登录后将回到原来的页面" in text
    assert 'name="next" value="/reports/"' in text


@pytest.mark.django_db
def test_a_first_sign_in_shows_no_notice_of_an_ended_session(client: Client) -> None:
    assert "登录已失效" not in re.sub(r"<body.*?>", "", client.get("/", follow=True).content.decode(), flags=re.DOTALL)


@pytest.mark.django_db
def test_a_page_carries_what_its_scripts_say_in_its_language(cast: Any, as_user: Any) -> None:
    client = as_user(cast.northern_clerk)
    chinese = re.search(r"<body.*?>", client.get(HELP).content.decode(), re.DOTALL)
    assert chinese
    assert 'data-person="northern_clerk"' in chinese[0]
    assert 'data-sign-in="/account/sign-in/"' in chinese[0]
    assert "登录已失效" in chinese[0]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = re.search(r"<body.*?>", client.get(HELP).content.decode(), re.DOTALL)
    assert english
    assert not re.search(r"[\u4e00-\u9fff]", english[0])


def test_the_base_needs_no_request() -> None:
    assert "稀土总量控制指标管理系统" in render_to_string("404.html")
