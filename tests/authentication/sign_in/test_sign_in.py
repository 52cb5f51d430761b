"""Signing in, and what every installation starts with."""

from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.demo import demo_accounts
from accounts.models import Organisation, Province, Role
from accounts.services.reference import load_reference
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_a_person_signs_in_and_meets_the_desk(cast: Any, client: Client) -> None:
    answer = client.post("/account/sign-in/", {"username": cast.miit_clerk.username, "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    page = client.get("/").content.decode()
    assert "工业和信息化部" in page
    assert "经办人" in page


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(cast: Any, client: Client) -> None:
    wrong = client.post("/account/sign-in/", {"username": cast.miit_clerk.username, "password": "wrong"})
    unknown = client.post("/account/sign-in/", {"username": "nobody", "password": "wrong"})
    for answer in (wrong, unknown):
        assert answer.status_code == 200
        assert "error-summary" in answer.content.decode()
    # Apart from the name that was typed and the token of the form, the pages are the same.
    lengths = {
        len(answer.content) - len(name) for answer, name in ((wrong, cast.miit_clerk.username), (unknown, "nobody"))
    }
    assert len(lengths) == 1


def test_a_disabled_account_does_not_enter(cast: Any, client: Client) -> None:
    person = cast.miit_clerk
    person.is_active = False
    person.save()
    client.post("/account/sign-in/", {"username": person.username, "password": PASSWORD})
    assert client.get("/").status_code == 302


def test_signing_out_needs_a_post(cast: Any, as_user: Any) -> None:
    client = as_user(cast.miit_clerk)
    assert client.get("/account/sign-out/").status_code == 405
    client.post("/account/sign-out/")
    assert client.get("/").status_code == 302


def test_the_demos_accounts_are_offered_in_the_demo_only(client: Client, settings: Any) -> None:
    assert demo_accounts()[0].password not in client.get("/account/sign-in/").content.decode()
    settings.DEMO = True
    page = client.get("/account/sign-in/").content.decode()
    assert all(account.password in page for account in demo_accounts())


def test_the_demo_is_refused_outside_the_demo() -> None:
    with pytest.raises(CommandError, match="DEMO=true"):
        call_command("load_demo")


def test_reference_data_can_be_loaded_again() -> None:
    counts = [model.objects.count() for model in (Role, Province, Organisation)]
    load_reference()
    assert [model.objects.count() for model in (Role, Province, Organisation)] == counts
    assert counts[2] == 3 + 6 + 1 + 2 * counts[1]


def test_every_page_carries_a_strict_policy(client: Client) -> None:
    policy = client.get("/account/sign-in/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_form_without_its_token_is_refused_in_chinese(cast: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/account/sign-in/", {"username": "x", "password": "y"})
    assert answer.status_code == 403
    assert "页面打开时间过长" in answer.content.decode()


def test_an_unknown_address_gets_a_chinese_page_with_a_link_onwards(cast: Any, as_user: Any) -> None:
    answer = as_user(cast.miit_clerk).get("/no-such-page/")
    assert answer.status_code == 404
    assert "页面不存在" in answer.content.decode()
    assert settings.LANGUAGE_CODE == "zh-hans"
