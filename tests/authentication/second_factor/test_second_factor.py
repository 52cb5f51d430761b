"""The second factor: obligatory for who signs and administers, fresh before a signature, each code once."""

import re
import time
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.test import Client, RequestFactory

from accounts.models import Role, User
from audit.models import Event
from authentication.services import second_factor
from common.constraints import NotAllowed, NotValid, TooMany
from tests.accounts.keepers import security_admin
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SET_UP, CODE = "/account/second-factor/set-up/", "/account/sign-in/code/"


@pytest.fixture(autouse=True)
def _obligatory(settings: Any) -> None:
    settings.SECOND_FACTOR = True


def code_of(secret: str, later: int = 0) -> str:
    """What an authenticator shows for the secret now, or so many half minutes later."""
    return str(format_hotp_value(hotp_value(secret.replace(" ", ""), int(time.time()) // 30 + later)))


def sign_in(client: Client, user: User) -> Any:
    return client.post("/account/sign-in/", {"username": user.username, "password": PASSWORD})


def set_up(client: Client) -> tuple[str, list[str]]:
    """Goes through the page as a person does; the secret and the recovery codes."""
    page = client.get(SET_UP).content.decode()
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found
    secret = found[1].replace(" ", "")
    done = client.post(SET_UP, {"password": PASSWORD, "code": code_of(secret)})
    assert done.status_code == 200, done.content.decode()
    return secret, re.findall(r"<li><code>(\d+)</code>", done.content.decode())


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR, *sorted(Role.OPERATORS)])
def test_who_signs_or_administers_is_led_to_set_it_up_and_does_nothing_else(cast: Any, role: str) -> None:
    user = cast.person("somebody", "operator" if role in Role.OPERATORS else "northern-re", role)
    client = Client()
    assert sign_in(client, user).headers["Location"] == "/"
    for path in ("/", "/notices/", "/account/password/", "/account/second-factor/"):
        assert client.get(path).headers["Location"] == SET_UP, path
    assert client.post("/account/password/").headers["Location"] == SET_UP
    refused = client.get("/api/v1/notices/")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_missing")
    set_up(client)
    assert client.get("/").status_code == 200


def test_a_clerk_needs_none_and_may_have_one(cast: Any) -> None:
    client = Client()
    sign_in(client, cast.northern_clerk)
    assert client.get("/").status_code == 200
    assert "不要求双因素认证" in client.get("/account/second-factor/").content.decode()
    set_up(client)
    client.post("/account/sign-out/")
    assert sign_in(client, cast.northern_clerk).headers["Location"] == CODE


def test_with_the_setting_off_nobody_is_asked(cast: Any, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    client = Client()
    sign_in(client, cast.northern_officer)
    assert client.get("/").status_code == 200


def test_the_picture_is_in_the_page_and_setting_up_needs_the_password(cast: Any) -> None:
    client = Client()
    sign_in(client, cast.northern_officer)
    page = client.get(SET_UP)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]
    secret = client.session["second_factor_offered"]
    refused = client.post(SET_UP, {"password": "wrong", "code": code_of(secret)})
    assert refused.status_code == 422
    assert "密码错误" in refused.content.decode()
    refused = client.post(SET_UP, {"password": PASSWORD, "code": "000000"})
    assert "动态码不正确" in refused.content.decode()
    assert not Authenticator.objects.exists()


def test_after_the_password_comes_the_code_and_only_then_the_desk(cast: Any) -> None:
    user = cast.northern_officer
    client = Client()
    sign_in(client, user)
    secret, _codes = set_up(client)
    client.post("/account/sign-out/")
    assert sign_in(client, user).headers["Location"] == CODE
    assert client.get("/").status_code == 302
    assert "动态码" in client.get(CODE).content.decode()
    wrong = client.post(CODE, {"code": "000000"})
    assert (wrong.status_code, client.get("/").status_code) == (422, 302)
    with time_machine.travel(time.time() + 60):
        assert client.post(CODE, {"code": code_of(secret)}).headers["Location"] == "/"
        assert client.get("/").status_code == 200


def test_no_code_is_taken_twice(cast: Any) -> None:
    user = cast.northern_officer
    client = Client()
    sign_in(client, user)
    secret, codes = set_up(client)
    request = RequestFactory().post("/")
    assert len(codes) == 10
    assert not second_factor.check(request, user, code_of(secret)), "it set the authenticator up already"
    assert second_factor.check(request, user, code_of(secret, 1)), "a clock may be half a minute off"
    assert not second_factor.check(request, user, code_of(secret, 1))
    assert not second_factor.check(request, user, code_of(secret)), "an older one is not taken after a newer one"
    assert second_factor.check(request, user, codes[3])
    assert not second_factor.check(request, user, codes[3])


def test_wrong_codes_are_counted_and_the_wait_is_named(cast: Any, settings: Any) -> None:
    user = cast.northern_officer
    client = Client()
    sign_in(client, user)
    secret, _codes = set_up(client)
    other = Client()
    sign_in(other, user)
    for _try in range(settings.SECOND_FACTOR_TRIES):
        assert other.post(CODE, {"code": "000000"}).status_code == 422
    locked = other.post(CODE, {"code": code_of(secret, 1)})
    assert locked.status_code == 429
    assert int(locked.headers["Retry-After"]) > 800
    assert "15分钟" in locked.content.decode()
    # The browser that is known has tries of its own.
    client.post("/account/sign-out/")
    sign_in(client, user)
    assert client.post(CODE, {"code": code_of(secret, 1)}).headers["Location"] == "/"


def test_a_signature_needs_a_code_that_is_not_older_than_the_minutes_of_the_setting(cast: Any, rf: Any) -> None:
    user = cast.northern_officer
    client = Client()
    sign_in(client, user)
    secret, _codes = set_up(client)

    def request(**data: str) -> Any:
        made = rf.post("/", data)
        made.user, made.session = User.objects.get(pk=user.pk), client.session
        return made

    assert second_factor.is_fresh(request())
    with time_machine.travel(time.time() + 301):
        assert not second_factor.is_fresh(request())
        for wrong in ({}, {"code": "000000"}):
            with pytest.raises(NotValid) as refused:
                second_factor.prove(request(**wrong))
            assert "code" in refused.value.cells
        signing = request(code=code_of(secret))
        second_factor.prove(signing)
        assert second_factor.is_fresh(signing)
        with pytest.raises(NotValid):
            second_factor.prove(request(code=code_of(secret)))


def test_a_proof_is_of_one_person_and_without_a_factor_nobody_signs(cast: Any, rf: Any) -> None:
    request = rf.post("/", {"code": "123456"})
    request.user, request.session = cast.northern_officer, {}
    with pytest.raises(NotAllowed):
        second_factor.prove(request)
    request.session = {second_factor.PROVED: [cast.miit_officer.pk, time.time()]}
    assert not second_factor.is_fresh(request)


def test_codes_of_a_signature_are_counted_too(cast: Any, rf: Any, settings: Any) -> None:
    client = Client()
    sign_in(client, cast.northern_officer)
    set_up(client)
    request = rf.post("/", {"code": "000000"})
    request.user, request.session = cast.northern_officer, {}
    for _try in range(settings.SECOND_FACTOR_TRIES):
        with pytest.raises(NotValid):
            second_factor.prove(request)
    with pytest.raises(TooMany):
        second_factor.prove(request)


def test_a_reset_ends_everything_and_the_next_sign_in_leads_to_setting_up(cast: Any) -> None:
    user = cast.northern_officer
    client = Client()
    sign_in(client, user)
    set_up(client)
    second_factor.reset_second_factor(person=user, reason="", by=security_admin(1))
    assert client.get("/").headers["Location"].startswith("/account/sign-in/")
    assert sign_in(client, user).headers["Location"] == "/"
    assert client.get("/").headers["Location"] == SET_UP


def test_another_authenticator_and_new_recovery_codes_need_a_code(cast: Any) -> None:
    client = Client()
    sign_in(client, cast.northern_officer)
    _secret, codes = set_up(client)
    renew, remove = "/account/second-factor/recovery-codes/", "/account/second-factor/remove/"
    assert client.post(renew, {"code": "1"}).status_code == 422
    page = client.post(renew, {"code": codes[0]}).content.decode()
    new = re.findall(r"<li><code>(\d+)</code>", page)
    assert set(new).isdisjoint(codes)
    assert client.post(remove, {"code": codes[1]}).status_code == 422
    assert client.post(remove, {"code": new[0]}).headers["Location"] == SET_UP
    assert client.get("/").headers["Location"] == SET_UP


def test_the_secret_is_unreadable_in_the_database(cast: Any) -> None:
    client = Client()
    sign_in(client, cast.northern_officer)
    secret, codes = set_up(client)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert all(code not in stored for code in codes)
    assert decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret


def test_each_step_is_an_event(cast: Any) -> None:
    user = cast.northern_officer
    client = Client()
    sign_in(client, user)
    _secret, codes = set_up(client)
    client.post("/account/sign-out/")
    sign_in(client, user)
    client.post(CODE, {"code": "000000"})
    client.post(CODE, {"code": codes[0]})
    client.post("/account/second-factor/remove/", {"code": codes[1]})
    written = list(Event.objects.order_by("number").values_list("action", flat=True))
    assert [action for action in written if action.startswith(("sign", "second"))] == [
        "sign_in", "second_factor.set_up", "sign_out", "second_factor.fail", "second_factor.recovery_code", "sign_in",
        "second_factor.recovery_code", "second_factor.remove",
    ]  # fmt: skip
