"""A report or a correction begun by mistake is discarded; the group's obligation stays open."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from audit.models import Event
from common.constraints import NotAllowed, Refusal
from deadlines.models import Obligation
from reporting.models import ElementOutput, ProductionReport, ReportLine
from reporting.services.decisions import accept_report, return_report, submit_report
from reporting.services.drafts import start_correction
from reporting.services.withdrawals import discard_report
from tests.reporting.conftest import World

pytestmark = pytest.mark.django_db


def test_a_draft_leaves_nothing_behind_but_the_log_and_can_be_begun_again(world: World) -> None:
    report = world.filled()
    number = report.number
    assert discard_report(report=report, by=world.cast.northern_clerk, reason="重复") is None
    assert (ProductionReport.objects.count(), ReportLine.objects.count(), ElementOutput.objects.count()) == (0, 0, 0)
    event = Event.objects.get(action="report.discard")
    assert (event.before["number"], event.after["reason"]) == (number, "重复")
    assert world.filled().number == number
    assert Obligation.objects.get(kind="monthly_report", organisation=world.group, period="2021-09").met_at is None


def test_a_correction_begun_by_mistake_leaves_the_accepted_version_to_be_corrected_anew(world: World) -> None:
    first = accept_report(report=world.submitted(), by=world.cast.miit_officer)
    second = start_correction(report=first, reason="更正", by=world.cast.northern_clerk)
    discard_report(report=second, by=world.cast.northern_clerk)
    first.refresh_from_db()
    assert (first.state, first.in_force) == ("accepted", True)
    assert start_correction(report=first, reason="更正", by=world.cast.northern_clerk).version == 2


def test_a_returned_first_version_is_due_and_not_discarded(world: World) -> None:
    first = return_report(report=world.submitted(), reason="请补充", by=world.cast.miit_officer)
    with pytest.raises(Refusal) as refused:
        discard_report(report=first, by=world.cast.northern_clerk, reason="不报了")
    assert refused.value.code == "report_owed"


def test_a_returned_correction_is_given_up_and_nothing_has_to_be_sent_again(world: World) -> None:
    first = accept_report(report=world.submitted(), by=world.cast.miit_officer)
    second = start_correction(report=first, reason="更正", by=world.cast.northern_clerk)
    second = submit_report(report=second, by=world.cast.northern_officer)
    second = return_report(report=second, reason="依据不足", by=world.cast.miit_officer)
    assert Obligation.objects.open().filter(kind="report_again").count() == 1
    kept = discard_report(report=second, by=world.cast.northern_clerk, reason="维持原报表")
    assert kept is not None
    assert (kept.state, kept.discard_reason) == ("discarded", "维持原报表")
    assert not Obligation.objects.filter(kind="report_again", met_at=None).exists()
    with pytest.raises(Refusal):
        start_correction(report=kept, reason="更正", by=world.cast.northern_clerk)
    assert start_correction(report=first, reason="更正", by=world.cast.northern_clerk).version == 3


def test_what_is_submitted_or_foreign_is_not_discarded(world: World) -> None:
    report = world.submitted()
    with pytest.raises(NotAllowed):
        discard_report(report=report, by=world.cast.southern_clerk)
    with pytest.raises(Refusal) as refused:
        discard_report(report=report, by=world.cast.northern_clerk)
    assert refused.value.code == "wrong_state"


def test_page_and_api(world: World, as_user: Any) -> None:
    report = world.started()
    client, address = as_user(world.cast.northern_clerk), f"/reports/{report.pk}/discard/"
    assert address in client.get(f"/reports/{report.pk}/").content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address).headers["Location"] == "/reports/"
    again = world.started()
    caller = APIClient()
    caller.force_authenticate(world.cast.northern_clerk)
    assert caller.post(f"/api/v1/reports/{again.pk}/discard/").status_code == 204
    assert not ProductionReport.objects.exists()
