"""Each refused access and each file that leaves is an event; a flood of them is not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from audit import middleware
from audit.middleware import REFUSALS
from audit.models import Event
from audit.services.record import Anonymous, Limit, Thing, first_fault, note, note_within
from common.periods import at
from tests.conftest import JOURNEY, Cast

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]


def refusals() -> list[Event]:
    return list(Event.objects.filter(action="access.refused").order_by("number"))


def test_a_403_is_noted_with_person_address_and_rule(cast: Cast, as_user: AsUser) -> None:
    answer = as_user(cast.northern_clerk).get("/log/")
    assert answer.status_code == 403
    (event,) = refusals()
    assert (event.actor, event.organisation) == ("northern_clerk", "中国北方稀土（集团）高科技股份有限公司")
    assert event.after == {"method": "GET", "path": "/log/", "code": 403, "rule": "not_your_role"}
    assert event.origin == "127.0.0.1"
    assert first_fault() is None


def test_a_row_that_is_not_theirs_is_noted(cast: Cast, as_user: AsUser) -> None:
    assert as_user(cast.northern_clerk).get("/filings/987654/").status_code == 404
    (event,) = refusals()
    assert event.after["code"] == 404
    assert event.subject == "404 GET /filings/987654/"


def test_so_it_is_by_the_api(cast: Cast) -> None:
    client = APIClient()
    client.force_authenticate(cast.northern_clerk)
    assert client.get("/api/v1/filings/987654/").status_code == 404
    (event,) = refusals()
    assert (event.actor, event.after["path"]) == ("northern_clerk", "/api/v1/filings/987654/")


def test_what_nobody_was_refused_is_not_noted(cast: Cast, as_user: AsUser) -> None:
    client = as_user(cast.northern_clerk)
    for path in ("/no-such-page/", "/static/no-such-file.css", "/", "/help/"):
        client.get(path)
    Client().get("/filings/987654/")
    assert refusals() == []


def test_an_answer_422_is_not_noted(cast: Cast, as_user: AsUser) -> None:
    answer = as_user(cast.person("auditor", "operator", "audit_admin")).get("/log/?first=nonsense")
    assert answer.status_code == 422
    assert refusals() == []


def test_the_same_refusal_is_written_once_a_minute(cast: Cast, as_user: AsUser) -> None:
    client = as_user(cast.northern_clerk)
    for _again in range(5):
        client.get("/log/")
    client.get("/log/1/")
    assert len(refusals()) == 2
    with at(JOURNEY + timedelta(seconds=61)):
        client.get("/log/")
    assert len(refusals()) == 3


def test_an_account_cannot_fill_the_disk(cast: Cast, as_user: AsUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "REFUSALS", Limit(an_hour=5, same=REFUSALS.same))
    client = as_user(cast.northern_clerk)
    for number in range(12):
        client.get(f"/filings/{987000 + number}/")
    assert len(refusals()) == 5
    assert refusals()[-1].after["limit"] == 5
    as_user(cast.southern_clerk).get("/filings/987654/")
    assert len(refusals()) == 6, "another account has its own share"
    with at(JOURNEY + timedelta(hours=1)):
        client.get("/filings/987654/")
    assert len(refusals()) == 7


def test_a_refusal_stays_one_when_it_cannot_be_noted(
    cast: Cast, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_values: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(middleware, "note_within", broken)
    assert as_user(cast.northern_clerk).get("/log/").status_code == 403


def test_each_file_that_leaves_is_noted(cast: Cast, as_user: AsUser) -> None:
    client = as_user(cast.person("auditor", "operator", "audit_admin"))
    for _again in range(2):
        assert client.get("/log/csv/?kind=exports").status_code == 200
    events = list(Event.objects.exports().order_by("number"))
    assert [event.actor for event in events] == ["auditor", "auditor"]
    assert events[0].after["query"] == "kind=exports"
    assert events[0].subject == "/log/csv/"


def test_a_file_that_cannot_be_noted_does_not_leave(
    cast: Cast, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_values: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(middleware, "note_within", broken)
    with pytest.raises(DatabaseError):
        as_user(cast.person("auditor", "operator", "audit_admin")).get("/log/csv/")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "", "127.0.0.1"),
    ],
)
def test_the_address_is_what_our_own_proxies_saw(
    cast: Cast, as_user: AsUser, settings: Any, proxies: int, forwarded: str, seen: str
) -> None:
    settings.PROXY_COUNT = proxies
    as_user(cast.northern_clerk).get("/log/", headers={"X-Forwarded-For": forwarded})
    assert refusals()[0].origin == seen


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "很" * 1000, "'; DROP TABLE audit_event; --"])
def test_any_text_that_is_typed_can_be_noted(text: str) -> None:
    event = note("sign_in.fail", by=Anonymous(text), subject=Thing("sign-in", text, text), after={text: [text]})
    assert Event.objects.get(number=event.number).hash == event.hash
    assert first_fault() is None


def test_two_of_the_same_at_once_are_one() -> None:
    limit, thing = Limit(an_hour=9, same=timedelta(minutes=1)), Thing("address", "x", "403 GET /x")
    first = note_within(limit, "access.refused", by=Anonymous("a"), subject=thing, after={})
    assert first is not None
    assert note_within(limit, "access.refused", by=Anonymous("a"), subject=thing, after={}) is None
    assert note_within(limit, "access.refused", by=Anonymous("b"), subject=thing, after={}) is not None
