"""A day ends at its end in Asia/Shanghai, whatever zone the server, the reader and the database are in."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections
from django.utils import timezone

from accounts.models import Organisation
from common.periods import Month
from deadlines.models import Obligation
from deadlines.services.calendar import current_calendar
from deadlines.services.obligations import meet, open_report_obligations
from tests.builders import BUILDER

pytestmark = pytest.mark.django_db
# The due day 2021-10-11 ends in Shanghai at 16:00 UTC of the same day.
END = datetime(2021, 10, 11, 16, 0, 0, tzinfo=UTC)
LAST = datetime(2021, 10, 11, 15, 59, 59, tzinfo=UTC)


@pytest.fixture(params=["Asia/Shanghai", "UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def zone(request: pytest.FixtureRequest, db: None) -> Iterator[ZoneInfo]:
    """The process, the reader and the database session use this time zone."""
    before = {"process": os.environ.get("TZ"), "database": connection.settings_dict["TIME_ZONE"]}
    _stand_in(request.param, request.param)
    with timezone.override(request.param):
        yield ZoneInfo(request.param)
    _stand_in(before["process"], before["database"])


def _stand_in(process: str | None, database: str | None) -> None:
    os.environ.pop("TZ", None)
    if process:
        os.environ["TZ"] = process
    time.tzset()
    session = connections["default"]
    session.settings_dict["TIME_ZONE"] = database
    for known in ("timezone", "timezone_name"):
        session.__dict__.pop(known, None)
    session.ensure_timezone()


def september() -> Obligation:
    """Northern's report about September, due on Monday 2021-10-11."""
    return open_report_obligations(
        organisation=Organisation.objects.get(code="northern-re"),
        year=2021,
        first_month=Month(2021, 9),
        due_day=10,
        by=BUILDER,
    )[0]


def test_the_stored_instants_are_shanghais(zone: ZoneInfo) -> None:
    duty = Obligation.objects.get(pk=september().pk)
    assert duty.late_from == END
    assert duty.opens_at == datetime(2021, 9, 30, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "status"),
    [(LAST, "met_on_time"), (END - timedelta(microseconds=1), "met_on_time"), (END, "met_late")],
)
def test_one_second_before_midnight_is_in_time_and_midnight_is_late(
    zone: ZoneInfo, moment: datetime, status: str
) -> None:
    duty = september()
    submitted = moment.astimezone(zone)
    meet(kind=duty.kind, organisation=duty.organisation, period=duty.period, at=submitted, by=BUILDER)
    duty = Obligation.objects.get(pk=duty.pk)
    found = duty.punctuality(moment, current_calendar())
    assert (found.status, found.workdays) == (status, int(status == "met_late"))
    assert Obligation.objects.met_on_time().filter(pk=duty.pk).exists() == (status == "met_on_time")
    assert Obligation.objects.met_late().filter(pk=duty.pk).exists() == (status == "met_late")


@pytest.mark.parametrize(("moment", "late"), [(LAST, False), (END, True)])
def test_what_is_open_is_overdue_from_midnight(zone: ZoneInfo, moment: datetime, late: bool) -> None:
    duty = september()
    asked = moment.astimezone(zone)
    assert duty.punctuality(asked, current_calendar()).status == ("overdue" if late else "open")
    assert Obligation.objects.late(asked).filter(pk=duty.pk).exists() == late


def test_process_and_database_stand_in_that_zone(zone: ZoneInfo) -> None:
    """The control: without it the others would prove nothing."""
    assert time.localtime(END.timestamp()).tm_hour == END.astimezone(zone).hour
    september()
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(late_from AS text) FROM deadlines_obligation ORDER BY due_on LIMIT 1")
        (stored,) = cursor.fetchone()
    assert stored.startswith(END.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"))
