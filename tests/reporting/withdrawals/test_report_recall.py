"""A submitted report is taken back until it is decided: it no longer counts, the duty runs on, the reviewer knows."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import at, now
from deadlines.models import Obligation
from notifications.models import Message
from reporting.models import OutputSum, ProductionReport
from reporting.reads.timeliness import month_duties
from reporting.services.decisions import accept_report, return_report, submit_report
from reporting.services.drafts import start_correction
from reporting.services.sums import compare
from reporting.services.withdrawals import discard_report, recall_report
from tests.reporting.conftest import SEPTEMBER, World

pytestmark = pytest.mark.django_db


def duty(world: World) -> Obligation:
    return Obligation.objects.get(kind="monthly_report", organisation=world.group, period="2021-09")


def recall(world: World, report: ProductionReport) -> ProductionReport:
    return recall_report(report=report, reason="产量写错", by=world.cast.northern_officer)


def sums(world: World) -> int:
    return OutputSum.objects.filter(group=world.group, year=2021, month=9).count()


def test_it_no_longer_counts_and_the_obligation_is_open_with_its_deadline(world: World) -> None:
    due_on = duty(world).due_on
    report = world.submitted()
    assert (duty(world).met_at, sums(world)) == (report.submitted_at, 2)
    recalled = recall(world, report)
    assert (recalled.state, recalled.in_force, recalled.recall_reason) == ("recalled", False, "产量写错")
    assert recalled.counts_until == recalled.recalled_at
    assert (duty(world).met_at, duty(world).due_on, sums(world)) == (None, due_on, 0)
    assert compare() == []
    assert not Obligation.objects.filter(kind="report_decision").exists()


def test_the_ministry_is_notified_and_the_month_says_so(world: World) -> None:
    officer = world.cast.miit_officer
    report = world.submitted()
    recall(world, report)
    message = Message.objects.get(recipient=officer, occasion__startswith="recalled-")
    assert message.details["url"] == f"/reports/{report.pk}/"
    (month,) = [one for one in month_duties(2021, user=officer, at=now(), groups=[world.group.pk])
                if one.month == SEPTEMBER]  # fmt: skip
    assert (month.status, month.timeliness) == ("recalled", "open")


def test_it_is_mended_as_a_new_version_whose_day_of_submission_counts(world: World) -> None:
    report = world.submitted()
    recall(world, report)
    successor = start_correction(report=report, reason="", by=world.cast.northern_clerk)
    assert (successor.version, successor.correction_reason) == (2, "产量写错")
    with at(duty(world).late_from + timedelta(days=1)):
        submit_report(report=successor, by=world.cast.northern_officer)
        assert duty(world).met_at == now()
        assert duty(world).late_workdays
    successor.refresh_from_db()
    assert successor.in_force
    assert accept_report(report=successor, by=world.cast.miit_officer).state == "accepted"


def test_a_correction_taken_back_leaves_the_accepted_version_in_force_and_the_duty_met(world: World) -> None:
    first = accept_report(report=world.submitted(), by=world.cast.miit_officer)
    with at(now() + timedelta(hours=1)):
        second = start_correction(report=first, reason="更正", by=world.cast.northern_clerk)
        recall(world, submit_report(report=second, by=world.cast.northern_officer))
    first.refresh_from_db()
    assert (first.in_force, duty(world).met_at, sums(world)) == (True, first.submitted_at, 2)


def test_a_recalled_correction_can_be_given_up(world: World) -> None:
    first = accept_report(report=world.submitted(), by=world.cast.miit_officer)
    second = start_correction(report=first, reason="更正", by=world.cast.northern_clerk)
    recalled = recall(world, submit_report(report=second, by=world.cast.northern_officer))
    kept = discard_report(report=recalled, reason="无需更正", by=world.cast.northern_clerk)
    assert kept is not None
    assert kept.state == "discarded"
    assert start_correction(report=first, reason="再更正", by=world.cast.northern_clerk).version == 3


def test_a_recalled_resubmission_has_the_second_deadline_again(world: World) -> None:
    first = return_report(report=world.submitted(), reason="请补充", by=world.cast.miit_officer)
    met_at = duty(world).met_at
    second = start_correction(report=first, reason="", by=world.cast.northern_clerk)
    with at(now() + timedelta(hours=1)):
        second = submit_report(report=second, by=world.cast.northern_officer)
        assert not Obligation.objects.open().filter(kind="report_again").exists()
        recall(world, second)
    assert Obligation.objects.open().filter(kind="report_again").count() == 1
    assert duty(world).met_at == met_at


def test_not_after_the_decision_nor_by_the_clerk_nor_without_a_reason(world: World) -> None:
    report = world.submitted()
    with pytest.raises(NotAllowed):
        recall_report(report=report, reason="写错", by=world.cast.northern_clerk)
    with pytest.raises(NotValid):
        recall_report(report=report, reason=" ", by=world.cast.northern_officer)
    accept_report(report=report, by=world.cast.miit_officer)
    with pytest.raises(Refusal) as refused:
        recall(world, report)
    assert refused.value.code == "wrong_state"


def test_page_and_api(world: World, as_user: Any) -> None:
    report = world.submitted()
    officer, address = as_user(world.cast.northern_officer), f"/reports/{report.pk}/recall/"
    assert address in officer.get(f"/reports/{report.pk}/").content.decode()
    assert officer.get(address).status_code == 200
    assert officer.post(address, {"reason": ""}).status_code == 422
    assert officer.post(address, {"reason": "产量写错"}).status_code == 302
    assert "产量写错" in as_user(world.cast.miit_officer).get(f"/reports/{report.pk}/").content.decode()
    second = start_correction(report=report, reason="", by=world.cast.northern_clerk)
    submit_report(report=second, by=world.cast.northern_officer)
    caller = APIClient()
    caller.force_authenticate(world.cast.northern_officer)
    answer = caller.post(f"/api/v1/reports/{second.pk}/recall/", {"reason": "再改"}, format="json")
    assert (answer.status_code, answer.json()["state"]) == (200, "recalled")
