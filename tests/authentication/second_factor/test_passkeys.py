"""Passkeys beside the authenticator: added with a code, used at the sign-in and for a signature, taken away."""

import json
import re
from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from audit.models import Event
from authentication.services.passkeys import MOST
from deadlines.services.parameters import propose_parameter
from tests.authentication.second_factor.soft_key import HOST, SoftKey
from tests.authentication.second_factor.test_second_factor import CODE, set_up, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NEW, ASKED, OWN = "/account/passkeys/new/", "/account/passkeys/challenge/", "/account/second-factor/"


@pytest.fixture(autouse=True)
def _over_https(settings: Any) -> None:
    settings.SECOND_FACTOR, settings.ALLOWED_HOSTS = True, [HOST, "localhost"]


@pytest.fixture
def officer(cast: Any) -> User:
    person: User = cast.miit_officer
    return person


@pytest.fixture
def browser(officer: User) -> tuple[Client, list[str]]:
    """Signed in, with an authenticator and its recovery codes."""
    client = Client(headers={"host": HOST})
    sign_in(client, officer)
    return client, set_up(client)[1]


def challenge_of(page: str) -> Any:
    found = re.search(r'<script id="passkey-challenge" type="application/json">(.+?)</script>', page)
    assert found
    return json.loads(found[1])


def add(client: Client, code: str, key: SoftKey | None = None, name: str = "办公电脑") -> tuple[SoftKey, Any]:
    key = key or SoftKey()
    answer = key.made(challenge_of(client.get(NEW).content.decode()))
    return key, client.post(NEW, {"name": name, "code": code, "passkey": answer})


def keys() -> int:
    return int(Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).count())


def test_it_is_added_with_a_code_and_stands_in_the_list_and_in_the_log(browser: Any, officer: User) -> None:
    client, codes = browser
    _key, answer = add(client, codes[0])
    assert answer.headers["Location"] == OWN
    assert "办公电脑" in client.get(OWN).content.decode()
    event = Event.objects.get(action="second_factor.add_passkey")
    assert (event.subject_id, event.after) == (str(officer.pk), {"name": "办公电脑"})


def test_without_a_right_code_nothing_is_added(browser: Any) -> None:
    client, _codes = browser
    _key, answer = add(client, "000000")
    assert (answer.status_code, keys()) == (422, 0)


def test_the_answer_to_another_challenge_is_refused(browser: Any) -> None:
    client, codes = browser
    old = challenge_of(client.get(NEW).content.decode())
    client.get(NEW)
    answer = client.post(NEW, {"name": "旧", "code": codes[0], "passkey": SoftKey().made(old)})
    assert (answer.status_code, keys()) == (422, 0)
    for words in ("", "{}", "[1]", "no json", json.dumps({"id": 1})):
        answer = client.post(NEW, {"name": "旧", "code": codes[1], "passkey": words})
        assert answer.status_code == 422
    assert keys() == 0


def test_a_page_of_another_origin_cannot_make_one(browser: Any) -> None:
    client, codes = browser
    _key, answer = add(client, codes[0], SoftKey(origin="https://evil.example"))
    assert (answer.status_code, keys()) == (422, 0)


def test_there_are_so_many_at_most(browser: Any) -> None:
    client, codes = browser
    for code in codes[:MOST]:
        add(client, code)
    assert keys() == MOST
    _key, answer = add(client, codes[MOST])
    assert (answer.status_code, keys()) == (422, MOST)


class TestSigningIn:
    def begun(self, officer: User) -> tuple[Client, Any]:
        client = Client(headers={"host": HOST})
        assert sign_in(client, officer).headers["Location"] == CODE
        return client, challenge_of(client.get(CODE).content.decode())

    def test_a_key_stands_for_the_code(self, browser: Any, officer: User) -> None:
        key, _answer = add(browser[0], browser[1][0])
        client, asked = self.begun(officer)
        done = client.post(CODE, {"passkey": key.signed(asked)})
        assert done.status_code == 302
        assert client.get("/").status_code == 200
        assert Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).last_used_at

    def test_a_signed_challenge_is_taken_once(self, browser: Any, officer: User) -> None:
        key, _answer = add(browser[0], browser[1][0])
        client, asked = self.begun(officer)
        signed = key.signed(asked)
        client.post(CODE, {"passkey": signed})
        other, _asked = self.begun(officer)
        assert other.post(CODE, {"passkey": signed}).status_code == 422

    def test_a_key_of_somebody_else_does_not(self, browser: Any, officer: User) -> None:
        add(browser[0], browser[1][0])
        client, asked = self.begun(officer)
        assert client.post(CODE, {"passkey": SoftKey().signed(asked)}).status_code == 422
        assert Event.objects.filter(action="second_factor.fail").exists()
        assert client.get("/").status_code == 302

    def test_wrong_ones_are_counted_like_codes(self, browser: Any, officer: User, settings: Any) -> None:
        settings.SECOND_FACTOR_TRIES = 2
        key, _answer = add(browser[0], browser[1][0])
        client, _asked = self.begun(officer)
        found = [client.post(CODE, {"passkey": "{}"}).status_code for _time in range(3)]
        assert found == [422, 422, 429]
        fresh = challenge_of(client.get(CODE).content.decode())
        assert client.post(CODE, {"passkey": key.signed(fresh)}).status_code == 429

    def test_who_has_none_is_not_offered_it(self, browser: Any, officer: User) -> None:
        client = Client(headers={"host": HOST})
        sign_in(client, officer)
        assert "passkey-challenge" not in client.get(CODE).content.decode()


class TestSigning:
    def test_a_signature_takes_it_once(self, browser: Any, cast: Any, settings: Any) -> None:
        client, codes = browser
        key, _answer = add(client, codes[0])
        settings.SECOND_FACTOR_MINUTES = 0
        waiting = propose_parameter(
            name="report_decision_workdays", value="7", since=date(2021, 11, 1), reason="意见", by=cast.miit_clerk
        )
        path = f"/obligations/parameters/changes/{waiting.pk}/confirm/"
        assert "data-passkey-use" in client.get(path).content.decode()
        wrong = SoftKey().signed(client.post(ASKED).json())
        assert client.post(path, {"passkey": wrong}).status_code == 422
        answer = key.signed(client.post(ASKED).json())
        assert client.post(path, {"passkey": answer}).status_code == 302
        waiting.refresh_from_db()
        assert waiting.state == "in_force"
        assert client.post(path, {"passkey": answer}).status_code == 422

    def test_without_one_there_is_no_challenge(self, browser: Any) -> None:
        assert browser[0].post(ASKED).status_code == 409


class TestTakingAway:
    def test_it_takes_a_code_and_opens_nothing_afterwards(self, browser: Any, officer: User) -> None:
        client, codes = browser
        _key, _answer = add(client, codes[0])
        path = f"/account/passkeys/{Authenticator.objects.get(type='webauthn').pk}/remove/"
        assert client.get(path).status_code == 200
        assert client.post(path, {"code": "000000"}).status_code == 422
        assert client.post(path, {"code": codes[1]}).headers["Location"] == OWN
        assert keys() == 0
        assert Event.objects.get(action="second_factor.remove_passkey").before == {"name": "办公电脑"}
        assert Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).exists()

    def test_nobody_takes_anothers(self, browser: Any, cast: Any) -> None:
        add(browser[0], browser[1][0])
        other = Client(headers={"host": HOST})
        sign_in(other, cast.northern_clerk)
        path = f"/account/passkeys/{Authenticator.objects.get(type='webauthn').pk}/remove/"
        assert other.get(path).status_code == 404
        assert other.post(path, {"code": "1"}).status_code == 404
        assert keys() == 1
