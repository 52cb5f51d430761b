"""The Ministry of Natural Resources remarks on splits and reports that hold mining, in free words."""

from typing import Any

import pytest
from django.urls import reverse

from allocations.models import Filing
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from notifications.models import Message
from reporting.models import Remark
from reporting.services.decisions import accept_report
from reporting.services.remarks import make_remark, withdraw_remark
from tests.reporting.conftest import World

pytestmark = pytest.mark.django_db
TEXT = "请核对该矿山开采台账与岩矿型指标"


def filing(world: World) -> Filing:
    return Filing.objects.get(group=world.group)


def test_on_a_report_and_on_a_split_in_the_browser(world: World, as_user: Any) -> None:
    report, cast = world.submitted(), world.cast
    mnr = as_user(cast.mnr_clerk)
    for page, row in (("report", report), ("filing", filing(world))):
        detail, remark = (reverse(f"{page}_{name}", args=[row.pk]) for name in ("detail", "remark"))
        assert remark in mnr.get(detail).content.decode()
        assert mnr.post(remark, {"text": " "}).status_code == 422
        assert mnr.post(remark, {"text": TEXT}).headers["Location"] == detail
        for reader in (cast.miit_officer, cast.northern_clerk):
            assert TEXT in as_user(reader).get(detail).content.decode()
        assert TEXT not in as_user(cast.neimenggu_industry).get(detail).content.decode()
        assert as_user(cast.miit_officer).post(remark, {"text": TEXT}).status_code == 403
    told = set(Message.objects.filter(occasion__startswith="remarked-").values_list("recipient__username", flat=True))
    assert {cast.miit_officer.username, cast.northern_clerk.username} <= told
    assert cast.neimenggu_industry.username not in told
    kinds = set(Event.objects.filter(action="remark.make").values_list("subject_type", flat=True))
    assert len(kinds) == 2


def test_who_decides_is_shown_it_first(world: World, as_user: Any) -> None:
    report, cast = world.submitted(), world.cast
    seen = Event.objects.about(report).last().number  # type: ignore[union-attr]
    make_remark(about=report, text=TEXT, by=cast.mnr_clerk)
    with pytest.raises(Refusal) as refused:
        accept_report(report=report, by=cast.miit_officer, seen=seen)
    assert refused.value.code == "changed_since"
    page = as_user(cast.miit_officer).get(reverse("report_decide", args=[report.pk])).content.decode()
    assert TEXT in page
    assert accept_report(report=report, by=cast.miit_officer).state == "accepted"


def test_it_is_taken_back_and_stays_readable(world: World, as_user: Any) -> None:
    report, cast = world.submitted(), world.cast
    remark = make_remark(about=report, text=TEXT, by=cast.mnr_clerk)
    other = cast.person("mnr-second", "mnr", "clerk")
    with pytest.raises(NotAllowed):
        withdraw_remark(remark=remark, by=other)
    url = reverse("remark_withdraw", args=[remark.pk])
    assert as_user(cast.miit_officer).post(url).status_code == 403
    assert as_user(cast.neimenggu_industry).post(url).status_code == 404
    assert as_user(cast.mnr_officer).post(url).status_code == 302
    assert as_user(cast.mnr_officer).post(url).status_code == 302
    assert (
        f"<del>{TEXT}</del>"
        in as_user(cast.northern_clerk).get(reverse("report_detail", args=[report.pk])).content.decode()
    )
    assert Event.objects.filter(action="remark.withdraw").count() == 1


def test_in_the_api(world: World, as_user: Any) -> None:
    report, cast = world.submitted(), world.cast
    body = {"report": report.pk, "text": TEXT}
    made = as_user(cast.mnr_clerk).post("/api/v1/remarks/", body, content_type="application/json")
    assert made.status_code == 201, made.content
    rows = as_user(cast.northern_clerk).get(f"/api/v1/remarks/?report={report.pk}").json()["results"]
    assert [row["text"] for row in rows] == [TEXT]
    assert as_user(cast.neimenggu_industry).get("/api/v1/remarks/").json()["results"] == []
    for wrong in ({"text": TEXT}, {**body, "filing": filing(world).pk}):
        assert (
            as_user(cast.mnr_clerk).post("/api/v1/remarks/", wrong, content_type="application/json").status_code == 400
        )
    done = as_user(cast.mnr_clerk).post(f"/api/v1/remarks/{made.json()['id']}/withdraw/")
    assert done.json()["withdrawn_at"]


def test_only_mining_and_only_that_ministry(world: World) -> None:
    report, cast = world.submitted(), world.cast
    for person in (cast.miit_officer, cast.northern_officer, cast.neimenggu_resources):
        with pytest.raises(NotAllowed):
            make_remark(about=report, text=TEXT, by=person)
    report.lines.filter(category="mining_rock").delete()
    with pytest.raises(NotAllowed) as refused:
        make_remark(about=report, text=TEXT, by=cast.mnr_clerk)
    assert refused.value.code == "no_mining"
    assert not Remark.objects.exists()


@pytest.mark.parametrize("text", ["", "  ", "字" * 1001])
def test_an_empty_or_overlong_remark_is_refused(world: World, text: str) -> None:
    with pytest.raises(NotValid):
        make_remark(about=filing(world), text=text, by=world.cast.mnr_clerk)
