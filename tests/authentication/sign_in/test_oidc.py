"""Sign-in at a provider of the house, against a local one over real HTTP: existing active accounts only."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from oidc_provider_mock import User as Known
from oidc_provider_mock import run_server_in_thread

from accounts.models import User
from audit.models import Event
from quota_admin.environment import oidc_providers, origin_of
from tests.authentication.second_factor.test_second_factor import code_of

# Of the provider's own libraries, not of ours.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
START = "/account/oidc/oidc/login/"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    people = [
        Known(sub=name, claims={"preferred_username": name, "employee": f"{name}-no"})
        for name in ("miit_clerk", "miit_officer", "stranger")
    ]
    with run_server_in_thread(user_claims=people) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def provider(issuer: str, settings: Any) -> str:
    settings.OIDC_NAME = "统一身份认证"
    settings.OIDC_ISSUER = issuer
    settings.SOCIALACCOUNT_PROVIDERS = oidc_providers(issuer, "统一身份认证", "quota", "secret-of-the-client")
    return issuer


def through(client: Client, who: str, **answer: str) -> Any:
    """The browser's way: to the provider, signed in there, and back."""
    leaves = client.post(START, {"next": "/notices/"})
    assert leaves.status_code == 302
    back = requests.post(leaves.headers["Location"], data={"sub": who, **answer}, allow_redirects=False, timeout=5)
    assert back.status_code == 302, back.text
    parts = urlsplit(back.headers["Location"])
    return client.get(f"{parts.path}?{parts.query}")


def test_an_existing_account_enters_and_comes_where_it_wanted(cast: Any, provider: str) -> None:
    client = Client()
    assert cast.miit_clerk.is_active
    page = client.get("/account/sign-in/").content.decode()
    assert "通过统一身份认证登录" in page
    assert through(client, "miit_clerk").headers["Location"] == "/notices/"
    assert 'data-person="miit_clerk"' in client.get("/").content.decode()
    event = Event.objects.latest("number")
    assert (event.action, event.actor, event.after["ways"]) == ("sign_in", "miit_clerk", ["socialaccount"])
    # Nothing is linked: the claim decides anew each time.
    assert not SocialAccount.objects.exists()


def test_somebody_without_an_account_gets_a_sentence_and_no_account(cast: Any, provider: str) -> None:
    client = Client()
    before = User.objects.count()
    answer = through(client, "stranger")
    assert answer.status_code == 403
    assert "没有该名称的有效账号" in answer.content.decode()
    assert client.get("/").status_code == 302
    assert User.objects.count() == before
    failed = Event.objects.get(action="sign_in.fail")
    assert (failed.actor, failed.after) == ("stranger", {"way": "OIDC"})


def test_a_disabled_account_is_like_none(cast: Any, provider: str) -> None:
    user = cast.miit_clerk
    user.is_active = False
    user.save()
    assert through(Client(), "miit_clerk").status_code == 403


def test_the_claim_is_a_setting(cast: Any, provider: str, settings: Any) -> None:
    settings.OIDC_CLAIM = "employee"
    assert through(Client(), "miit_clerk").status_code == 403
    cast.person("miit_clerk-no", "miit", "clerk")
    assert through(Client(), "miit_clerk").status_code == 302


def test_the_second_factor_is_asked_all_the_same(cast: Any, provider: str, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    secret = generate_totp_secret()
    client = Client()
    assert through(client, cast.miit_officer.username).headers["Location"] == "/notices/"
    assert client.get("/notices/").headers["Location"] == "/account/second-factor/set-up/"
    TOTP.activate(cast.miit_officer, secret)
    client = Client()
    assert through(client, "miit_officer").headers["Location"] == "/account/sign-in/code/"
    assert client.get("/").status_code == 302
    assert client.post("/account/sign-in/code/", {"code": code_of(secret)}).headers["Location"] == "/notices/"


def test_a_refusal_at_the_provider_is_reported(cast: Any, provider: str) -> None:
    answer = through(Client(), "miit_clerk", action="deny")
    assert answer.status_code == 403
    assert "统一身份认证未能确认您的身份" in answer.content.decode()


def test_an_answer_that_nobody_asked_for_is_refused(cast: Any, provider: str) -> None:
    assert cast.miit_clerk.is_active
    answer = Client().get(f"{START}callback/?code=x&state=y")
    assert answer.status_code == 403


def test_a_silent_provider_is_reported(cast: Any, provider: str, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = oidc_providers("http://localhost:9", "统一身份认证", "quota", "x")
    answer = Client().post(START)
    assert answer.status_code == 403
    assert "统一身份认证未能确认您的身份" in answer.content.decode()


def test_it_begins_with_a_post_and_links_no_account_of_who_is_signed_in(cast: Any, provider: str, as_user: Any) -> None:
    assert as_user(cast.miit_clerk).get(START).status_code != 302
    client = as_user(cast.miit_clerk)
    leaves = client.post(f"{START}?process=connect")
    back = requests.post(leaves.headers["Location"], data={"sub": "stranger"}, allow_redirects=False, timeout=5)
    parts = urlsplit(back.headers["Location"])
    assert client.get(f"{parts.path}?{parts.query}").headers["Location"] == "/"
    assert not SocialAccount.objects.exists()


def test_without_configuration_there_is_neither_button_nor_address(client: Client) -> None:
    assert "oidc" not in client.get("/account/sign-in/").content.decode()
    assert client.post(START).status_code == 404
    assert oidc_providers("", "", "", "") == {}


def test_the_policy_lets_the_form_lead_to_the_provider_only() -> None:
    assert origin_of("https://sso.example.gov.cn/realms/house") == "https://sso.example.gov.cn"
