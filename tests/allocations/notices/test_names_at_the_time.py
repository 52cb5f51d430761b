"""A group that is renamed keeps its old name on what was issued and submitted before."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Organisation
from accounts.services.organisations import rename
from allocations.models import Filing
from allocations.reads.annex import annex_of
from common.periods import SHANGHAI, at
from reporting.models import ProductionReport
from tests.accounts.keepers import system_admin
from tests.builders import issued
from tests.conftest import JOURNEY, Cast

pytestmark = pytest.mark.django_db
OLD, NEW = "广东省稀土产业集团有限公司", "示例新名称集团有限公司"
NEXT_DAY = JOURNEY + timedelta(days=1)


def renamed() -> Organisation:
    """From the day after the journey on."""
    names = {"name_zh": NEW, "name_en": "Example", "short_zh": "示例", "short_en": "Example"}
    with at(NEXT_DAY):
        row = Organisation.objects.get(code="guangdong-re")
        return rename(organisation=row, names=names, first_day=date(2021, 10, 9), by=system_admin())


def test_the_annex_of_an_issued_notice_keeps_the_names_of_its_day(cast: Cast) -> None:
    notice = issued(cast, 1)
    renamed()
    with translation.override("zh-hans"):
        names = {row.name for row in annex_of(notice).rows}
    assert OLD in names
    assert NEW not in names


@pytest.mark.parametrize("model", [Filing, ProductionReport])
@pytest.mark.parametrize(
    ("submitted_at", "name"),
    [
        (datetime(2021, 10, 8, 23, 59, tzinfo=SHANGHAI), OLD),
        (datetime(2021, 10, 9, tzinfo=SHANGHAI), NEW),
        (None, NEW),
    ],
)
def test_what_is_submitted_bears_the_name_of_its_day(
    model: type[Filing | ProductionReport], submitted_at: datetime | None, name: str
) -> None:
    record = model(group=renamed(), year=2021, submitted_at=submitted_at)
    with translation.override("zh-hans"):
        assert record.group_name == name


def test_a_signature_keeps_the_ministrys_name(cast: Cast, client: Client) -> None:
    notice = issued(cast, 1)
    names = {"name_zh": "示例部", "name_en": "Example", "short_zh": "示例", "short_en": "Example"}
    with at(NEXT_DAY):
        home = Organisation.objects.get(code="mnr")
        rename(organisation=home, names=names, first_day=date(2021, 10, 9), by=system_admin())
        client.force_login(cast.miit_clerk)
        page = client.get(f"/notices/{notice.pk}/").content.decode()
    assert f"自然资源部 · {cast.mnr_officer.name}" in page
