"""Accounts of programs: two people, scopes, an end; tokens shown once, kept as digests; certificates; limits."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import today
from integrations.models import ServiceAccount, ServiceToken
from integrations.rules.scopes import AREAS, FOR_PEOPLE, READ_ONLY
from integrations.services.service_accounts import ask_service_account, consent, end_service_account
from integrations.services.service_tokens import issue_token, revoke_token
from quota_admin.api.description import Description
from quota_admin.urls.api import router

pytestmark = pytest.mark.django_db


def program(token: str, **headers: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}", **headers)
    return client


def test_the_areas_are_the_addresses_of_the_api() -> None:
    assert {*AREAS, *FOR_PEOPLE} == {prefix for prefix, _view, _name in router.registry}
    assert not set(AREAS) & set(FOR_PEOPLE)


def test_nothing_can_be_written_where_only_reading_can_be_given() -> None:
    paths = Description.of_this_code().document["paths"]
    writing = {path.split("/")[3] for path, verbs in paths.items() if set(verbs) & {"post", "put", "patch", "delete"}}
    assert writing & set(AREAS) == set(AREAS) - READ_ONLY


class TestTwoPeople:
    def test_asked_by_one_and_consented_to_by_another(self, account: ServiceAccount) -> None:
        assert account.asked_by != account.consented_by
        assert account.user.has_usable_password() is False

    def test_who_asked_does_not_consent(self, cast: Any) -> None:
        both = cast.person("northern-both", "northern-re", "administrator")
        both.roles.add("officer")
        both = User.objects.get(pk=both.pk)
        asked = ask_service_account(name="x", purpose="x", scopes=["reports:read"], last_day=today(), by=both)
        with pytest.raises(NotAllowed):
            consent(account=asked, by=both)

    def test_without_consent_there_is_no_token(self, keeper: Any) -> None:
        asked = ask_service_account(name="x", purpose="x", scopes=["reports:read"], last_day=today(), by=keeper)
        with pytest.raises(Refusal):
            issue_token(account=asked, by=keeper)

    def test_an_officer_of_another_organisation_does_not_consent(self, cast: Any, keeper: Any) -> None:
        asked = ask_service_account(name="x", purpose="x", scopes=["reports:read"], last_day=today(), by=keeper)
        with pytest.raises(NotAllowed):
            consent(account=asked, by=cast.miit_officer)

    @pytest.mark.parametrize("days", [-1, 400])
    def test_it_has_an_end(self, keeper: Any, days: int) -> None:
        end = today() + timedelta(days=days)
        with pytest.raises(NotValid):
            ask_service_account(name="x", purpose="x", scopes=["reports:read"], last_day=end, by=keeper)


class TestTokens:
    def test_the_program_sees_what_its_organisation_sees(self, token: str) -> None:
        assert program(token).get("/api/v1/filings/").status_code == 200
        assert ServiceToken.objects.get().used_at is not None

    def test_only_a_digest_is_kept(self, token: str) -> None:
        kept = ServiceToken.objects.get()
        assert token.startswith(kept.prefix)
        assert token not in {kept.digest, kept.prefix}

    @pytest.mark.parametrize("wrong", ["", "x", "req_", "req_00000000_x"])
    def test_another_text_is_401(self, token: str, wrong: str) -> None:
        answer = program(wrong).get("/api/v1/filings/")
        assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
        assert program(token[:-1] + "~").get("/api/v1/filings/").status_code == 401

    def test_revoked_ended_or_over_it_is_401(self, account: ServiceAccount, token: str, keeper: Any) -> None:
        ServiceAccount.objects.update(last_day=today() - timedelta(days=1))
        assert program(token).get("/api/v1/filings/").status_code == 401
        ServiceAccount.objects.update(last_day=date(2022, 1, 1))
        assert program(token).get("/api/v1/filings/").status_code == 200
        revoke_token(token=ServiceToken.objects.get(), by=keeper)
        assert program(token).get("/api/v1/filings/").status_code == 401
        _other, text = issue_token(account=account, by=keeper)
        end_service_account(account=account, by=keeper)
        assert program(text).get("/api/v1/filings/").status_code == 401

    def test_what_no_scope_gives_is_403(self, cast: Any, keeper: Any) -> None:
        asked = ask_service_account(name="x", purpose="x", scopes=["reports:read"], last_day=today(), by=keeper)
        text = issue_token(account=consent(account=asked, by=cast.northern_officer), by=keeper)[1]
        assert program(text).get("/api/v1/reports/").status_code == 200
        for answer in (
            program(text).get("/api/v1/filings/"),
            program(text).post("/api/v1/reports/", {"month": "2021-09"}, format="json"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")

    def test_its_limit_is_its_own_and_told(self, token: str) -> None:
        cache.clear()
        ServiceAccount.objects.update(requests_per_minute=2)
        answers = [program(token).get("/api/v1/filings/") for _number in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert [answer.headers.get("RateLimit") for answer in answers[:2]] == [
            '"account";r=1;t=60',
            '"account";r=0;t=60',
        ]
        assert answers[2].headers["Retry-After"]


class TestPages:
    def test_from_asking_to_a_token(self, cast: Any, keeper: Any, as_user: Any) -> None:
        form = {"name": "erp", "purpose": "报表", "scopes": ["reports:write"], "last_day": "2021-12-31"}
        browser: Client = as_user(keeper)
        made = browser.post(reverse("service_account_new"), form)
        account = ServiceAccount.objects.get()
        assert made.status_code == 302
        assert (
            as_user(cast.northern_officer).post(reverse("service_account_consent", args=[account.pk])).status_code
            == 302
        )
        page = as_user(keeper).post(reverse("service_account_token", args=[account.pk])).content.decode()
        prefix = ServiceToken.objects.get().prefix
        assert f"<code>{prefix}_" in page
        again = as_user(keeper).get(reverse("service_account_detail", args=[account.pk])).content.decode()
        assert f"{prefix}_" not in again

    def test_a_program_is_nobody_among_people(self, account: ServiceAccount, keeper: Any, as_user: Any) -> None:
        assert account.user.username not in as_user(keeper).get(reverse("people_list")).content.decode()
        assert as_user(keeper).get(reverse("person_detail", args=[account.user.pk])).status_code == 404
