"""Ten thousand lines of monthly outputs: booked in bulk, with a number of queries that does not follow the lines."""

import time
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from enterprises.models import Enterprise, GroupMembership
from history.services.imports import confirm_history, upload_history
from reporting.models import EnterpriseOutput, OutputSum, ReportLine
from tests.builders import credit_code
from tests.conftest import Cast
from tests.history.workbooks import upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_process")]
MANY = 834


def plants(count: int) -> None:
    group = Organisation.objects.get(code="northern-re")
    rows = Enterprise.objects.bulk_create(
        Enterprise(
            credit_code=credit_code(1000 + number),
            name_zh=f"示例厂{number}",
            name_en=f"Works {number}",
            kind="separation",
            province_id="15",
            city="示例市",
        )
        for number in range(count)
    )
    GroupMembership.objects.bulk_create(
        GroupMembership(enterprise=row, group=group, valid_from="2018-01-01") for row in rows
    )


def workbook(count: int) -> dict[str, list[list[object]]]:
    heads: list[object] = ["统一社会信用代码", *(f"{month}月" for month in range(1, 13))]
    return {"产量": [heads, *([credit_code(1000 + number), *([10] * 12)] for number in range(count))]}


# Lines and the outputs kept of them are written in as many statements as the database needs; nothing else follows
# their number.
WRITTEN = tuple(f'INSERT INTO "{model._meta.db_table}"' for model in (ReportLine, EnterpriseOutput))


def others(captured: CaptureQueriesContext) -> int:
    """The number of statements that write neither."""
    return sum(not query["sql"].startswith(WRITTEN) for query in captured.captured_queries)


def queries(cast: Cast, count: int) -> tuple[int, int, float]:
    """Queries of the preview and of the booking, without those that write lines; the seconds of both."""
    plants(count)
    sheets = upload(workbook(count))
    begin = time.monotonic()
    with CaptureQueriesContext(connection) as previewing:
        batch = upload_history(kind="outputs", year=2020, upload=sheets, by=cast.miit_clerk)
    with CaptureQueriesContext(connection) as booking:
        confirm_history(batch=batch, by=cast.miit_officer)
    assert len(batch.preview["en"]["rows"]) == min(200, 12 * count)
    return others(previewing), others(booking), time.monotonic() - begin


def test_ten_thousand_lines_are_booked_in_bulk(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    previewing, booking, seconds = queries(cast, MANY)
    with capsys.disabled():
        print(f"\nhistory: {12 * MANY} lines previewed and booked in {seconds:.1f} s, {previewing} + {booking} queries")
    assert ReportLine.objects.count() == 12 * MANY
    assert OutputSum.objects.get(year=2020, month=6).output == Decimal(10 * MANY)
    # Twelve months, each with its sums and the outputs kept of its enterprises.
    assert previewing + booking < 240


def test_the_number_of_queries_does_not_follow_the_lines(cast: Cast) -> None:
    with transaction.atomic():
        few = queries(cast, 1)[:2]
        transaction.set_rollback(True)
    assert queries(cast, 30)[:2] == few
