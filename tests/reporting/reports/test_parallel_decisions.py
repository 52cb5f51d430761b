"""A report decided or submitted twice at the same moment: one effect. Each test has a control without the lock."""

from typing import Any

import pytest

from accounts.reads.staleness import seen_now
from audit.models import Event
from common.constraints import Refusal
from reporting.models import ProductionReport
from reporting.services import decisions
from reporting.services.decisions import accept_report, return_report, submit_report
from tests.at_once import at_once, read_together
from tests.reporting.conftest import World, build

pytestmark = pytest.mark.service


@pytest.fixture
def here(real_db: None, cast: Any) -> World:
    """The world in a database with real transactions."""
    return build(cast)


@pytest.fixture
def second(here: World) -> Any:
    return here.cast.person("miit-second", "miit", "officer")


def take_the_lock_away(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ProductionReport.objects.select_related("group")
    monkeypatch.setattr(decisions, "locked", read_together(lambda report: rows.get(pk=report.pk), 2))
    monkeypatch.setattr(decisions, "done_already", lambda *_what: None)
    monkeypatch.setattr(decisions, "refuse_if_changed", lambda *_what, **_more: None)


def count(*actions: str) -> int:
    return Event.objects.filter(action__in=actions).count()


def submit_twice(here: World, report: ProductionReport) -> list[Any]:
    officer = here.cast.northern_officer
    return at_once(*(lambda: submit_report(report=report, by=officer) for _click in range(2)))


def accept_and_return(here: World, second: Any, report: ProductionReport) -> list[Any]:
    seen, first = seen_now(report), here.cast.miit_officer
    return at_once(
        lambda: accept_report(report=report, by=first, seen=seen),
        lambda: return_report(report=report, reason="请核实", by=second, seen=seen),
    )


def test_a_double_click_submits_once_and_gives_one_receipt(here: World) -> None:
    first, other = submit_twice(here, here.filled())
    assert first.receipt_hash == other.receipt_hash
    assert count("report.submit") == 1


def test_without_the_lock_it_is_submitted_twice(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    report = here.filled()
    take_the_lock_away(monkeypatch)
    submit_twice(here, report)
    assert count("report.submit") == 2


def test_one_decides_and_the_other_reads_what_was_decided(here: World, second: Any) -> None:
    outcomes = accept_and_return(here, second, here.submitted())
    assert [refusal.code for refusal in outcomes if isinstance(refusal, Refusal)] == ["changed_since"]
    assert count("report.accept", "report.return") == 1


def test_without_the_lock_both_are_done(here: World, second: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    report = here.submitted()
    take_the_lock_away(monkeypatch)
    accept_and_return(here, second, report)
    assert count("report.accept", "report.return") == 2


def test_two_officials_accept_at_once_and_both_see_one_decider(here: World, second: Any) -> None:
    report, first = here.submitted(), here.cast.miit_officer
    outcomes = at_once(*(lambda by=by: accept_report(report=report, by=by) for by in (first, second)))
    assert len({row.decided_by for row in outcomes}) == 1
    assert count("report.accept") == 1
