"""What was booked is taken back by two people while nothing newer rests on it, and can be imported again."""

from decimal import Decimal

import pytest

from allocations.models import Filing, Notice, QuotaAccount
from allocations.reads.quotas import enterprise_quotas, group_quotas, nation_quotas
from allocations.services.filings import start_filing
from allocations.services.notice_amendments import begin_correction
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import now
from enterprises.models import Enterprise
from history.models import HistoryImport
from history.services.imports import ask_reversal, discard_history, keep_history, reverse_history
from reporting.models import OutputSum, ProductionReport
from reporting.services.drafts import start_correction
from reporting.services.sums import compare
from tests.conftest import Cast
from tests.history.workbooks import NOTICES, OUTPUTS, SPLITS, booked, register_rows, uploaded, whole_year

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_process"), pytest.mark.once]


@pytest.fixture(autouse=True)
def _register() -> None:
    register_rows()


def reversed_(batch: HistoryImport, cast: Cast) -> HistoryImport:
    asked = ask_reversal(batch=batch, reason="文件有误", by=cast.miit_clerk)
    return reverse_history(batch=asked, by=cast.miit_officer)


def test_a_year_is_taken_back_from_the_last_to_the_first_and_imported_again(cast: Cast) -> None:
    notices, splits, outputs = whole_year(cast)
    for batch in (outputs, splits, notices):
        assert reversed_(batch, cast).state == HistoryImport.State.REVERSED
    assert not OutputSum.objects.exists()
    assert compare() == []
    assert {row.quota for row in QuotaAccount.objects.filter(year=2020)} == {Decimal(0)}
    assert {quota.total for quota in nation_quotas(2020).values()} == {Decimal(0)}
    assert {quota.share for quota in group_quotas(2020).values()} == {Decimal(0)}
    assert not Notice.objects.issued().exists()
    whole_year(cast)
    assert nation_quotas(2020)["separation"].total == Decimal(135000)
    assert set(ProductionReport.objects.values_list("version", flat=True)) == {1, 2}
    assert compare() == []


def test_nothing_of_it_is_deleted(cast: Cast) -> None:
    *_others, outputs = whole_year(cast)
    reversed_(outputs, cast)
    reports = ProductionReport.objects.filter(year=2020)
    assert (reports.count(), reports.in_force().count()) == (12, 0)
    assert {report.discard_reason for report in reports} == {f"{outputs.number}: 文件有误"}
    assert all(report.counts_until == now() for report in reports)
    assert Event.objects.filter(action="report.reverse_import").count() == 12


def test_notices_under_a_split_are_not_taken_back(cast: Cast) -> None:
    notices, _splits, _outputs = whole_year(cast)
    asked = ask_reversal(batch=notices, reason="x", by=cast.miit_clerk)
    with pytest.raises(Refusal) as refused:
        reverse_history(batch=asked, by=cast.miit_officer)
    assert refused.value.code == "import_depended_on"
    assert HistoryImport.objects.get(pk=notices.pk).state == HistoryImport.State.REVERSAL_ASKED
    assert Notice.objects.issued().count() == 2


def test_a_report_that_was_corrected_since_is_not_taken_back(cast: Cast) -> None:
    *_others, outputs = whole_year(cast)
    report = ProductionReport.objects.get(year=2020, month=1)
    start_correction(report=report, reason="更正", by=cast.northern_clerk)
    asked = ask_reversal(batch=outputs, reason="x", by=cast.miit_clerk)
    with pytest.raises(Refusal) as refused:
        reverse_history(batch=asked, by=cast.miit_officer)
    assert refused.value.code == "import_depended_on"
    assert ProductionReport.objects.filter(year=2020).in_force().count() == 12


def test_who_asked_does_not_reverse(cast: Cast) -> None:
    batch = booked(cast, "notices", NOTICES)
    asked = ask_reversal(batch=batch, reason="x", by=cast.miit_officer)
    with pytest.raises(NotAllowed) as refused:
        reverse_history(batch=asked, by=cast.miit_officer)
    assert refused.value.code == "same_person"
    with pytest.raises(NotAllowed):
        reverse_history(batch=asked, by=cast.miit_clerk)


def test_it_may_stay_booked_after_all(cast: Cast) -> None:
    batch = booked(cast, "notices", NOTICES)
    asked = ask_reversal(batch=batch, reason="x", by=cast.miit_clerk)
    kept = keep_history(batch=asked, by=cast.miit_clerk)
    assert (kept.state, kept.reversal_reason) == (HistoryImport.State.BOOKED, "")
    assert reversed_(kept, cast).state == HistoryImport.State.REVERSED


def test_a_reversal_and_a_discarding_need_a_reason(cast: Cast) -> None:
    batch = booked(cast, "notices", NOTICES)
    with pytest.raises(NotValid):
        ask_reversal(batch=batch, reason=" ", by=cast.miit_clerk)
    other = uploaded(cast, "splits", {"分解": SPLITS})
    with pytest.raises(NotValid):
        discard_history(batch=other, reason="", by=cast.miit_clerk)
    assert discard_history(batch=other, reason="误传", by=cast.miit_clerk).state == HistoryImport.State.DISCARDED


def test_what_is_booked_is_not_discarded_and_what_is_not_is_not_reversed(cast: Cast) -> None:
    batch = booked(cast, "notices", NOTICES)
    with pytest.raises(Refusal):
        discard_history(batch=batch, reason="x", by=cast.miit_clerk)
    other = uploaded(cast, "outputs", {"产量": OUTPUTS})
    with pytest.raises(Refusal):
        ask_reversal(batch=other, reason="x", by=cast.miit_clerk)


def test_imported_notices_and_splits_are_put_right_by_another_import_only(cast: Cast) -> None:
    whole_year(cast)
    notice, group = Notice.objects.get(batch=2), Filing.objects.get().group
    for attempt in (
        lambda: begin_correction(notice=notice, reason="x", by=cast.miit_clerk),
        lambda: start_filing(group=group, year=2020, by=cast.northern_clerk),
    ):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.code == "is_imported"
    assert set(enterprise_quotas(2020).values()) == {Decimal(70000), Decimal(60000)}
    assert Enterprise.objects.count() == 3
