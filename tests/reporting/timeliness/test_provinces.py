"""A province sees who reported in time, late or not at all: the groups and months with an enterprise located in it."""

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Organisation, Province
from common.periods import SHANGHAI, Month, at
from deadlines.services.obligations import meet, open_report_obligations
from enterprises.services.enterprises import join_group, leave_group, register_enterprise
from reporting.reads.timeliness import month_duties, years_with_duties
from tests.builders import BUILDER, credit_code, enterprise
from tests.conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOW = datetime(2021, 10, 13, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def year(cast: Cast) -> None:
    """Northern has a plant in Inner Mongolia; Southern one in Jiangxi until the end of May, then it is Northern's."""
    for code in ("northern-re", "southern-re"):
        home = Organisation.objects.get(code=code)
        open_report_obligations(organisation=home, year=2021, first_month=Month(2021, 3), due_day=10, by=BUILDER)
    enterprise(1)
    moving = register_enterprise(
        credit_code=credit_code(2), name_zh="示例企业二", name_en="Two", kind="separation",
        province=Province.objects.get(code="36"), city="示例市", is_fictional=True, by=BUILDER,
    )  # fmt: skip
    southern, northern = (Organisation.objects.get(code=code) for code in ("southern-re", "northern-re"))
    join_group(enterprise=moving, group=southern, valid_from=date(2020, 1, 1), by=BUILDER)
    leave_group(enterprise=moving, last_day=date(2021, 5, 31), by=BUILDER)
    join_group(enterprise=moving, group=northern, valid_from=date(2021, 6, 1), by=BUILDER)
    instant = datetime(2021, 4, 12, 12, tzinfo=SHANGHAI)
    with at(instant):
        meet(kind="monthly_report", organisation=southern, period="2021-03", at=instant, by=BUILDER)


def seen(user: Any) -> dict[str, list[int]]:
    with at(NOW):
        duties = month_duties(2021, user=user, at=NOW)
    return {code: [duty.month.month for duty in duties if duty.group.code == code] for code in
            ("northern-re", "southern-re") if any(duty.group.code == code for duty in duties)}  # fmt: skip


def test_each_province_sees_what_concerns_it(cast: Cast, year: None) -> None:
    assert seen(cast.neimenggu_industry) == {"northern-re": list(range(3, 13))}
    assert seen(cast.person("jiangxi", "jiangxi-industry", "officer")) == {
        "northern-re": list(range(6, 13)), "southern-re": [3, 4, 5],
    }  # fmt: skip
    assert seen(cast.person("sichuan", "sichuan-industry", "officer")) == {}


def test_late_and_missing_stand_there_as_for_the_ministry(cast: Cast, year: None) -> None:
    user = cast.person("jiangxi", "jiangxi-industry", "officer")
    with at(NOW):
        duties = [duty for duty in month_duties(2021, user=user, at=NOW) if duty.group.code == "southern-re"]
        assert [duty.timeliness for duty in duties] == ["met_on_time", "not_reported", "not_reported"]
        assert years_with_duties(user) == [2021]


def test_the_page_does_not_lead_where_the_province_may_not_go(cast: Cast, as_user: Any, year: None) -> None:
    with at(NOW):
        browser = as_user(cast.neimenggu_industry)
        page = browser.get(reverse("timeliness") + "?year=2021")
        assert page.status_code == 200
        assert "/obligations/" not in page.content.decode().split('id="timeliness"')[1].split("</table>")[0]
        assert browser.get(reverse("timeliness_xlsx") + "?year=2021").status_code == 200
        assert as_user(cast.northern_viewer).get(reverse("timeliness")).status_code == 403
