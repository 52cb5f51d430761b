"""A month checked by two people at the same moment: one effect each. Every test has a control without the lock."""

from typing import Any

import pytest
from django.db import IntegrityError

from audit.models import Event
from audit.services.record import System
from common.constraints import Refusal
from common.periods import now
from monthly_checks import permissions
from monthly_checks.models import CheckedEnterprise, CheckVerdict, MonthlyCheck
from monthly_checks.reads.checks import checkable, row_of
from monthly_checks.services import checks
from monthly_checks.services.checks import answer_question, give_verdict, open_check
from tests.at_once import at_once, read_together
from tests.reporting.conftest import SEPTEMBER, World, build

pytestmark = pytest.mark.service


@pytest.fixture
def here(real_db: None, cast: Any) -> World:
    """The world in a database with real transactions, September reported."""
    world = build(cast)
    world.accepted()
    return world


@pytest.fixture
def row(here: World) -> CheckedEnterprise:
    """The plant in the check of September."""
    month = next(one for one in checkable(now()) if one.month == SEPTEMBER)
    check = open_check(month, at=now(), by=System("tests"))
    return CheckedEnterprise.objects.select_related("check_of").get(check_of=check, enterprise=here.plant)


def take_the_lock_away(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = MonthlyCheck.objects.select_related("province")
    monkeypatch.setattr(checks, "locked", lambda check: rows.get(pk=check.pk))


def judge_at_once(here: World, row: CheckedEnterprise) -> list[Any]:
    people = (here.cast.neimenggu_industry, here.cast.neimenggu_resources)
    texts = ("库存", "台账")
    return at_once(
        *(
            lambda by=by, text=text: give_verdict(row=row, verdict="inspect", text=text, by=by)
            for by, text in zip(people, texts, strict=True)
        )
    )


def test_two_verdicts_at_once_follow_one_another(here: World, row: CheckedEnterprise) -> None:
    outcomes = judge_at_once(here, row)
    assert sorted(one.round for one in outcomes) == [1, 2]
    assert CheckVerdict.objects.filter(row=row, replaced=False).count() == 1


def test_control_without_the_lock_one_of_them_breaks(
    here: World, row: CheckedEnterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_the_lock_away(monkeypatch)
    monkeypatch.setattr(checks, "row_of", read_together(row_of, 2))
    assert any(isinstance(one, IntegrityError) for one in judge_at_once(here, row))


def answer_at_once(here: World, question: CheckVerdict) -> list[Any]:
    people = (here.cast.northern_clerk, here.cast.northern_officer)
    return at_once(*(lambda by=by: answer_question(question=question, text=f"答复 {by.pk}", by=by) for by in people))


def test_two_answers_at_once_are_one_and_a_refusal(here: World, row: CheckedEnterprise) -> None:
    question = give_verdict(row=row, verdict="question", text="？", by=here.cast.neimenggu_industry)
    outcomes = answer_at_once(here, question)
    refused = [one for one in outcomes if isinstance(one, Refusal)]
    assert [one.code for one in refused] == ["answered_already"]
    assert Event.objects.filter(action="check.answer").count() == 1


def test_control_without_the_lock_the_second_answer_replaces_the_first(
    here: World, row: CheckedEnterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = give_verdict(row=row, verdict="question", text="？", by=here.cast.neimenggu_industry)
    take_the_lock_away(monkeypatch)
    together = read_together(lambda _user: None, 2)
    monkeypatch.setattr(permissions, "answer_question", lambda user, _question: together(user))
    answer_at_once(here, question)
    assert Event.objects.filter(action="check.answer").count() == 2


def test_a_check_opened_by_two_at_once_is_opened_once(here: World) -> None:
    month = next(one for one in checkable(now()) if one.month == SEPTEMBER)
    at_once(*(lambda: open_check(month, at=now(), by=System("tests")) for _who in range(2)))
    assert MonthlyCheck.objects.filter(month=9).count() == 1
    assert CheckedEnterprise.objects.filter(check_of__month=9).count() == 2
    assert Event.objects.filter(action="check.open", subject_type="monthly_checks.MonthlyCheck").count() == 1
