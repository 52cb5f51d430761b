"""Programs: a token for account and password (and a code), good for a while; rates for each account."""

import base64
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient, APIRequestFactory

from accounts.services.sessions import end_all
from audit.models import Event
from authentication.services import second_factor
from common.constraints import NotValid
from tests.authentication.second_factor.test_second_factor import code_of
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def ask(user: Any, password: str = PASSWORD, **headers: str) -> Any:
    pair = base64.b64encode(f"{user.username}:{password}".encode()).decode()
    return Client().post("/api/v1/token/", headers={"authorization": f"Basic {pair}", **headers})


def program(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


@pytest.fixture
def secret(settings: Any) -> str:
    settings.SECOND_FACTOR = True
    return str(generate_totp_secret())


def test_a_token_needs_the_password_and_ends_by_itself(cast: Any, settings: Any) -> None:
    assert ask(cast.miit_clerk, "wrong").status_code == 401
    token = ask(cast.miit_clerk).json()["token"]
    assert program(token).get("/api/v1/notices/").status_code == 200
    row = AuthToken.objects.get()
    assert row.expiry - timezone.now() < timedelta(hours=settings.API_TOKEN_HOURS)
    with time_machine.travel(time.time() + settings.API_TOKEN_HOURS * 3600 + 1):
        assert program(token).get("/api/v1/notices/").status_code == 401


def test_a_session_is_not_enough_for_a_token(cast: Any, as_user: Any) -> None:
    assert as_user(cast.miit_clerk).post("/api/v1/token/").status_code == 401


def test_guessing_by_the_api_and_by_the_page_is_counted_together(cast: Any, settings: Any) -> None:
    for _try in range(settings.SIGN_IN_TRIES):
        assert ask(cast.miit_clerk, "wrong").status_code == 401
    refused = ask(cast.miit_clerk)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_attempts")
    typed = {"username": cast.miit_clerk.username, "password": PASSWORD}
    assert Client().post("/account/sign-in/", typed).status_code == 429


def test_an_officers_token_needs_a_code_too(cast: Any, secret: str) -> None:
    user = cast.northern_officer
    assert ask(user).json()["code"] == "second_factor_missing"
    TOTP.activate(user, secret)
    assert ask(user).json()["code"] == "second_factor"
    given = ask(user, **{second_factor.HEADER: code_of(secret)})
    assert program(given.json()["token"]).get("/api/v1/notices/").status_code == 200
    assert ask(user, **{second_factor.HEADER: code_of(secret)}).status_code == 422


def test_a_program_proves_its_signature_by_the_header_once_for_a_while(cast: Any, secret: str) -> None:
    user = cast.northern_officer
    TOTP.activate(user, secret)
    row, _token = AuthToken.objects.create(user)
    other, _token = AuthToken.objects.create(user)

    def request(auth: AuthToken, **headers: str) -> Any:
        made: Any = APIRequestFactory().post("/", headers=headers)
        made.user, made.auth, made.session = user, auth, {}
        return made

    with pytest.raises(NotValid):
        second_factor.prove(request(row))
    second_factor.prove(request(row, **{second_factor.HEADER: code_of(secret)}))
    second_factor.prove(request(row))
    assert not second_factor.is_fresh(request(other))
    with time_machine.travel(time.time() + 301):
        assert not second_factor.is_fresh(request(row))


def test_tokens_end_with_the_account_and_when_they_are_given_back(cast: Any) -> None:
    first, second = (ask(cast.miit_clerk).json()["token"] for _time in range(2))
    assert program(first).post("/api/v1/token/revoke/").status_code == 204
    assert program(first).get("/api/v1/notices/").status_code == 401
    end_all(cast.miit_clerk)
    assert program(second).get("/api/v1/notices/").status_code == 401
    written = Event.objects.filter(action__startswith="token").order_by("number")
    assert list(written.values_list("action", "actor")) == [
        ("token.create", "miit_clerk"), ("token.create", "miit_clerk"), ("token.revoke", "miit_clerk"),
    ]  # fmt: skip


def test_rates_are_of_one_account_whatever_its_address(cast: Any, settings: Any) -> None:
    busy, quiet = (program(ask(user).json()["token"]) for user in (cast.miit_clerk, cast.mnr_clerk))
    cache.clear()
    settings.API_REQUESTS_PER_MINUTE = 5
    for _time in range(5):
        assert busy.get("/api/v1/notices/").status_code == 200
    refused = busy.get("/api/v1/notices/", REMOTE_ADDR="10.1.1.1")
    assert refused.status_code == 429
    assert "一分钟内的请求超过5次" in refused.json()["detail"]
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    assert quiet.get("/api/v1/notices/").status_code == 200
    with time_machine.travel(time.time() + 61):
        assert busy.get("/api/v1/notices/").status_code == 200


def test_files_have_a_rate_of_their_own(cast: Any, as_user: Any, settings: Any) -> None:
    settings.DOWNLOADS_PER_MINUTE = 2
    client = as_user(cast.miit_clerk)
    answers = [client.get("/notices/1/notice.pdf") for _time in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert "一分钟内的请求超过2次" in answers[2].content.decode()
    assert client.get("/notices/").status_code == 200
