"""The register's pages: what they show, and that nobody sees a foreign enterprise."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from enterprises.models import Enterprise, StopOrder
from enterprises.services.evidence import add_evidence
from tests.builders import BUILDER, enterprise, lifted, pond
from tests.conftest import Cast

# Pages, not locks: what they say is the same on every database.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
Browser = Callable[[User], Client]


@pytest.fixture
def ours(db: None) -> Enterprise:
    return enterprise(1, group="northern-re", province="15")


@pytest.fixture
def foreign(db: None) -> Enterprise:
    row = enterprise(2, group="southern-re", province="36")
    Enterprise.objects.filter(pk=row.pk).update(name_zh="金丝雀示例企业", name_en="Canary Example")
    row.refresh_from_db()
    return row


def _ordered(row: Enterprise) -> StopOrder:
    order = StopOrder(enterprise=row, number="示例停1号", authority="示例应急管理局", issued_on=date(2021, 9, 1))
    add_evidence(order, enterprise=row, by=BUILDER)
    return order


class TestTheList:
    def test_shows_enterprise_kind_province_group_and_eligibility_in_words_and_shape(
        self, cast: Cast, as_user: Browser, ours: Enterprise
    ) -> None:
        _ordered(ours)
        page = as_user(cast.northern_clerk).get("/register/").content.decode()
        for text in (
            "示例企业1",
            ours.credit_code,
            "冶炼分离企业",
            "内蒙古自治区",
            "北方稀土",
            "不符合条件",
            "✕",
        ):
            assert text in page

    def test_a_canary_of_another_group_and_province_is_nowhere(
        self, cast: Cast, as_user: Browser, ours: Enterprise, foreign: Enterprise
    ) -> None:
        for person in (cast.northern_clerk, cast.northern_officer, cast.neimenggu_industry):
            for query in ("", "?search=金丝雀", "?province=36", "?status=eligible"):
                page = as_user(person).get("/register/" + query).content.decode()
                assert foreign.name_zh not in page
                assert foreign.credit_code not in page
        assert foreign.name_zh in as_user(cast.miit_clerk).get("/register/").content.decode()

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({}, {1, 2, 3}),
            ({"province": "36"}, {2}),
            ({"kind": "mine"}, {3}),
            ({"status": "evidence_missing"}, {3}),
            ({"status": "eligible"}, {1, 2}),
            ({"search": "企业2"}, {2}),
            ({"search": " enterprise 3 "}, {3}),
            ({"search": "nothing of this name"}, set()),
        ],
    )
    def test_filters(self, cast: Cast, as_user: Browser, query: dict[str, str], names: set[int]) -> None:
        enterprise(1)
        enterprise(2, province="36")
        enterprise(3, kind="mine", has_rock=True, papers=False)
        page = as_user(cast.miit_clerk).get("/register/", query)
        assert page.status_code == 200
        assert {row.enterprise.name_zh for row in page.context["page"]} == {f"示例企业{n}" for n in names}

    def test_the_status_counts_are_of_all_that_the_other_filters_leave(self, cast: Cast, as_user: Browser) -> None:
        enterprise(1)
        enterprise(2, papers=False)
        page = as_user(cast.miit_clerk).get("/register/", {"status": "eligible"})
        assert dict(page.context["counts"]) == {"eligible": 1, "not_eligible": 0, "evidence_missing": 1}

    def test_nonsense_in_the_filter_is_answered_with_422(self, cast: Cast, as_user: Browser) -> None:
        assert as_user(cast.miit_clerk).get("/register/?kind=bank").status_code == 422

    def test_the_number_of_queries_does_not_grow_with_the_enterprises(self, cast: Cast, as_user: Browser) -> None:
        browser = as_user(cast.miit_clerk)
        # The first request of a session has its own work.
        browser.get("/register/")
        counts = []
        for numbers in (range(1, 2), range(2, 31)):
            for number in numbers:
                pond(enterprise(number), "normal", date(2020, 1, 1))
            with CaptureQueriesContext(connection) as queries:
                browser.get("/register/")
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestOneEnterprise:
    def test_shows_all_its_evidence_and_every_ground(self, cast: Cast, as_user: Browser, ours: Enterprise) -> None:
        pond(ours, "ill", date(2020, 3, 1))
        _ordered(ours)
        page = as_user(cast.northern_clerk).get(f"/register/{ours.pk}/").content.decode()
        for text in (
            "通知三（二）", "通知三（三）", "通知三（四）", "通知三（五）", "病库", "示例尾矿库", "评价-1",
            "示例停1号", "要求停产整改", "溶剂萃取", "90,000", "2020年3月1日", "未长期停产",
        ):  # fmt: skip
            assert text in page, text

    def test_judges_as_of_the_chosen_day(self, cast: Cast, as_user: Browser, ours: Enterprise) -> None:
        lifted(_ordered(ours), date(2021, 10, 8), cast)
        browser = as_user(cast.northern_clerk)

        def status(query: str) -> str:
            judged = browser.get(f"/register/{ours.pk}/{query}").context["judged"]
            return str(judged[0].verdict.status)

        assert status("") == "eligible"
        assert status("?as_of=2021-10-07") == "not_eligible"
        assert status("?as_of=2021-10-08") == "eligible"
        assert status("?as_of=2021-08-31") == "eligible"

    @pytest.mark.parametrize("text", ["2021-02-30", "yesterday", "0000-00-00"])
    def test_a_day_that_is_none_is_refused_beside_the_field(
        self, cast: Cast, as_user: Browser, ours: Enterprise, text: str
    ) -> None:
        answer = as_user(cast.northern_clerk).get(f"/register/{ours.pk}/", {"as_of": text})
        assert answer.status_code == 422
        assert "id_as_of-error" in answer.content.decode()

    def test_the_history_lists_every_step(self, cast: Cast, as_user: Browser, ours: Enterprise) -> None:
        lifted(_ordered(ours), date(2021, 10, 8), cast)
        page = as_user(cast.northern_clerk).get(f"/register/{ours.pk}/").content.decode()
        for text in ("登记", "加入集团", "录入产能", "录入环保检测", "录入停产整改要求", "解除停产整改"):
            assert text in page, text
        assert cast.neimenggu_industry.name in page

    def test_a_foreign_enterprise_is_not_found_like_one_that_does_not_exist(
        self, cast: Cast, as_user: Browser, foreign: Enterprise
    ) -> None:
        for person in (cast.northern_clerk, cast.xiamen_officer, cast.neimenggu_resources):
            browser = as_user(person)
            answers = [browser.get(f"/register/{pk}/") for pk in (foreign.pk, 999_999)]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert "金丝雀" not in answers[0].content.decode()

    def test_reads_in_english_too(self, cast: Cast, as_user: Browser, ours: Enterprise) -> None:
        browser = as_user(cast.northern_clerk)
        browser.cookies["django_language"] = "en"
        page = browser.get(f"/register/{ours.pk}/").content.decode()
        assert "Example enterprise 1" in page
        assert "The separation capacity is 90000 t REO a year, not below 2000 t." in page

    def test_nobody_reads_without_signing_in(self, ours: Enterprise) -> None:
        assert Client().get(f"/register/{ours.pk}/").status_code == 302


class TestTheApi:
    def test_gives_the_verdicts_as_of_a_day(self, cast: Cast, as_user: Browser, ours: Enterprise) -> None:
        _ordered(ours)
        browser = as_user(cast.northern_clerk)
        body = browser.get(f"/api/v1/enterprises/{ours.pk}/", {"as_of": "2021-09-01"}).json()
        assert body["group"] == "northern-re"
        assert body["verdicts"][0]["status"] == "not_eligible"
        assert body["verdicts"][0]["as_of"] == "2021-09-01"
        before = browser.get(f"/api/v1/enterprises/{ours.pk}/", {"as_of": "2021-08-31"}).json()
        assert before["verdicts"][0]["status"] == "eligible"
        barring = [one for one in body["verdicts"][0]["grounds"] if one["outcome"] == "bars"]
        assert barring[0]["clause"] == "（二）"
        assert barring[0]["sentence"] == barring[0]["zh"]

    def test_lists_only_what_the_caller_may_see(
        self, cast: Cast, as_user: Browser, ours: Enterprise, foreign: Enterprise
    ) -> None:
        browser = as_user(cast.northern_clerk)
        listed = browser.get("/api/v1/enterprises/").json()
        assert [row["credit_code"] for row in listed["results"]] == [ours.credit_code]
        assert browser.get(f"/api/v1/enterprises/{foreign.pk}/").status_code == 404

    def test_a_day_that_is_none_is_refused(self, cast: Cast, as_user: Browser, ours: Enterprise) -> None:
        answer = as_user(cast.northern_clerk).get("/api/v1/enterprises/", {"as_of": "soon"})
        assert (answer.status_code, set(answer.json()["cells"])) == (400, {"as_of"})

    def test_an_officer_enters_nothing_and_nobody_deletes(self, cast: Cast, as_user: Browser, ours: Enterprise) -> None:
        browser = as_user(cast.miit_officer)
        assert browser.post("/api/v1/enterprises/", {}).status_code == 403
        assert browser.delete(f"/api/v1/enterprises/{ours.pk}/").status_code == 405
