"""A desk that has years behind it reads no more of them than one that has begun."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, User
from common.periods import SHANGHAI, Month, at
from deadlines.models import Obligation
from deadlines.services.obligations import open_report_obligations
from quota_admin.reads.desk import DONE_LINES, Desk, desk_of
from tests.builders import BUILDER
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
TODAY = datetime(2021, 10, 8, 9, tzinfo=SHANGHAI)


def fill(past: int) -> None:
    """A duty that is open, and so many that were met, the last one most recently."""
    home = Organisation.objects.get(code="northern-re")
    duty = open_report_obligations(organisation=home, year=2021, first_month=Month(2021, 9), due_day=10, by=BUILDER)[0]
    rows = []
    for number in range(past):
        copy = Obligation.objects.get(pk=duty.pk)
        copy.pk, copy.reference, copy.period = None, f"past-{number}", "2020-01"
        copy.met_at = datetime(2020, 2, 1 + number % 28, tzinfo=SHANGHAI)
        copy.opens_at = datetime(2020, 1, 31, tzinfo=SHANGHAI)
        rows.append(copy)
    Obligation.objects.bulk_create(rows)


def read(user: User) -> tuple[Desk, int]:
    with at(TODAY), CaptureQueriesContext(connection) as queries:
        desk = desk_of(User.objects.get(pk=user.pk))
    return desk, len(queries)


def test_more_of_the_past_costs_no_more_lines_and_no_more_queries(cast: Cast) -> None:
    fill(DONE_LINES)
    short, few = read(cast.northern_clerk)
    Obligation.objects.all().delete()
    fill(DONE_LINES * 5)
    long, many = read(cast.northern_clerk)
    assert (len(short.done), short.more_done) == (DONE_LINES, False)
    assert (len(long.done), long.more_done) == (DONE_LINES, True)
    assert few == many
    assert short.count == long.count >= 1


def test_what_is_left_out_is_one_click_away(cast: Cast, as_user: Callable[[User], Client]) -> None:
    fill(DONE_LINES + 1)
    with at(TODAY):
        page = as_user(cast.northern_clerk).get("/").content.decode()
    assert f">{DONE_LINES}+<" in page
    assert 'href="/done/"' in page
