"""One sees where one is signed in, and ends the others; nobody else's."""

import time
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.models import User
from accounts.services.sessions import end_all
from audit.models import Event
from authentication.reads.own_sessions import browser_of, own_sessions
from tests.conftest import PASSWORD, Cast

pytestmark = pytest.mark.django_db
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0"
)


def signed_in(user: User, agent: str = EDGE, address: str = "10.1.2.3") -> Client:
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    client.post("/account/sign-in/", {"username": user.username, "password": PASSWORD})
    return client


def enters(client: Client) -> bool:
    return bool(client.get("/").status_code == 200)


def test_the_list_says_where_and_since_when(cast: Cast) -> None:
    here, _there = signed_in(cast.miit_clerk), signed_in(cast.miit_clerk, "curl/8", "10.9.9.9")
    signed_in(cast.mnr_clerk)
    found = own_sessions(cast.miit_clerk, here.session.session_key)
    assert [(one.browser, one.address, one.current) for one in found] == [
        ("Edge、Windows", "10.1.2.3", True),
        ("其他程序", "10.9.9.9", False),
    ]
    page = here.get("/account/sessions/").content.decode()
    assert "10.9.9.9" in page
    assert "当前浏览器" in page


def test_all_others_are_ended_and_this_one_stays(cast: Cast) -> None:
    here, there, other = signed_in(cast.miit_clerk), signed_in(cast.miit_clerk), signed_in(cast.mnr_clerk)
    here.post("/account/sessions/")
    assert [enters(client) for client in (here, there, other)] == [True, False, True]
    event = Event.objects.filter(action="session.end_others").get()
    assert (event.actor, event.after) == (cast.miit_clerk.username, {"sessions": 1})


def test_one_is_ended_and_a_foreign_one_is_not_there(cast: Cast) -> None:
    here, there, other = signed_in(cast.miit_clerk), signed_in(cast.miit_clerk), signed_in(cast.mnr_clerk)
    foreign = UserSession.objects.get(user=cast.mnr_clerk.pk)
    assert here.post(f"/account/sessions/{foreign.pk}/end/").status_code == 404
    mine = UserSession.objects.get(session_key=there.session.session_key)
    assert here.post(f"/account/sessions/{mine.pk}/end/").status_code == 302
    assert [enters(client) for client in (here, there, other)] == [True, False, True]


def test_what_has_ended_otherwise_is_not_listed(cast: Cast) -> None:
    user = cast.miit_clerk
    signed_in(user)
    end_all(user)
    here = signed_in(user)
    assert [one.current for one in own_sessions(User.objects.get(pk=user.pk), here.session.session_key)] == [True]


def test_a_new_password_keeps_this_session_in_the_list(cast: Cast) -> None:
    here = signed_in(cast.miit_clerk)
    new = {"old_password": PASSWORD, "new_password1": "Another-Phrase-77", "new_password2": "Another-Phrase-77"}
    assert here.post("/account/password/", new).status_code == 302
    user = User.objects.get(pk=cast.miit_clerk.pk)
    assert [one.current for one in own_sessions(user, here.session.session_key)] == [True]


def test_the_last_act_is_that_of_the_session(cast: Cast) -> None:
    here = signed_in(cast.miit_clerk)
    later = time.time() + 300
    with time_machine.travel(later, tick=False):
        here.get("/")
    (found,) = own_sessions(cast.miit_clerk, here.session.session_key)
    assert abs(found.seen_at.timestamp() - later) < 2


@pytest.mark.once
def test_an_address_that_is_none_keeps_nobody_out(cast: Cast) -> None:
    here: Any = signed_in(cast.miit_clerk, address="")
    assert enters(here)


@pytest.mark.once
def test_browsers_are_named_by_their_own_name() -> None:
    assert browser_of(EDGE).startswith("Edge")
    assert browser_of("Mozilla/5.0 (X11; Linux x86_64) Gecko Firefox/128.0").startswith("Firefox")
