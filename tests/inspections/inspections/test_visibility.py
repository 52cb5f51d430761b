"""What a province sees: nothing of another's, on any page, in any export, in any answer of the API."""

import io
from collections.abc import Callable, Iterator
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common.periods import now
from enterprises.models import Enterprise
from monthly_checks.models import CheckedEnterprise, CheckVerdict, MonthlyCheck
from monthly_checks.reads.checks import checkable
from monthly_checks.services.checks import give_verdict, open_check
from monthly_checks.tasks import open_checks
from reporting.services.decisions import submit_report
from reporting.services.drafts import save_report, start_report
from tests.builders import BUILDER, enterprise
from tests.reporting.conftest import SEPTEMBER, World, figures

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Browser = Callable[[User], Client]
FOREIGN = "金丝雀江西"


@pytest.fixture
def two(world: World) -> World:
    """The group reports for a plant of Inner Mongolia and for one of Jiangxi; both provinces check the month."""
    plant = enterprise(77, province="36")
    Enterprise.objects.filter(pk=plant.pk).update(name_zh=f"{FOREIGN}企业", name_en=f"{FOREIGN}", city=f"{FOREIGN}市")
    report = start_report(group=world.group, month=SEPTEMBER, by=world.cast.northern_clerk)
    cells = world.cells() | figures(plant, 77777) | {f"note-{plant.pk}-separation": f"{FOREIGN}备注"}
    cells |= {f"why_no_quota-{plant.pk}-separation": f"{FOREIGN}说明"}
    save_report(report=report, cells=cells, by=world.cast.northern_clerk)
    submit_report(report=report, by=world.cast.northern_officer)
    open_checks()
    row = CheckedEnterprise.objects.get(enterprise=plant, check_of__month=9)
    give_verdict(row=row, verdict="question", text=f"{FOREIGN}询问", by=world.cast.jiangxi_industry)
    return world


def pages(checks: list[MonthlyCheck]) -> Iterator[str]:
    """Everything a province can open: lists, exports, the API, and the rows of these checks."""
    yield from (reverse(name) for name in ("desk", "jurisdiction", "jurisdiction_export", "check_list"))
    yield from (reverse(name) for name in ("check_list_export", "report_list", "enterprise_list", "obligation_list"))
    yield from (reverse(name) for name in ("api-check-list", "api-question-list", "difference_list", "message_list"))
    for check in checks:
        yield from (reverse(name, args=[check.pk]) for name in ("check_detail", "check_export", "api-check-detail"))
        yield from (row.get_absolute_url() for row in check.rows.all())


def text_of(content: bytes) -> str:
    """The answer, and a workbook's sheets."""
    if not content.startswith(b"PK"):
        return content.decode()
    with ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def test_no_page_export_or_answer_of_a_province_holds_a_row_of_another(two: World, as_user: Browser) -> None:
    own = list(MonthlyCheck.objects.filter(province="15", month=9))
    for person in (two.cast.neimenggu_industry, two.cast.neimenggu_resources):
        browser = as_user(person)
        for path in pages(own):
            answer = browser.get(path)
            assert answer.status_code == 200, path
            shown = text_of(answer.content)
            assert FOREIGN not in shown and "77777" not in shown and "77,777" not in shown, path
    foreign = list(MonthlyCheck.objects.filter(province="36", month=9))
    shown = "".join(text_of(as_user(two.cast.jiangxi_industry).get(path).content) for path in pages(foreign))
    assert shown.count(FOREIGN) > 10 and "77,777" in shown, "the owner sees the canary"


def test_another_provinces_check_is_not_there(two: World, as_user: Browser) -> None:
    check = MonthlyCheck.objects.get(province="36", month=9)
    row, question = check.rows.get(), CheckVerdict.objects.get(row__check_of=check)
    addresses = [reverse(name, args=[check.pk]) for name in ("check_detail", "check_export", "check_close")]
    addresses += [row.get_absolute_url(), question.get_absolute_url(), reverse("api-check-detail", args=[check.pk])]
    for person in (two.cast.neimenggu_industry, two.cast.southern_officer):
        for path in addresses:
            assert as_user(person).get(path).status_code == 404, path


def test_the_group_sees_the_question_and_nothing_else_of_the_check(two: World, as_user: Browser) -> None:
    check = MonthlyCheck.objects.get(province="36", month=9)
    group, question = as_user(two.cast.northern_clerk), CheckVerdict.objects.get(row__check_of=check)
    assert f"{FOREIGN}询问" in group.get(question.get_absolute_url()).content.decode()
    for path in (check.get_absolute_url(), check.rows.get().get_absolute_url()):
        assert group.get(path).status_code == 404


def test_a_verdict_on_another_provinces_enterprise_is_not_found_through_ones_own_check(
    two: World, as_user: Browser
) -> None:
    own = MonthlyCheck.objects.get(province="15", month=9)
    foreign = Enterprise.objects.get(name_en=FOREIGN)
    body = {"enterprise": foreign.pk, "verdict": "agree"}
    answer = as_user(two.cast.neimenggu_industry).post(
        reverse("api-check-judge", args=[own.pk]), body, "application/json"
    )
    assert answer.status_code == 404
    body["enterprise"] = two.plant.pk
    answer = as_user(two.cast.neimenggu_industry).post(
        reverse("api-check-judge", args=[own.pk]), body, "application/json"
    )
    assert answer.status_code == 200
    rows = as_user(two.cast.neimenggu_industry).get(reverse("api-check-rows", args=[own.pk])).json()["results"]
    assert {row["state"] for row in rows} == {"agree", "unjudged"}


def test_months_waiting_elsewhere_are_not_listed(two: World) -> None:
    for one in checkable(now(), two.cast.jiangxi_industry.organisation.province):
        assert one.province.code == "36"
        if one.is_ready:
            assert open_check(one, at=now(), by=BUILDER).province_id == "36"
