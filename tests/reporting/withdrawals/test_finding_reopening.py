"""A decided finding is reopened by two people of MIIT, with a reason; the former decision stays in the log."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from notifications.models import Message
from reporting.models import Finding
from reporting.reads.cells import Cells
from reporting.rules.form import cell_name
from reporting.services.checks import check, explanation_cell
from reporting.services.decisions import decide_finding, submit_report
from reporting.services.drafts import save_report
from reporting.services.reopening import ask_to_reopen, drop_reopening, reopen_finding
from tests.reporting.conftest import World, t

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(world: World) -> Finding:
    """The traceability system knows less than the plant says; MIIT has decided."""
    report = world.filled()
    cells: Cells = {cell_name("traceability_quantity", world.plant.pk, "separation"): t(50)}
    report = save_report(report=report, cells=cells, by=world.cast.northern_clerk)
    explained: Cells = {explanation_cell(violation): "在途" for violation in check(report).unexplained}
    report = save_report(report=report, cells=explained, by=world.cast.northern_clerk)
    submit_report(report=report, by=world.cast.northern_officer)
    return decide_finding(finding=Finding.objects.first(), decision="属实", by=world.cast.miit_officer)  # type: ignore[arg-type]


def test_two_people_reopen_and_it_is_decided_anew(world: World, finding: Finding) -> None:
    cast = world.cast
    asked = ask_to_reopen(finding=finding, reason="新证据", by=cast.miit_clerk)
    assert (asked.state, asked.decision) == ("decided", "属实")
    reopened = reopen_finding(finding=finding, by=cast.miit_officer)
    assert (reopened.state, reopened.decision, reopened.decided_by) == ("explained", "", None)
    assert not reopened.reopening_is_asked
    event = Event.objects.get(action="finding.reopen")
    assert (event.before["decision"], event.after["reason"]) == ("属实", "新证据")
    messages = Message.objects.filter(occasion__startswith="reopened-")
    assert {message.recipient.organisation for message in messages} == {world.group}
    assert decide_finding(finding=finding, decision="不属实", by=cast.miit_officer).decision == "不属实"


def test_who_asked_does_not_reopen(world: World, finding: Finding) -> None:
    ask_to_reopen(finding=finding, reason="新证据", by=world.cast.miit_officer)
    with pytest.raises(NotAllowed) as refused:
        reopen_finding(finding=finding, by=world.cast.miit_officer)
    assert refused.value.code == "same_person"
    second = world.cast.person("miit-second", "miit", "officer")
    assert reopen_finding(finding=finding, by=second).state == "explained"


def test_not_without_a_request_nor_a_reason_nor_twice_nor_by_others(world: World, finding: Finding) -> None:
    cast = world.cast
    with pytest.raises(Refusal) as unasked:
        reopen_finding(finding=finding, by=cast.miit_officer)
    assert unasked.value.code == "not_asked"
    with pytest.raises(NotValid):
        ask_to_reopen(finding=finding, reason=" ", by=cast.miit_clerk)
    with pytest.raises(NotAllowed):
        ask_to_reopen(finding=finding, reason="新证据", by=cast.northern_officer)
    ask_to_reopen(finding=finding, reason="新证据", by=cast.miit_clerk)
    ask_to_reopen(finding=finding, reason="新证据", by=cast.miit_clerk)
    assert Event.objects.filter(action="finding.ask_reopening").count() == 1


def test_a_request_is_dropped_and_the_decision_stands(world: World, finding: Finding) -> None:
    ask_to_reopen(finding=finding, reason="新证据", by=world.cast.miit_clerk)
    dropped = drop_reopening(finding=finding, by=world.cast.miit_clerk)
    assert (dropped.state, dropped.decision, dropped.reopening_is_asked) == ("decided", "属实", False)
    reopened = ask_to_reopen(finding=finding, reason="又有新证据", by=world.cast.miit_clerk)
    assert reopened.reopening_is_asked


def test_an_open_finding_is_not_reopened(world: World, finding: Finding) -> None:
    ask_to_reopen(finding=finding, reason="新证据", by=world.cast.miit_clerk)
    reopen_finding(finding=finding, by=world.cast.miit_officer)
    with pytest.raises(Refusal) as refused:
        ask_to_reopen(finding=finding, reason="新证据", by=world.cast.miit_clerk)
    assert refused.value.code == "wrong_state"


def test_pages_and_api(world: World, finding: Finding, as_user: Any) -> None:
    clerk, officer = as_user(world.cast.miit_clerk), as_user(world.cast.miit_officer)
    page, base = f"/reports/{finding.line.report_id}/", f"/reports/findings/{finding.pk}/"
    assert f"{base}reopening/ask/" in clerk.get(page).content.decode()
    assert f"{base}reopen" not in as_user(world.cast.northern_officer).get(page).content.decode()
    assert clerk.get(f"{base}reopening/ask/").status_code == 200
    assert clerk.post(f"{base}reopening/ask/", {"reason": ""}).status_code == 422
    assert clerk.post(f"{base}reopening/ask/", {"reason": "新证据"}).headers["Location"] == page
    assert "新证据" in officer.get(f"{base}reopen/").content.decode()
    assert officer.post(f"{base}reopen/").headers["Location"] == page
    caller = APIClient()
    caller.force_authenticate(world.cast.miit_officer)
    route = f"/api/v1/findings/{finding.pk}/"
    assert caller.post(f"{route}decide/", {"decision": "属实"}, format="json").json()["state"] == "decided"
    asked = caller.post(f"{route}ask-reopening/", {"reason": "再看"}, format="json")
    assert asked.json()["reopen_reason"] == "再看"
    assert caller.post(f"{route}reopen/").status_code == 403
    assert caller.post(f"{route}drop-reopening/").json()["state"] == "decided"
