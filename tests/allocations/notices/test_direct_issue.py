"""A notice issues quota to enterprises directly: the same ledger, no group between, figures confidential."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from allocations.models import Notice, QuotaTransfer
from allocations.reads.annex import annex_seen
from allocations.reads.quotas import enterprise_quotas, group_quotas, nation_quotas
from allocations.services.notices import load_notice
from common.constraints import NotValid
from deadlines.models import Obligation
from enterprises.models import Enterprise
from tests.builders import enterprise, issued, notice_data

pytestmark = pytest.mark.django_db
SEPARATION = "separation"


def direct(*rows: tuple[Enterprise, int]) -> dict[str, Any]:
    """Figures for the test; the official ones of 2025 are confidential."""
    return {
        "totals": {SEPARATION: str(sum(tonnes for _row, tonnes in rows))},
        "allocations": [],
        "enterprises": [{"enterprise": row.credit_code, SEPARATION: str(tonnes)} for row, tonnes in rows],
        "confidential": True,
    }


def test_quota_goes_from_the_nation_to_the_enterprise(cast: Any) -> None:
    first, second = enterprise(1), enterprise(2, group="xiamen-tungsten", province="35")
    issued(cast, 1, **direct((first, 700), (second, 300)))
    assert enterprise_quotas(2021) == {(first.pk, SEPARATION): 700, (second.pk, SEPARATION): 300}
    assert nation_quotas(2021)[SEPARATION].reserve == 0
    assert group_quotas(2021) == {}
    assert QuotaTransfer.objects.filter(source__holder="nation").count() == 2
    assert not Obligation.objects.filter(kind="filing").exists()
    assert Obligation.objects.filter(kind="monthly_report", organisation__code="northern-re").exists()
    output = StringIO()
    call_command("totals", "2021", stdout=output)
    assert "issued to enterprises\t0\t0\t1000" in output.getvalue().replace(".000", "")


def test_a_later_batch_adds_its_increment_and_takes_back_what_it_no_longer_names(cast: Any) -> None:
    first, second = enterprise(1), enterprise(2)
    issued(cast, 1, **direct((first, 700), (second, 300)))
    notice = issued(cast, 2, **direct((first, 1500)))
    assert enterprise_quotas(2021) == {(first.pk, SEPARATION): 1500, (second.pk, SEPARATION): 0}
    assert {row.increment for row in notice.enterprise_allocations.all()} == {800, -300}


def test_a_confidential_notice_is_read_by_whose_enterprises_it_names(cast: Any) -> None:
    notice = issued(cast, 1, **direct((enterprise(1), 700)))
    assert notice in Notice.objects.visible_to(cast.northern_clerk)
    assert notice not in Notice.objects.visible_to(cast.xiamen_clerk)


def test_an_enterprise_twice_or_nobody_at_all_is_refused(cast: Any) -> None:
    plant = enterprise(1)
    for changes, cell in ((direct((plant, 1), (plant, 2)), "enterprises"), ({"allocations": []}, "allocations")):
        with pytest.raises(NotValid) as refused:
            load_notice(data={**notice_data(1), **changes}, by=cast.miit_clerk)
        assert cell in refused.value.cells


def test_the_annex_names_the_enterprises_and_agrees_with_the_total(cast: Any) -> None:
    notice = issued(cast, 1, **direct((enterprise(1), 700), (enterprise(2, group="xiamen-tungsten"), 300)))
    whole = annex_seen(notice, cast.miit_clerk)
    assert len(whole.rows) == 2
    assert whole.agrees
    assert [row.name for row in annex_seen(notice, cast.northern_clerk).rows] == ["示例企业1"]
