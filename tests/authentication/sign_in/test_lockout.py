"""Guessing ends soon, and nobody can use that to shut a ministry out; nobody learns which accounts there are."""

import base64
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client, override_settings

from accounts.models import User
from audit.models import Event
from authentication.services import lockout
from authentication.services.lockout import attempt
from common.constraints import TooMany
from quota_admin.environment import shared_cache
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str, password: str = PASSWORD) -> Any:
    return client.post("/account/sign-in/", {"username": username, "password": password})


def exhaust(client: Client, username: str, tries: int) -> None:
    for _try in range(tries):
        assert sign_in(client, username, "wrong").status_code == 200


def test_guessing_is_refused_with_the_wait_even_when_the_guess_is_right(cast: Any, settings: Any) -> None:
    stranger, user = Client(), cast.miit_officer
    exhaust(stranger, user.username, settings.SIGN_IN_TRIES)
    refused = sign_in(stranger, user.username)
    assert refused.status_code == 429
    assert 800 < int(refused.headers["Retry-After"]) <= 900
    assert "请等待15分钟" in refused.content.decode()
    with time_machine.travel(time.time() + settings.SIGN_IN_LOCK_MINUTES * 60 + 1):
        assert sign_in(stranger, user.username).status_code == 302


def test_an_attack_does_not_shut_out_the_people_on_their_own_browsers(cast: Any, settings: Any) -> None:
    user, own, attacker = cast.miit_officer, Client(), Client()
    assert sign_in(own, user.username).status_code == 302
    own.post("/account/sign-out/")
    exhaust(attacker, user.username, settings.SIGN_IN_TRIES)
    assert sign_in(attacker, user.username).status_code == 429
    assert sign_in(own, user.username).status_code == 302


def test_a_known_browser_is_known_to_its_account_only(cast: Any, settings: Any) -> None:
    user, other, browser = cast.miit_officer, cast.miit_clerk, Client()
    sign_in(browser, other.username)
    browser.post("/account/sign-out/")
    # A colleague's cookie under another name is no cookie of this account.
    mine = browser.cookies[lockout._cookie(other.username)].value
    browser.cookies[lockout._cookie(user.username)] = mine
    exhaust(Client(), user.username, settings.SIGN_IN_TRIES)
    assert sign_in(browser, user.username).status_code == 429
    browser.cookies[lockout._cookie(user.username)] = "forged"
    assert sign_in(browser, user.username).status_code == 429


def test_a_known_browser_has_not_endless_tries_either(cast: Any, settings: Any) -> None:
    user, own = cast.miit_officer, Client()
    sign_in(own, user.username)
    own.post("/account/sign-out/")
    exhaust(own, user.username, settings.SIGN_IN_TRIES)
    assert sign_in(own, user.username).status_code == 429


def test_a_ministry_behind_one_proxy_is_not_one_account(cast: Any, settings: Any) -> None:
    exhaust(Client(REMOTE_ADDR="10.0.0.1"), cast.miit_officer.username, settings.SIGN_IN_TRIES)
    assert sign_in(Client(REMOTE_ADDR="10.0.0.1"), cast.miit_clerk.username).status_code == 302
    assert sign_in(Client(REMOTE_ADDR="10.0.0.2"), cast.miit_officer.username).status_code == 429


def test_the_cookie_is_signed_closed_to_script_and_set_after_a_success_only(cast: Any) -> None:
    client, name = Client(), lockout._cookie(cast.miit_officer.username)
    sign_in(client, cast.miit_officer.username, "wrong")
    assert name not in client.cookies
    sign_in(client, cast.miit_officer.username)
    cookie = client.cookies[name]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cast.miit_officer.username not in cookie.value


@pytest.mark.parametrize("way", ["page", "program"])
def test_unknown_disabled_and_wrong_cannot_be_distinguished(cast: Any, monkeypatch: Any, way: str) -> None:
    disabled = cast.miit_clerk
    disabled.is_active = False
    disabled.save()
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)

    def ask(username: str, password: str) -> tuple[int, int, int]:
        hashed.clear()
        if way == "page":
            answer = sign_in(Client(), username, password)
        else:
            pair = base64.b64encode(f"{username}:{password}".encode()).decode()
            answer = Client().post("/api/v1/token/", headers={"authorization": f"Basic {pair}"})
        return answer.status_code, len(answer.content) - len(username) * (way == "page"), len(hashed)

    answers = {
        ask("nobody", "x" * 20), ask(cast.miit_officer.username, "x" * 20),
        ask(disabled.username, PASSWORD), ask(disabled.username, "x" * 20),
    }  # fmt: skip
    assert len(answers) == 1
    assert answers.pop()[2] == 1


def test_an_unknown_account_is_locked_like_a_known_one(cast: Any, settings: Any) -> None:
    # The clock stands: the two are asked one after the other, and what is left to wait is told in seconds.
    with time_machine.travel(time.time(), tick=False):
        for username in ("nobody", cast.miit_officer.username):
            exhaust(Client(), username, settings.SIGN_IN_TRIES)
        unknown, known = (sign_in(Client(), name, "x") for name in ("nobody", cast.miit_officer.username))
    assert (unknown.status_code, unknown.headers["Retry-After"]) == (known.status_code, known.headers["Retry-After"])


def test_writing_the_name_otherwise_gives_no_more_tries(cast: Any, settings: Any) -> None:
    name = cast.miit_officer.username
    exhaust(Client(), name, settings.SIGN_IN_TRIES)
    assert [sign_in(Client(), other, "x").status_code for other in (name.upper(), f" {name} ")] == [429, 429]


def test_a_success_gives_back_its_own_try_only(cast: Any, settings: Any) -> None:
    user = cast.miit_officer
    exhaust(Client(), user.username, settings.SIGN_IN_TRIES - 1)
    for _time in range(3):
        assert sign_in(Client(), user.username).status_code == 302
    exhaust(Client(), user.username, 1)
    assert sign_in(Client(), user.username).status_code == 429


def test_the_old_password_is_guessed_no_more_often(cast: Any, settings: Any) -> None:
    client = Client()
    sign_in(client, cast.miit_clerk.username)
    typed = {
        "old_password": "wrong",
        "new_password1": "another-Passphrase-77",
        "new_password2": "another-Passphrase-77",
    }
    for _try in range(settings.SIGN_IN_TRIES):
        assert "密码错误" in client.post("/account/password/", typed).content.decode()
    assert "错误次数过多" in client.post("/account/password/", typed | {"old_password": PASSWORD}).content.decode()


def test_a_failed_sign_in_is_an_event_with_the_name_that_was_typed(cast: Any) -> None:
    sign_in(Client(), "nobody", "wrong")
    event = Event.objects.get(action="sign_in.fail")
    assert (event.actor, event.subject, event.organisation) == ("nobody", "nobody", "")
    sign_in(Client(), cast.miit_clerk.username)
    event = Event.objects.latest("number")
    assert (event.action, event.actor, event.origin) == ("sign_in", "miit_clerk", "127.0.0.1")
    assert PASSWORD not in str(list(Event.objects.values()))


@pytest.fixture(params=["memory", "folder"])
def together(request: Any, tmp_path: Path) -> Any:
    """The caches that processes or threads share."""
    if request.param == "memory":
        yield
    else:
        with override_settings(CACHES={"default": shared_cache("", tmp_path / "cache")}):
            yield


def race(take: Callable[[], None], times: int) -> int:
    """How many of so many at once are let through."""

    def one(_number: int) -> bool:
        try:
            take()
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(times) as pool:
        return sum(pool.map(one, range(times)))


def spend() -> None:
    with attempt("password", "somebody", lockout.UNKNOWN, 5):
        pass


def test_tries_at_the_same_moment_are_not_more(together: None) -> None:
    assert race(spend, 24) == 5


def test_counting_first_and_writing_later_would_let_more_through() -> None:
    """The control: the same race with a counter that is read, then written."""

    def read_then_write() -> None:
        seen = cache.get("control", 0)
        if seen >= 5:
            raise TooMany("x", "x", wait=1)
        time.sleep(0.01)
        cache.set("control", seen + 1)

    assert race(read_then_write, 24) > 5


@pytest.mark.parametrize(
    ("broker", "location"),
    [
        ("redis://host:6379/0", "redis://host:6379/0"),
        ("redis+socket:///run/broker.sock?virtual_host=3", "unix:///run/broker.sock?db=3"),
    ],
)
def test_the_processes_of_a_service_share_their_counters(broker: str, location: str, tmp_path: Path) -> None:
    assert shared_cache(broker, tmp_path)["LOCATION"] == location
    assert shared_cache("", tmp_path)["LOCATION"] == str(tmp_path)


@pytest.mark.service
def test_the_broker_counts_for_all_processes(settings: Any) -> None:
    import os

    with override_settings(CACHES={"default": shared_cache(os.environ["REDIS_URL"], Path())}):
        cache.delete_many([f"password:{lockout._digest('somebody')}:unknown:{number}" for number in range(5)])
        assert race(spend, 24) == 5
        with pytest.raises(TooMany) as refused:
            spend()
        assert 800 < refused.value.wait <= 901


def test_who_signs_in_again_keeps_the_browser_it_has(cast: Any) -> None:
    client, user = Client(), User.objects.get(pk=cast.miit_officer.pk)
    sign_in(client, user.username)
    first = client.cookies[lockout._cookie(user.username)].value
    client.post("/account/sign-out/")
    sign_in(client, user.username)
    assert client.cookies[lockout._cookie(user.username)].value == first
