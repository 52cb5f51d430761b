"""A session ends when its person is disabled or changes roles, when nothing is done, and at the latest after its hours."""

import time
from typing import Any

import pytest
import time_machine
from django.test import Client
from knox.models import AuthToken

from accounts.services.sessions import end_all
from audit.models import Event
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of(cast: Any) -> Any:
    def signed_in(user: Any) -> Client:
        client = Client()
        client.post("/account/sign-in/", {"username": user.username, "password": PASSWORD})
        return client

    return signed_in


def enters(client: Client) -> bool:
    return bool(client.get("/").status_code == 200)


def later(minutes: float) -> Any:
    return time_machine.travel(time.time() + minutes * 60)


def test_the_key_of_the_session_is_another_after_signing_in(cast: Any) -> None:
    client = Client()
    session = client.session
    session["x"] = 1
    session.save()
    before = str(client.session.session_key)
    client.cookies["sessionid"] = before
    client.post("/account/sign-in/", {"username": cast.miit_clerk.username, "password": PASSWORD})
    assert client.session.session_key != before


def test_ending_everything_ends_sessions_and_tokens_of_this_person_only(cast: Any, client_of: Any) -> None:
    user, other = cast.miit_clerk, cast.mnr_clerk
    first, second, others = client_of(user), client_of(user), client_of(other)
    AuthToken.objects.create(user)
    AuthToken.objects.create(other)
    end_all(user)
    assert [enters(client) for client in (first, second, others)] == [False, False, True]
    assert list(AuthToken.objects.values_list("user", flat=True)) == [other.pk]


def test_a_disabled_account_is_out_at_once_by_page_and_by_token(cast: Any, client_of: Any) -> None:
    user = cast.miit_clerk
    client = client_of(user)
    _row, token = AuthToken.objects.create(user)
    user.is_active = False
    user.save()
    assert not enters(client)
    assert Client().get("/api/v1/notices/", headers={"authorization": f"Token {token}"}).status_code == 401


def test_who_does_nothing_is_signed_out_and_comes_back_where_they_were(
    cast: Any, client_of: Any, settings: Any
) -> None:
    client = client_of(cast.miit_clerk)
    with later(settings.SESSION_IDLE_MINUTES - 1):
        assert enters(client)
    with later(2 * settings.SESSION_IDLE_MINUTES):
        answer = client.get("/notices/")
        assert answer.headers["Location"] == "/account/sign-in/?next=/notices/"
    assert Event.objects.latest("number").action == "sign_out"


def test_doing_something_keeps_it_but_not_beyond_its_hours(cast: Any, client_of: Any, settings: Any) -> None:
    client = client_of(cast.miit_clerk)
    start, step = time.time(), (settings.SESSION_IDLE_MINUTES - 1) * 60
    at = start
    while at + step < start + settings.SESSION_HOURS * 3600:
        at += step
        with time_machine.travel(at):
            assert enters(client)
    with time_machine.travel(start + settings.SESSION_HOURS * 3600 + 1):
        assert not enters(client)


@pytest.mark.parametrize(
    "headers",
    [{"HX-Request": "true"}, {"Sec-Fetch-Mode": "cors"}, {"Sec-Fetch-Mode": "same-origin"}],
)
def test_what_a_script_reads_by_itself_keeps_nothing_alive(
    cast: Any, client_of: Any, settings: Any, headers: dict[str, str]
) -> None:
    client = client_of(cast.miit_clerk)
    for minutes in range(5, settings.SESSION_IDLE_MINUTES, 5):
        with later(minutes):
            assert client.get("/notices/", headers=headers).status_code == 200
            client.get("/account/session/", headers=headers | {"Sec-Fetch-Mode": "cors"})
    with later(settings.SESSION_IDLE_MINUTES + 1):
        assert not enters(client)


def test_the_button_that_says_i_am_here_keeps_it(cast: Any, client_of: Any, settings: Any) -> None:
    client = client_of(cast.miit_clerk)
    with later(settings.SESSION_IDLE_MINUTES - 1):
        asked = client.get("/account/session/", headers={"Sec-Fetch-Mode": "cors"}).json()
        assert 30 < asked["seconds"] <= 60
        assert asked["can_stay"] is True
        stayed = client.post("/account/session/").json()
        assert stayed["seconds"] > (settings.SESSION_IDLE_MINUTES - 1) * 60
    with later(2 * settings.SESSION_IDLE_MINUTES - 2):
        assert enters(client)


def test_near_the_last_hour_nobody_is_offered_to_stay(cast: Any, client_of: Any, settings: Any) -> None:
    settings.SESSION_IDLE_MINUTES = 600
    client = client_of(cast.miit_clerk)
    with later(settings.SESSION_HOURS * 60 - 2):
        assert client.post("/account/session/").json()["can_stay"] is False


def test_every_page_says_when_it_ends_without_script(cast: Any, client_of: Any) -> None:
    with time_machine.travel("2021-10-08T01:00:00Z", tick=False):
        page = client_of(cast.miit_clerk).get("/").content.decode()
    assert "本次登录于09:30失效" in page
    assert 'data-session-left="1800"' in page


def test_who_is_not_signed_in_is_warned_of_nothing(client: Client) -> None:
    assert "data-session-left" not in client.get("/account/sign-in/").content.decode()


def test_a_new_password_ends_every_other_session_and_token(cast: Any, client_of: Any) -> None:
    user = cast.miit_clerk
    here, there = client_of(user), client_of(user)
    AuthToken.objects.create(user)
    new = "another-Passphrase-77"
    done = here.post("/account/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert done.headers["Location"] == "/"
    assert (enters(here), enters(there), AuthToken.objects.count()) == (True, False, 0)
    assert Event.objects.filter(action="password.change").count() == 1


@pytest.mark.parametrize("weak", ["short-1", "1234567890123", "password1234", "miit_clerk-1"])
def test_a_weak_password_is_refused(cast: Any, client_of: Any, weak: str) -> None:
    typed = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    assert client_of(cast.miit_clerk).post("/account/password/", typed).status_code == 422


def test_signing_in_and_out_are_events(cast: Any, client_of: Any) -> None:
    client_of(cast.miit_clerk).post("/account/sign-out/")
    written = Event.objects.order_by("number").values_list("action", "actor", "organisation")
    assert [row for row in written if row[0].startswith("sign")] == [
        ("sign_in", "miit_clerk", "工业和信息化部"), ("sign_out", "miit_clerk", "工业和信息化部"),
    ]  # fmt: skip
