"""What turns red, at its limit, with what to do; in the words of the reader."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from operations.reads.backups import Backup, Drill
from operations.reads.conditions import JUDGES, conditions, red
from operations.reads.figures import Waiting
from tests.operations.service_figures import AT, HOUR, figures

pytestmark = pytest.mark.once
MINUTE = timedelta(minutes=1)


def backup(age: timedelta) -> Backup:
    return Backup(AT - age, "full", "x", 1, 1, "1:a")


def drill(age: timedelta, lost: int = 0) -> Drill:
    return Drill(AT - age, 28, lost, "")


# Key, what is just well, what is just not.
LIMITS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("backup", {"backup": backup(26 * HOUR)}, {"backup": backup(26 * HOUR + MINUTE)}),
    ("backup", {}, {"backup": None}),
    ("drill", {"drill": drill(timedelta(days=100))}, {"drill": drill(timedelta(days=101))}),
    ("drill", {}, {"drill": drill(HOUR, lost=1)}),
    ("drill", {}, {"drill": None}),
    ("standby", {"standby_lag": timedelta(seconds=30)}, {"standby_lag": timedelta(seconds=31)}),
    ("worker", {"worker_heard_at": AT - timedelta(seconds=120)}, {"worker_heard_at": AT - timedelta(seconds=121)}),
    ("worker", {}, {"worker_heard_at": None}),
    ("sweeps", {"sweep_behind": 10 * MINUTE}, {"sweep_behind": 11 * MINUTE}),
    ("tasks", {"tasks_waiting": 500}, {"tasks_waiting": 501}),
    ("tasks", {}, {"tasks_waiting": None}),
    ("mail", {"mail": Waiting(9, 15 * MINUTE, 0)}, {"mail": Waiting(9, 16 * MINUTE, 0)}),
    ("mail", {}, {"mail": Waiting(0, timedelta(), 1)}),
    ("webhooks", {}, {"webhooks": Waiting(0, timedelta(), 1)}),
    ("scans", {}, {"scans": Waiting(3, 16 * MINUTE, 0)}),
    ("scans", {}, {"scans": Waiting(0, timedelta(), 1)}),
    ("chain", {"chain_verified_at": AT - 48 * HOUR}, {"chain_verified_at": AT - 49 * HOUR}),
    ("chain", {}, {"chain_broken_at": 7}),
    ("chain", {}, {"chain_verified_at": None}),
    ("calendar", {"calendar_until": date(2021, 11, 8)}, {"calendar_until": date(2021, 11, 7)}),
    ("calendar", {}, {"calendar_until": None}),
    ("certificate", {"certificate_until": AT + timedelta(days=21)}, {"certificate_until": AT + timedelta(days=20)}),
    ("sign_ins", {"failed_sign_ins": 100}, {"failed_sign_ins": 101}),
]


@pytest.mark.parametrize(("key", "well", "not_well"), LIMITS)
def test_it_turns_red_at_its_limit_and_says_what_to_do(
    key: str, well: dict[str, Any], not_well: dict[str, Any]
) -> None:
    assert red(conditions(figures(**well))) == []
    (found,) = red(conditions(figures(**not_well)))
    assert found.key == key
    assert found.way_out


def test_every_condition_is_tried() -> None:
    assert {key for key, _well, _not in LIMITS} == set(JUDGES)


def test_what_is_not_set_up_is_neither_well_nor_red(settings: Any) -> None:
    found = {one.key: one for one in conditions(figures(standby_count=0, standby_lag=None, certificate_until=None))}
    assert (found["standby"].well, found["certificate"].well) == (None, None)
    settings.STANDBYS_EXPECTED, settings.TLS_CERTIFICATE = 1, "/nowhere.pem"
    found = {one.key: one for one in conditions(figures(standby_count=0, standby_lag=None, certificate_until=None))}
    assert (found["standby"].well, found["certificate"].well) == (False, False)


def test_it_is_said_in_chinese_and_in_english() -> None:
    with translation.override("zh-hans"):
        chinese = {one.key: one.text for one in conditions(figures())}
    with translation.override("en"):
        english = {one.key: one.text for one in conditions(figures())}
    assert chinese["backup"] == "2021-10-08 08:00:00，60分钟前"
    assert english["backup"] == "2021-10-08 08:00:00, 60 min ago"
    assert english["chain"] == "4711 events, verified 2021-10-08 08:00:00, 60 min ago"
