"""Notices, splits and outputs of 2020 from workbooks: what is booked, how it is marked, and who did it."""

import hashlib
from decimal import Decimal

import pytest

from allocations.models import Filing, Notice, QuotaTransfer
from allocations.reads.quotas import enterprise_quotas, group_quotas, nation_quotas
from audit.models import Event
from common.constraints import NotAllowed
from deadlines.models import Obligation
from documents.services.attachments import content_of
from enterprises.models import Enterprise
from history.models import HistoryImport
from history.services.imports import confirm_history
from notifications.models import Message
from reporting.models import Finding, OutputSum, ProductionReport, ReportLine
from reporting.services.sums import compare
from tests.conftest import Cast
from tests.history.workbooks import MINE, NOTICES, PLANT, booked, register_rows, uploaded, whole_year

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_process")]


@pytest.fixture(autouse=True)
def _register() -> None:
    register_rows()


def number(value: int | str) -> Decimal:
    return Decimal(value)


def test_the_notices_of_a_year_are_in_the_ledger_with_their_increments(cast: Cast) -> None:
    booked(cast, "notices", NOTICES)
    totals = {category: quota.total for category, quota in nation_quotas(2020).items()}
    assert totals == {
        "mining_rock": number(120850),
        "mining_ionic": number(19150),
        "separation": number(135000),
    }
    shares = {key: quota.share for key, quota in group_quotas(2020).items()}
    assert sum(tonnes for (_group, category), tonnes in shares.items() if category == "separation") == number(135000)
    annual = Notice.objects.get(year=2020, batch=2)
    northern = annual.allocations.get(group__code="northern-re", category="mining_rock")
    # 73,550 t of the year, of which the first batch gave 60,000.
    assert (northern.stated, northern.increment) == (number(73550), number(13550))


def test_the_rows_are_marked_with_the_file_and_its_hash(cast: Cast) -> None:
    batches = whole_year(cast)
    marked = [
        {notice.imported_from_id for notice in Notice.objects.filter(year=2020)},
        {filing.imported_from_id for filing in Filing.objects.filter(year=2020)},
        {report.imported_from_id for report in ProductionReport.objects.filter(year=2020)},
    ]
    assert marked == [{batch.source_id} for batch in batches]
    assert batches[2].source.sha256 == hashlib.sha256(content_of(batches[2].source)).hexdigest()
    event = Event.objects.filter(action="report.import").first()
    assert event is not None
    assert (event.after["sha256"], event.after["file"]) == (batches[2].source.sha256, "2020年历史数据.xlsx")


def test_splits_and_outputs_count_like_those_of_the_system(cast: Cast) -> None:
    whole_year(cast)
    mine, plant = (Enterprise.objects.get(name_zh=f"示例企业{number}") for number in (MINE, PLANT))
    assert enterprise_quotas(2020) == {
        (mine.pk, "mining_rock"): number(70000),
        (plant.pk, "separation"): number(60000),
    }
    assert ReportLine.objects.counting(2020).count() == 24
    assert OutputSum.objects.get(year=2020, month=12, category="mining_rock").output == number(6100)
    assert compare() == []


def test_nothing_falls_due_and_nobody_is_notified(cast: Cast) -> None:
    before = (Obligation.objects.count(), Message.objects.count())
    whole_year(cast)
    assert (Obligation.objects.count(), Message.objects.count()) == before
    assert not Finding.objects.exists()


def test_every_step_is_in_the_log_with_two_people(cast: Cast) -> None:
    batch = booked(cast, "notices", NOTICES)
    steps = list(Event.objects.about(batch).values_list("action", "actor"))
    assert steps == [
        ("history.upload", "miit_clerk"),
        ("history.preview", "miit_clerk"),
        ("history.confirm", "miit_officer"),
        ("history.book", "miit_officer"),
    ]


def test_confirmed_twice_it_is_booked_once(cast: Cast) -> None:
    batch = booked(cast, "notices", NOTICES)
    moved = QuotaTransfer.objects.count()
    confirm_history(batch=batch, by=cast.miit_officer)
    assert QuotaTransfer.objects.count() == moved


def test_who_uploaded_does_not_confirm(cast: Cast) -> None:
    both = cast.person("both", "miit", "clerk")
    both.roles.add(*cast.miit_officer.roles.all())
    batch = uploaded(cast, "notices", NOTICES)
    HistoryImport.objects.filter(pk=batch.pk).update(uploaded_by=both)
    with pytest.raises(NotAllowed) as refused:
        confirm_history(batch=batch, by=both)
    assert refused.value.code == "same_person"
    with pytest.raises(NotAllowed):
        confirm_history(batch=batch, by=cast.miit_clerk)
    with pytest.raises(NotAllowed):
        confirm_history(batch=batch, by=cast.mnr_officer)
    assert not Notice.objects.exists()
