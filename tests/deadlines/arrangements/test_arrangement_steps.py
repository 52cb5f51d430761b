"""A version of the calendar is taken back before it is decided, and every step of it is taken by the API as by the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from deadlines.models import Arrangement
from deadlines.services.arrangements import confirm_arrangement, recall_arrangement, refuse_arrangement
from deadlines.services.calendar import current_calendar
from tests.conftest import Cast
from tests.deadlines.arrangements.test_arrangements import propose_next_year

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Browser = Callable[[User], Client]
API = "/api/v1/arrangements/"
OFF = ("2027-01-01", "2027-05-01", "2027-10-01", "2027-10-02", "2027-10-03")
BODY: dict[str, Any] = {
    "year": 2027, "document_number": "国办发明电〔2026〕5号", "document": "https://www.gov.cn/zhengce/2027.htm",
    "whole": True,
    "days": [{"day": day, "kind": "holiday", "name": "节日"} for day in OFF],
}  # fmt: skip


def post(client: Client, address: str, body: Any = None) -> Any:
    return client.post(address, body or {}, content_type="application/json")


class TestTakingBack:
    def test_the_clerk_takes_it_back_and_enters_it_anew(self, cast: Cast) -> None:
        proposed = propose_next_year(cast)
        recall_arrangement(arrangement=proposed, reason="漏了春节", by=cast.miit_clerk)
        proposed.refresh_from_db()
        assert (proposed.state, proposed.refusal_reason, proposed.sequence) == ("recalled", "漏了春节", None)
        assert propose_next_year(cast).version == 2
        assert 2027 not in current_calendar().years

    def test_twice_is_once(self, cast: Cast) -> None:
        proposed = propose_next_year(cast)
        for _time in range(2):
            recall_arrangement(arrangement=proposed, reason="漏了春节", by=cast.miit_clerk)
        assert Event.objects.filter(action="calendar.recall").count() == 1

    def test_without_a_reason_or_by_another_it_is_not(self, cast: Cast) -> None:
        proposed = propose_next_year(cast)
        with pytest.raises(NotValid):
            recall_arrangement(arrangement=proposed, reason=" ", by=cast.miit_clerk)
        for user in (cast.miit_officer, cast.mnr_officer, cast.northern_clerk):
            with pytest.raises(NotAllowed):
                recall_arrangement(arrangement=proposed, reason="误", by=user)

    def test_what_is_decided_is_not_taken_back_and_what_was_taken_back_is_not_decided(self, cast: Cast) -> None:
        first = propose_next_year(cast)
        recall_arrangement(arrangement=first, reason="误", by=cast.miit_clerk)
        for step in (
            lambda: confirm_arrangement(arrangement=first, by=cast.miit_officer),
            lambda: refuse_arrangement(arrangement=first, reason="误", by=cast.miit_officer),
        ):
            with pytest.raises(Refusal) as refused:
                step()
            assert refused.value.code == "recalled_already"
        second = propose_next_year(cast)
        confirm_arrangement(arrangement=second, by=cast.miit_officer)
        with pytest.raises(Refusal) as refused:
            recall_arrangement(arrangement=second, reason="误", by=cast.miit_clerk)
        assert refused.value.code == "confirmed_already"

    def test_on_the_page(self, cast: Cast, as_user: Browser) -> None:
        proposed = propose_next_year(cast)
        clerk, detail = as_user(cast.miit_clerk), reverse("arrangement_detail", args=[proposed.pk])
        address = reverse("arrangement_recall", args=[proposed.pk])
        assert address in clerk.get(detail).content.decode()
        assert clerk.post(address, {"reason": ""}).status_code == 422
        shown = clerk.post(address, {"reason": "漏了春节"}, follow=True).content.decode()
        assert "漏了春节" in shown
        assert address not in clerk.get(detail).content.decode()
        assert as_user(cast.northern_clerk).get(detail).status_code == 404


class TestTheApi:
    def test_entered_and_confirmed(self, cast: Cast, as_user: Browser) -> None:
        made = post(as_user(cast.miit_clerk), API, BODY)
        assert (made.status_code, made.json()["state"], len(made.json()["days"])) == (201, "proposed", 5)
        address = f"{API}{made.json()['id']}/"
        stale = post(as_user(cast.miit_officer), f"{address}confirm/", {"fingerprint": "0123456789abcdef"})
        assert (stale.status_code, stale.json()["code"]) == (409, "changed_since")
        done = post(as_user(cast.miit_officer), f"{address}confirm/")
        assert (done.status_code, done.json()["state"]) == (200, "in_force")
        assert 2027 in current_calendar().years

    @pytest.mark.parametrize(
        ("verb", "who", "state"), [("refuse", "miit_officer", "refused"), ("recall", "miit_clerk", "recalled")]
    )
    def test_refused_or_taken_back_with_a_reason(
        self, cast: Cast, as_user: Browser, verb: str, who: str, state: str
    ) -> None:
        proposed = propose_next_year(cast)
        address, client = f"{API}{proposed.pk}/{verb}/", as_user(getattr(cast, who))
        assert post(client, address).status_code == 400
        answer = post(client, address, {"reason": "漏了春节"})
        assert (answer.status_code, answer.json()["state"], answer.json()["refusal_reason"]) == (200, state, "漏了春节")

    def test_days_that_are_wrong_are_named(self, cast: Cast, as_user: Browser) -> None:
        body = {**BODY, "days": [*BODY["days"], {"day": "2026-11-30", "kind": "holiday", "name": "元旦"}]}
        answer = post(as_user(cast.miit_clerk), API, body)
        assert answer.status_code == 422
        assert any("2027" in text for text in answer.json()["cells"].values())
        assert not Arrangement.objects.filter(year=2027).exists()

    def test_a_list_of_changes_can_make_a_day_ordinary_again(self, cast: Cast, as_user: Browser) -> None:
        days = [
            {"day": "2021-10-08", "kind": "holiday", "name": "国庆节"},
            {"day": "2021-10-09", "kind": "ordinary", "name": "国庆节"},
        ]
        made = post(as_user(cast.miit_clerk), API, {**BODY, "year": 2021, "whole": False, "days": days})
        assert made.status_code == 201, made.json()
        listed = {one["day"]: one["kind"] for one in made.json()["days"]}
        assert listed["2021-10-08"] == "holiday"
        assert "2021-10-09" not in listed
