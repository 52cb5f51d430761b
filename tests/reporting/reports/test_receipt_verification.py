"""Anybody verifies the receipt of a monthly report by its number and hash, a returned and resubmitted one, too."""

from typing import Any

import pytest
from django.test import Client

from reporting.services.decisions import return_report
from tests.reporting.conftest import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def known(number: str, digest: str) -> Any:
    return Client().post("/verify/", {"number": number, "hash": digest}).context["answer"]


def test_the_receipt_of_a_report_is_known_and_another_hash_is_not(world: World) -> None:
    report = world.submitted()
    assert known(report.number, report.receipt_hash) is True
    assert known(report.number, "0" * 64) is False
    assert known(report.number.replace("2021", "2020"), report.receipt_hash) is False


def test_it_stays_known_when_the_report_came_back_and_was_sent_again(world: World) -> None:
    report = world.submitted()
    first = report.receipt_hash
    return_report(report=report, reason="请核对", by=world.cast.miit_officer)
    report.refresh_from_db()
    assert known(report.number, first) is True


def test_a_draft_has_no_receipt_that_could_be_known(world: World) -> None:
    draft = world.filled()
    assert known(draft.number, draft.receipt_hash or "0" * 64) is False
