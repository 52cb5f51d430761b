"""A final finding is a fact of the register; eligibility follows as of its day, until the order is lifted."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from deadlines.models import Obligation
from enterprises.models import ComplianceFact, Enterprise, Halt, StopOrder
from enterprises.reads.verdicts import verdicts
from enterprises.rules.verdict import ELIGIBLE, NOT_ELIGIBLE
from inspections.models import Inspection, InspectionFinding
from inspections.services.findings import add_finding, decide, reply
from inspections.services.orders import close, issue_order, reinspect
from tests.builders import enterprise, pond
from tests.documents.pdf_text import JPEG, archive, png, upload
from tests.inspections.stage import drawn, final, found, inspected, on, reported, second

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def visit(cast: Any) -> Inspection:
    plant = enterprise(1)
    pond(plant, "normal", date(2021, 1, 1))
    drawn(cast)
    return inspected(cast, Inspection.objects.get(), emission="fault")


def status(day: date) -> str:
    judged = verdicts([Enterprise.objects.get()], as_of=day, rule_set="2021")
    return next(iter(judged.values())).status


def test_a_failed_emission_bars_from_its_day_until_the_order_is_lifted(visit: Inspection, cast: Any) -> None:
    finding = found(cast, visit, "emission")
    assert status(date(2021, 10, 8)) == ELIGIBLE, "what is not final bars nobody"
    final(cast, finding)
    reported(cast, visit)
    order = issue_order(
        inspection=visit, number="内工信停〔2021〕1号", demands="改造废水处理设施", due_on=date(2021, 11, 1), stop=True,
        by=cast.neimenggu_industry,
    )  # fmt: skip
    with on(1, 11):
        reinspect(order=order, on=date(2021, 11, 1), passed=True, result="复测达标", by=cast.neimenggu_industry)
        assert status(date(2021, 11, 1)) == NOT_ELIGIBLE, "asked is not lifted"
        with pytest.raises(NotAllowed) as same:
            close(inspection=visit, by=cast.neimenggu_industry)
        assert same.value.code == "same_person"
        close(inspection=visit, by=second(cast))
        close(inspection=visit, by=second(cast))
    days = [date(2021, 10, 7), date(2021, 10, 8), date(2021, 10, 31), date(2021, 11, 1), date(2021, 12, 1)]
    assert [status(day) for day in days] == [ELIGIBLE, NOT_ELIGIBLE, NOT_ELIGIBLE, ELIGIBLE, ELIGIBLE]
    order.refresh_from_db()
    assert order.stop_order is not None
    assert (order.lifted_on, order.stop_order.lifted_on) == (date(2021, 11, 1), date(2021, 11, 1))
    assert not Obligation.objects.open().filter(kind__in=("visit_report", "visit_reply", "rectification")).exists()


@pytest.mark.parametrize(
    ("kind", "bars"),
    [("emission", True), ("radiation", True), ("tailings", True), ("illegal_feed", True), ("toll_processing", False),
     ("illegal_ore", False), ("untrue_data", False)],
)  # fmt: skip
def test_each_kind_writes_its_fact_or_none(visit: Inspection, cast: Any, kind: str, bars: bool) -> None:
    place = visit.enterprise.ponds.get() if kind == "tailings" else None
    finding = final(cast, found(cast, visit, kind, pond=place))
    assert bool(finding.fact_kind) == bars
    assert finding.clause.startswith("通知")
    assert [status(date(2021, 10, day)) for day in (7, 8)] == [ELIGIBLE, NOT_ELIGIBLE if bars else ELIGIBLE]


def test_illegal_feed_is_barred_by_an_order_that_two_people_lift(visit: Inspection, cast: Any) -> None:
    final(cast, found(cast, visit, "illegal_feed"))
    reported(cast, visit)
    order = issue_order(
        inspection=visit, number="1号", demands="清退非法原料", due_on=date(2021, 10, 8), stop=False,
        by=cast.neimenggu_industry,
    )  # fmt: skip
    reinspect(order=order, on=date(2021, 10, 8), passed=True, result="已清退", by=cast.neimenggu_industry)
    close(inspection=visit, by=second(cast))
    assert StopOrder.objects.get().lifted_on == date(2021, 10, 8)


def test_a_halt_is_entered_and_ended(visit: Inspection, cast: Any) -> None:
    final(cast, found(cast, visit, "halt", found_on=date(2020, 9, 1)))
    assert [status(day) for day in (date(2021, 8, 31), date(2021, 9, 1))] == [ELIGIBLE, NOT_ELIGIBLE]
    reported(cast, visit)
    order = issue_order(
        inspection=visit, number="2号", demands="复产", due_on=date(2021, 10, 8), stop=False, by=cast.neimenggu_industry
    )
    reinspect(order=order, on=date(2021, 10, 8), passed=True, result="已复产", by=cast.neimenggu_industry)
    close(inspection=visit, by=second(cast))
    assert Halt.objects.get().until == date(2021, 10, 8)


def test_the_group_replies_before_a_finding_is_final(visit: Inspection, cast: Any) -> None:
    finding = found(cast, visit, "emission")
    assert finding.reply_until == date(2021, 10, 14), "five working days, 9 October is one"
    duty = Obligation.objects.get(kind="visit_reply")
    assert (duty.organisation.code, duty.due_on) == ("northern-re", finding.reply_until)
    with pytest.raises(Refusal) as early:
        decide(finding=finding, final=True, decision="属实", by=second(cast))
    assert early.value.code == "reply_awaited"
    with on(15):
        final_one = decide(finding=finding, final=True, decision="逾期未答复", by=second(cast))
    assert (final_one.state, final_one.reply) == ("final", "")


def test_the_reply_stands_beside_the_finding_that_is_dropped(visit: Inspection, cast: Any) -> None:
    finding = found(cast, visit, "emission")
    reply(finding=finding, text="采样点有误", by=cast.northern_clerk, uploads=[upload("复测报告.pdf")])
    decide(finding=finding, final=False, decision="复核后不成立", by=second(cast))
    finding.refresh_from_db()
    assert (finding.state, finding.reply, finding.fact_kind) == ("dropped", "采样点有误", "")
    assert not ComplianceFact.objects.filter(passed=False).exists()
    assert Obligation.objects.get(kind="visit_reply").met_at


def test_who_found_it_does_not_decide_it_nor_does_another_group_reply(visit: Inspection, cast: Any) -> None:
    finding = found(cast, visit, "emission")
    with pytest.raises(NotAllowed):
        reply(finding=finding, text="不属实", by=cast.southern_clerk)
    reply(finding=finding, text="属实", by=cast.northern_clerk)
    with pytest.raises(NotAllowed) as same:
        decide(finding=finding, final=True, decision="属实", by=cast.neimenggu_industry)
    assert same.value.code == "same_person"


def test_evidence_is_kept_as_it_came_and_its_hash_is_logged(visit: Inspection, cast: Any) -> None:
    finding = found(cast, visit, "emission", uploads=[upload("照片说明.pdf")])
    kept = finding.files.get().attachment
    finding = final(cast, finding)
    assert ComplianceFact.objects.get(passed=False).attachment == kept
    with pytest.raises(NotValid):
        found(cast, visit, "emission", uploads=[upload("照片.png")])


def test_photos_stay_the_originals_and_a_hostile_one_is_refused_in_words(visit: Inspection, cast: Any) -> None:
    photos = {"排口.jpg": JPEG, "在线监测.png": png()}
    finding = found(cast, visit, "emission", uploads=[upload(name, content) for name, content in photos.items()])
    kept = [row.attachment for row in finding.files.select_related("attachment")]
    assert {row.name: Path(row.content.path).read_bytes() for row in kept} == photos
    logged = str(Event.objects.filter(action="inspection.find").latest("pk").after)
    assert all(row.hash in logged for row in kept)
    with pytest.raises(NotValid) as refused:
        found(cast, visit, "emission", uploads=[upload("排口.jpg", JPEG + archive({"evil": b"x"}))])
    assert refused.value.sentence
    assert finding.files.count() == InspectionFinding.objects.get().files.count() == len(photos)


def test_mineral_products_are_a_finding_of_utilisation_enterprises_only(visit: Inspection, cast: Any) -> None:
    with pytest.raises(NotValid) as refused:
        add_finding(
            inspection=visit, kind="mineral_products", text="以矿产品为原料", found_on=date(2021, 10, 8),
            by=cast.neimenggu_industry,
        )  # fmt: skip
    assert "kind" in refused.value.cells
    assert not InspectionFinding.objects.exists()
