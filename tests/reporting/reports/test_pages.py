"""The pages of a report.

What one types is never lost, each answer has its status, and buttons say why not.
"""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common.periods import Month
from documents.files.pdf import pdf_refusal
from reporting.models import ProductionReport
from reporting.rules.form import cell_name
from reporting.services.decisions import figures_hash, return_report
from reporting.services.drafts import save_report
from tests.builders import enterprise
from tests.reporting.conftest import World, figures, t

# Pages, not locks: what they say is the same on every database.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
Browser = Callable[[User], Client]


def typed(cells: dict[str, object]) -> dict[str, str]:
    """Cells as a form posts them."""
    return {name: "" if value is None else str(value) for name, value in cells.items()}


def url(name: str, report: ProductionReport) -> str:
    return reverse(name, args=[report.pk])


def test_a_clerk_begins_a_month_from_the_list(world: World, as_user: Browser) -> None:
    browser = as_user(world.cast.northern_clerk)
    page = browser.get(reverse("report_list"))
    assert reverse("report_start", args=["2021-09"]) in page.content.decode()
    answer = browser.post(reverse("report_start", args=["2021-09"]))
    assert answer.status_code == 302
    assert answer["Location"] == url("report_edit", ProductionReport.objects.get())


def test_nonsense_for_a_month_is_404_and_a_month_not_over_409(world: World, as_user: Browser) -> None:
    browser = as_user(world.cast.northern_clerk)
    assert browser.post(reverse("report_start", args=["2021-13"])).status_code == 404
    assert browser.post(reverse("report_start", args=["2021-10"])).status_code == 409


def test_reading_begins_nothing(world: World, as_user: Browser) -> None:
    assert as_user(world.cast.northern_clerk).get(reverse("report_start", args=["2021-09"])).status_code == 405


def test_the_grid_stores_what_people_type(world: World, as_user: Browser) -> None:
    report = world.started()
    name = cell_name("output", world.plant.pk, "separation")
    answer = as_user(world.cast.northern_clerk).post(url("report_edit", report), {name: "１，２３４．５ 吨"})
    assert answer.status_code == 302
    assert report.lines.get(enterprise=world.plant).output == t("1234.5")


def test_what_cannot_be_read_is_422_beside_its_cell_and_nothing_typed_is_lost(world: World, as_user: Browser) -> None:
    report = world.started()
    wrong, good = (cell_name(name, world.plant.pk, "separation") for name in ("output", "sales"))
    data = {wrong: "一百吨", good: "88.5"}
    answer = as_user(world.cast.northern_clerk).post(url("report_edit", report), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="一百吨"' in page
    assert 'value="88.5"' in page
    assert f'href="#{wrong}"' in page
    assert f'id="{wrong}-error"' in page
    assert report.lines.get(enterprise=world.plant).sales is None


@pytest.mark.parametrize("text", ["-5", "1.2345", "99999999999", "1e5", "NaN", "＝1+1", "1,23"])
def test_absurd_figures_are_refused(world: World, as_user: Browser, text: str) -> None:
    report = world.started()
    name = cell_name("output", world.plant.pk, "separation")
    assert as_user(world.cast.northern_clerk).post(url("report_edit", report), {name: text}).status_code == 422
    assert report.lines.get(enterprise=world.plant).output is None


def test_a_forged_cell_of_another_groups_enterprise_is_422(world: World, as_user: Browser) -> None:
    foreign = enterprise(9, group="southern-re")
    report = world.started()
    data = {cell_name("output", foreign.pk, "separation"): "5"}
    assert as_user(world.cast.northern_clerk).post(url("report_edit", report), data).status_code == 422
    assert report.lines.count() == 2


def test_an_enterprise_without_a_row_can_be_added_and_taken_out(world: World, as_user: Browser) -> None:
    idle, report = enterprise(3), world.started()
    browser = as_user(world.cast.northern_clerk)
    assert idle.name_zh in browser.get(url("report_edit", report)).content.decode()
    browser.post(url("report_edit", report), {"add": f"{idle.pk}-separation"})
    line = report.lines.get(enterprise=idle)
    browser.post(url("report_edit", report), {"remove": str(line.pk)})
    assert not report.lines.filter(enterprise=idle).exists()


def test_a_row_of_another_report_cannot_be_removed(world: World, as_user: Browser) -> None:
    other = world.filled(Month(2021, 8)).lines.get(enterprise=world.plant)
    report = world.started()
    answer = as_user(world.cast.northern_clerk).post(url("report_edit", report), {"remove": str(other.pk)})
    assert answer.status_code == 404
    assert ProductionReport.objects.get(month=8).lines.filter(pk=other.pk).exists()


def test_the_check_page_lists_what_stops_it_and_disables_the_button_with_the_reason(
    world: World, as_user: Browser
) -> None:
    report = world.started()
    page = as_user(world.cast.northern_officer).get(url("report_check", report))
    assert not page.context["submit"].allowed
    assert str(page.context["submit"].refusal) in page.content.decode()
    assert page.context["checked"].blocking


def test_the_button_names_the_act_and_the_receipt_follows(world: World, as_user: Browser) -> None:
    report = world.filled()
    browser = as_user(world.cast.northern_officer)
    page = browser.get(url("report_check", report))
    assert "提交2021年9月" in page.content.decode()
    answer = browser.post(url("report_check", report), {"seen": page.context["seen"]}, follow=True)
    report.refresh_from_db()
    assert report.number in answer.content.decode()
    assert report.receipt_hash in answer.content.decode()
    assert answer.redirect_chain[-1][0] == url("report_receipt", report)


def test_sending_it_twice_shows_the_same_receipt(world: World, as_user: Browser) -> None:
    report = world.filled()
    browser, seen = as_user(world.cast.northern_officer), {"seen": figures_hash(report)}
    first = browser.post(url("report_check", report), seen)
    again = browser.post(url("report_check", report), seen)
    assert (first["Location"], again.status_code) == (again["Location"], 302)


def test_a_report_that_does_not_pass_is_422_and_stays_a_draft(world: World, as_user: Browser) -> None:
    report = world.started()
    answer = as_user(world.cast.northern_officer).post(url("report_check", report), {"seen": figures_hash(report)})
    report.refresh_from_db()
    assert (answer.status_code, report.state) == (422, "draft")


def test_the_clerk_sees_why_the_officer_has_to_sign(world: World, as_user: Browser) -> None:
    page = as_user(world.cast.northern_clerk).get(url("report_check", world.filled()))
    assert page.context["submit"].refusal.code == "not_your_role"


def test_the_ministry_accepts_on_its_page(world: World, as_user: Browser) -> None:
    report = world.submitted()
    answer = as_user(world.cast.miit_officer).post(url("report_decide", report), {"decision": "accept"})
    report.refresh_from_db()
    assert (answer.status_code, report.state) == (302, "accepted")


def test_a_return_without_a_reason_is_422_and_keeps_what_was_typed(world: World, as_user: Browser) -> None:
    report = world.submitted()
    data = {"decision": "return", "reason": " ", "says_1": "与发票不符"}
    answer = as_user(world.cast.miit_officer).post(url("report_decide", report), data)
    assert answer.status_code == 422
    assert "与发票不符" in answer.content.decode()


def test_a_return_stands_at_its_cell_when_the_clerk_mends(world: World, as_user: Browser) -> None:
    report = world.submitted()
    name = cell_name("sales", world.plant.pk, "separation")
    data = {"decision": "return", "reason": "请核对", "cell_1": name, "says_1": "与发票不符"}
    assert as_user(world.cast.miit_officer).post(url("report_decide", report), data).status_code == 302
    browser = as_user(world.cast.northern_clerk)
    answer = browser.post(url("report_correct", report), {"reason": ""}, follow=True)
    assert answer.status_code == 200
    assert "与发票不符" in answer.content.decode()
    assert "请核对" in answer.content.decode()


def test_changes_of_a_version_are_marked(world: World, as_user: Browser) -> None:
    report = world.submitted()
    return_report(report=report, reason="请核对", by=world.cast.miit_officer)
    browser = as_user(world.cast.northern_clerk)
    browser.post(url("report_correct", report), {"reason": ""})
    second = ProductionReport.objects.get(version=2)
    save_report(report=second, cells=figures(world.plant, 120), by=world.cast.northern_clerk)
    page = browser.get(url("report_detail", second)).content.decode()
    assert ">100</del>" in page


def test_a_correction_without_a_reason_is_422(world: World, as_user: Browser) -> None:
    report = world.accepted()
    answer = as_user(world.cast.northern_clerk).post(url("report_correct", report), {"reason": " "})
    assert answer.status_code == 422


def test_a_locked_report_says_so(world: World, as_user: Browser) -> None:
    assert as_user(world.cast.northern_clerk).get(url("report_edit", world.submitted())).status_code == 409


def test_the_ministry_sees_groups_by_months_and_who_is_late(world: World, as_user: Browser) -> None:
    page = as_user(world.cast.miit_officer).get(reverse("report_list"))
    assert len(page.context["by_group"]) == 6
    assert {duty.group.code for duty in page.context["late"]} >= {"northern-re"}


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("miit_officer", "execution", 200),
        ("mnr_officer", "execution", 200),
        ("northern_clerk", "execution", 302),
        ("neimenggu_industry", "execution", 403),
        ("neimenggu_industry", "jurisdiction", 200),
        ("northern_clerk", "jurisdiction", 403),
        ("miit_officer", "jurisdiction", 403),
    ],
)
def test_each_kind_of_organisation_has_its_page(
    world: World, as_user: Browser, who: str, name: str, status: int
) -> None:
    assert as_user(getattr(world.cast, who)).get(reverse(name)).status_code == status


def test_every_figure_of_execution_leads_to_its_rows(world: World, as_user: Browser) -> None:
    report = world.accepted()
    browser = as_user(world.cast.miit_officer)
    nation = browser.get(reverse("execution")).content.decode()
    group_url = reverse("execution_group", args=["northern-re"])
    assert group_url in nation
    group = browser.get(group_url).content.decode()
    enterprise_url = reverse("execution_enterprise", args=[world.plant.pk])
    assert enterprise_url in group
    rows = browser.get(enterprise_url).content.decode()
    assert url("report_detail", report) in rows
    assert report.number in rows


def test_the_grid_asks_as_many_queries_for_thirty_rows_as_for_two(world: World, as_user: Browser) -> None:
    browser, report = as_user(world.cast.northern_clerk), world.filled(Month(2021, 9))

    def queries(name: str) -> int:
        browser.get(url(name, report))
        with CaptureQueriesContext(connection) as captured:
            browser.get(url(name, report))
        return len(captured)

    # One without quota is among the two already: whether output waits for quota is asked once for all.
    save_report(report=report, cells=figures(enterprise(39), 5), by=world.cast.northern_clerk)
    few = [queries(name) for name in ("report_edit", "report_check", "report_detail")]
    cells = {name: value for number in range(40, 68) for name, value in figures(enterprise(number), 5).items()}
    save_report(report=report, cells=cells, by=world.cast.northern_clerk)
    assert [queries(name) for name in ("report_edit", "report_check", "report_detail")] == few


@pytest.mark.parametrize("name", ["report_pdf", "report_receipt_pdf"])
def test_the_pdf_is_for_those_who_see_the_whole_report(world: World, as_user: Browser, name: str) -> None:
    report = world.submitted()
    assert as_user(world.cast.neimenggu_industry).get(url(name, report)).status_code == 403
    assert as_user(world.cast.southern_clerk).get(url(name, report)).status_code == 404
    if refusal := pdf_refusal():
        pytest.skip(str(refusal))
    assert as_user(world.cast.northern_clerk).get(url(name, report)).content.startswith(b"%PDF")


def test_english_pages_are_english(world: World, as_user: Browser) -> None:
    report = world.filled()
    save_report(report=report, cells=figures(world.plant, 1200), by=world.cast.northern_clerk)
    browser = as_user(world.cast.northern_clerk)
    browser.cookies["django_language"] = "en"
    own = (
        "测试·northern_clerk",
        world.plant.name_zh,
        world.mine.name_zh,
        "示例市",
        "中文",
        "中国北方稀土（集团）高科技股份有限公司",
    )
    for name in ("report_detail", "report_edit", "report_check", "report_upload"):
        page = browser.get(url(name, report)).content.decode()
        for text in own:
            page = page.replace(text, "")
        # A pasted block may have Chinese headings whatever the language of the page.
        page = re.sub(r'data-(part-)?names="[^"]*"', "", page)
        assert not re.findall(r"[一-鿿]+", page), name
