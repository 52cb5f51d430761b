"""Random inspections through the API alone: from the plan to the lifted order, with the refusals of the pages."""

from datetime import datetime
from typing import Any

import pytest

from common.periods import SHANGHAI, at
from inspections.models import Draw, Inspection
from tests.builders import enterprise
from tests.inspections.stage import OK, plan, second

pytestmark = pytest.mark.django_db
V1 = "/api/v1"


class Caller:
    """Sends JSON as somebody."""

    def __init__(self, as_user: Any, user: Any) -> None:
        self.client = as_user(user)

    def post(self, path: str, status: int = 200, **body: Any) -> Any:
        answer = self.client.post(f"{V1}/{path}/", body, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json()

    def get(self, path: str) -> Any:
        return self.client.get(f"{V1}/{path}/").json()


@pytest.fixture
def first(cast: Any, as_user: Any) -> Caller:
    return Caller(as_user, cast.neimenggu_industry)


@pytest.fixture
def other(cast: Any, as_user: Any) -> Caller:
    return Caller(as_user, second(cast))


def test_from_the_draw_to_the_lifted_order(cast: Any, as_user: Any, first: Caller, other: Caller) -> None:
    kept, left_out = enterprise(1), enterprise(2)
    draw = first.post(f"inspection-plans/{plan(cast, 100).pk}/begin", status=201)
    assert (draw["state"], draw["record"], len(draw["commitment"])) == ("committed", {}, 64)
    path = f"draws/{draw['id']}"
    assert first.post(f"{path}/exclude", enterprise=left_out.pk, reason="已停产")["excluded"] == [left_out.pk]
    closed = first.post(f"{path}/close", seen=first.get(path)["seen"])
    assert (closed["state"], closed["record"]) == ("closed", {})
    assert first.post(f"{path}/draw", status=403)["code"] == "same_person"
    drawn = other.post(f"{path}/draw", seen=other.get(path)["seen"])
    assert drawn["record"]["result"]["enterprises"] == [kept.credit_code]
    visit = Inspection.objects.get(draw=Draw.objects.get())

    path = f"inspections/{visit.pk}"
    northern = Caller(as_user, cast.northern_clerk)
    assert northern.client.get(f"{V1}/{path}/").status_code == 404
    first.post(f"{path}/notify", visit_on="2021-10-08")
    assert northern.get(path)["enterprise_name"] == kept.name_zh
    first.post(f"{path}/record", status=422, inspected_on="2021-10-08", summary="现场检查", checklist={})
    first.post(f"{path}/record", inspected_on="2021-10-08", summary="现场检查", checklist=OK)
    found = first.post(f"{path}/find", status=201, kind="emission", text="总排口氟化物超标", found_on="2021-10-08")
    finding = f"inspection-findings/{found['id']}"
    assert other.post(f"{finding}/decide", status=409, final=True, decision="属实")["code"] == "reply_awaited"
    assert northern.post(f"{finding}/reply", text="立即整改")["state"] == "replied"
    assert first.post(f"{finding}/decide", status=403, final=True, decision="属实")["code"] == "same_person"
    assert other.post(f"{finding}/decide", final=True, decision="属实")["state"] == "final"
    assert other.post(f"{path}/report", seen=other.get(path)["seen"])["state"] == "reported"
    ordered = first.post(f"{path}/order", number="整改令1", demands="更换设备", due_on="2021-11-01", stop=True)
    assert (ordered["state"], ordered["order"]["number"]) == ("ordered", "整改令1")
    with at(datetime(2021, 10, 20, 9, tzinfo=SHANGHAI)):
        again = first.post(f"{path}/reinspect", on="2021-10-20", passed=True, result="达标")
        assert again["state"] == "reinspected"
        ended = other.post(f"{path}/close")
    assert (ended["state"], ended["order"]["lifted_on"]) == ("closed", "2021-10-20")
    assert other.post(f"{path}/publish")["published_at"]


def test_a_foreign_province_and_a_group_see_no_draw(cast: Any, as_user: Any, first: Caller) -> None:
    enterprise(1)
    draw = first.post(f"inspection-plans/{plan(cast).pk}/begin", status=201)
    jiangxi = Caller(as_user, cast.person("jiangxi", "jiangxi-industry", "officer"))
    for caller in (jiangxi, Caller(as_user, cast.northern_clerk)):
        assert caller.get("draws")["results"] == []
        caller.post(f"draws/{draw['id']}/close", status=404)
    miit = Caller(as_user, cast.miit_officer)
    assert miit.get(f"draws/{draw['id']}")["state"] == "committed"
    miit.post(f"draws/{draw['id']}/close", status=403)


def test_an_enterprise_elsewhere_is_not_there(cast: Any, first: Caller) -> None:
    enterprise(1)
    foreign = enterprise(2, province="36")
    draw = first.post(f"inspection-plans/{plan(cast).pk}/begin", status=201)
    first.post(f"draws/{draw['id']}/exclude", status=404, enterprise=foreign.pk, reason="x")
    first.post(f"draws/{draw['id']}/exclude", status=400)
    assert first.get(f"draws/{draw['id']}")["state"] == "committed"
