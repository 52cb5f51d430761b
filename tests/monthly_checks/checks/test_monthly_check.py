"""The monthly check of a province: it opens, judges, asks, closes; and what is corrected later comes back to it."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Province, User
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import SHANGHAI, at, now
from deadlines.models import Obligation
from inspections.models import Inspection, Plan
from inspections.reads.duties import check_duties, page_of_duty
from inspections.reads.wanted_inspections import still_wanted
from inspections.services.draws import begin_draw
from monthly_checks.models import CheckedEnterprise, CheckVerdict, MonthlyCheck
from monthly_checks.reads.checks import Tally, checkable, figures_digest, row_of, rows_of
from monthly_checks.services.checks import answer_question, close_check, give_verdict, open_check
from monthly_checks.tasks import open_checks
from notifications.models import Message
from notifications.reads.message_text import title_of
from reporting.models import Finding, ProductionReport
from reporting.rules.form import cell_name
from reporting.services.decisions import accept_report, return_report, submit_report
from reporting.services.drafts import save_report, start_correction
from tests.documents.pdf_text import upload
from tests.reporting.conftest import SEPTEMBER, World, t

pytestmark = [pytest.mark.django_db]
Browser = Callable[[User], Client]
IN_OCTOBER = datetime(2021, 10, 12, 10, tzinfo=SHANGHAI)


def reported(world: World, output: Any = 100) -> ProductionReport:
    """September's report, submitted and accepted."""
    return world.accepted(output=output)


def opened(world: World) -> MonthlyCheck:
    """Inner Mongolia's check of September."""
    reported(world)
    open_checks()
    return MonthlyCheck.objects.get(province="15", year=2021, month=9)


def row(check: MonthlyCheck, world: World) -> CheckedEnterprise:
    return CheckedEnterprise.objects.get(check_of=check, enterprise=world.plant)


def corrected(world: World, output: str = "96") -> ProductionReport:
    """A new version of September: the plant made less, and sold less."""
    former = ProductionReport.objects.of_month(world.group, SEPTEMBER)[0]
    report = start_correction(report=former, reason="盘点更正", by=world.cast.northern_clerk)
    key = (world.plant.pk, "separation")
    names = {"output": output, "sales": str(int(output) - 10), "traceability_quantity": output}
    cells: Any = {cell_name(name, *key): t(value) for name, value in names.items()}
    cells |= {cell_name("el_La", *key): t(int(output) - 1)}
    report = save_report(report=report, cells=cells, by=world.cast.northern_clerk)
    return submit_report(report=report, by=world.cast.northern_officer)


def agreed(check: MonthlyCheck, by: User) -> None:
    for one in CheckedEnterprise.objects.filter(check_of=check):
        give_verdict(row=one, verdict="agree", by=by)


def test_a_check_opens_when_the_reports_are_in_and_not_before(world: World) -> None:
    open_checks()
    assert not MonthlyCheck.objects.filter(month=9).exists()
    waiting = next(one for one in checkable(now()) if one.month == SEPTEMBER)
    assert [group.code for group in waiting.missing] == ["northern-re"]
    with pytest.raises(Refusal, match=r"北方|Northern"):
        open_check(waiting, at=now(), by=world.cast.neimenggu_industry)
    check = opened(world)
    assert {one.enterprise for one in check.rows.all()} == {world.plant, world.mine}
    assert open_checks() == 0


def test_what_is_late_holds_up_no_check_once_its_day_is_over(world: World) -> None:
    with at(IN_OCTOBER):
        assert open_checks() >= 1
        check = MonthlyCheck.objects.get(province="15", year=2021, month=9)
        assert [one.lines for one in rows_of([check])[check.pk]] == [[], []]


def test_both_authorities_owe_the_check_until_it_is_closed(world: World) -> None:
    check = opened(world)
    duties = Obligation.objects.filter(kind="monthly_check", period="2021-09")
    assert {duty.organisation.code for duty in duties} == {"neimenggu-industry", "neimenggu-resources"}
    assert {page_of_duty(duty) for duty in duties} == {check.get_absolute_url()}
    agreed(check, world.cast.neimenggu_resources)
    close_check(check=check, summary="正常", by=world.cast.neimenggu_industry)
    assert not duties.open().exists()


def test_a_question_is_answered_with_a_document_and_judged_anew(world: World) -> None:
    check, cast = opened(world), world.cast
    asked = give_verdict(row=row(check, world), verdict="question", text="产量为何下降？", by=cast.neimenggu_industry)
    duty = Obligation.objects.get(kind="check_answer")
    assert (duty.organisation, duty.due_on, page_of_duty(duty)) == (
        world.group,
        asked.due_on,
        reverse("check_question", args=[asked.pk]),
    )
    answer_question(question=asked, text="检修。", upload=upload("说明.pdf"), by=cast.northern_clerk)
    duty.refresh_from_db()
    assert duty.met_at is not None
    assert row_of(row(check, world)).state == "answered"
    with pytest.raises(Refusal, match=r"."):
        answer_question(question=asked, text="又一次", by=cast.northern_clerk)
    give_verdict(row=row(check, world), verdict="agree", by=cast.neimenggu_industry)
    assert row_of(row(check, world)).state == "agree"
    assert [one.verdict for one in row(check, world).verdicts.all()] == ["question", "agree"]


def test_only_the_group_that_was_asked_answers(world: World) -> None:
    check, cast = opened(world), world.cast
    asked = give_verdict(row=row(check, world), verdict="question", text="？", by=cast.neimenggu_industry)
    for stranger in (cast.southern_clerk, cast.neimenggu_industry, cast.miit_officer):
        with pytest.raises(NotAllowed):
            answer_question(question=asked, text="答", by=stranger)
    assert not CheckVerdict.objects.visible_to(cast.southern_clerk).exists()


def test_a_later_verdict_takes_the_question_back(world: World) -> None:
    check, cast = opened(world), world.cast
    asked = give_verdict(row=row(check, world), verdict="question", text="？", by=cast.neimenggu_industry)
    give_verdict(row=row(check, world), verdict="agree", by=cast.neimenggu_industry)
    assert not Obligation.objects.filter(kind="check_answer").exists()
    with pytest.raises(Refusal, match=r"."):
        answer_question(question=asked, text="答", by=cast.northern_clerk)


def test_a_demanded_inspection_stands_at_the_plan_until_it_has_taken_place(world: World, as_user: Browser) -> None:
    check, officer = opened(world), world.cast.neimenggu_industry
    give_verdict(row=row(check, world), verdict="inspect", text="库存账实不符", by=officer)
    plan = Plan.objects.create(
        organisation=officer.organisation,
        title="抽查",
        first_day=now().date(),
        last_day=now().date(),
        percent=10,
        drafted_by=officer,
    )
    assert "库存账实不符" in as_user(officer).get(plan.get_absolute_url()).content.decode()
    wanted = still_wanted(CheckVerdict.objects.all())
    assert [one.row.enterprise for one in wanted] == [world.plant]
    draw = begin_draw(plan=plan, by=officer)
    Inspection.objects.create(
        draw=draw,
        organisation=officer.organisation,
        enterprise=world.plant,
        drawn_at=now(),
        inspected_on=now().date(),
        state="inspected",
    )
    assert not wanted.all().exists()


def test_a_question_and_an_inspection_say_what_they_are_about(world: World) -> None:
    check = opened(world)
    for verdict in ("question", "inspect", "nonsense"):
        with pytest.raises(NotValid):
            give_verdict(row=row(check, world), verdict=verdict, text=" ", by=world.cast.neimenggu_industry)


def test_the_same_verdict_given_twice_is_given_once(world: World) -> None:
    check, by = opened(world), world.cast.neimenggu_industry
    first = give_verdict(row=row(check, world), verdict="inspect", text="库存", by=by)
    assert give_verdict(row=row(check, world), verdict="inspect", text="库存", by=by) == first
    assert Event.objects.filter(action="check.judge").count() == 1


def test_a_verdict_on_figures_that_were_corrected_meanwhile_is_refused(world: World) -> None:
    check = opened(world)
    seen = figures_digest(row_of(row(check, world)).cells)
    corrected(world)
    with pytest.raises(Refusal) as refused:
        give_verdict(row=row(check, world), verdict="agree", figures=seen, by=world.cast.neimenggu_industry)
    assert refused.value.code == "figures_changed"


def test_a_correction_comes_back_with_its_cells_and_goes_when_it_is_returned(world: World) -> None:
    check, cast = opened(world), world.cast
    agreed(check, cast.neimenggu_resources)
    close_check(check=check, summary="正常", by=cast.neimenggu_industry)
    report = corrected(world)
    changed = {change.name.split("-")[0]: (change.old, change.new) for change in row_of(row(check, world)).changes}
    assert changed["output"] == ("100", "96")
    assert set(changed) == {"output", "sales", "traceability_quantity", "el_La"}
    lines = [line for line in check_duties(cast.neimenggu_industry, now()) if line.url == check.get_absolute_url()]
    assert [line.status for line in lines if not line.done] == ["changed_since"]
    return_report(report=report, reason="请补充", by=cast.miit_officer)
    assert row_of(row(check, world)).changes == []


def test_after_closing_only_what_changed_is_judged_again(world: World) -> None:
    check, cast = opened(world), world.cast
    agreed(check, cast.neimenggu_resources)
    close_check(check=check, summary="正常", by=cast.neimenggu_industry)
    with pytest.raises(Refusal) as refused:
        give_verdict(row=row(check, world), verdict="inspect", text="库存", by=cast.neimenggu_industry)
    assert refused.value.code == "check_closed"
    accept_report(report=corrected(world), by=cast.miit_officer)
    give_verdict(row=row(check, world), verdict="agree", by=cast.neimenggu_industry)
    assert Tally.of(rows_of([check])[check.pk]) == Tally(enterprises=2, agree=2)


def test_a_check_is_not_closed_while_an_enterprise_has_no_verdict(world: World) -> None:
    check, cast = opened(world), world.cast
    give_verdict(row=row(check, world), verdict="agree", by=cast.neimenggu_resources)
    with pytest.raises(Refusal) as refused:
        close_check(check=check, summary="正常", by=cast.neimenggu_industry)
    assert refused.value.code == "not_all_judged"


def test_who_gave_a_verdict_does_not_close(world: World) -> None:
    check, cast = opened(world), world.cast
    agreed(check, cast.neimenggu_industry)
    with pytest.raises(NotAllowed) as refused:
        close_check(check=check, summary="正常", by=cast.neimenggu_industry)
    assert refused.value.code == "same_person"


def test_closing_notifies_the_ministries_once(world: World) -> None:
    check, cast = opened(world), world.cast
    readers = {cast.miit_officer, cast.mnr_officer}
    agreed(check, cast.neimenggu_resources)
    for _time in range(2):
        close_check(check=check, summary="正常", by=cast.neimenggu_industry)
    messages = Message.objects.filter(occasion__startswith="check-closed-")
    assert readers <= {message.recipient for message in messages}
    assert not any(message.recipient.organisation.is_province for message in messages)
    assert "2021" in title_of(messages[0])


@pytest.mark.once
def test_a_month_is_checked_on_the_pages(world: World, as_user: Browser) -> None:
    check, cast = opened(world), world.cast
    province = as_user(cast.neimenggu_industry)
    for page in (reverse("check_list"), check.get_absolute_url(), row(check, world).get_absolute_url()):
        assert world.plant.name_zh in province.get(page).content.decode() or page == reverse("check_list")
    stands = province.get(row(check, world).get_absolute_url()).context
    posted = {"verdict": "question", "text": "产量？", "seen": stands["seen"], "figures": stands["figures"]}
    assert province.post(row(check, world).get_absolute_url(), posted).status_code == 302
    asked = CheckVerdict.objects.get(row__check_of=check)
    group, question = as_user(cast.northern_clerk), reverse("check_question", args=[asked.pk])
    assert "产量？" in group.get(reverse("check_list")).content.decode()
    assert group.post(question, {"answer": ""}).status_code == 422
    assert group.post(question, {"answer": "检修", "file": upload("a.pdf")}).status_code == 302
    assert province.get(reverse("check_answer_file", args=[asked.pk])).status_code == 200
    agreed(check, cast.neimenggu_resources)
    corrected(world)
    page = province.get(check.get_absolute_url()).content.decode()
    assert "96" in page and reverse("check_close", args=[check.pk]) not in page  # the button is disabled
    give_verdict(row=row(check, world), verdict="agree", by=cast.neimenggu_resources)
    assert province.get(reverse("check_close", args=[check.pk])).status_code == 200
    assert province.post(reverse("check_close", args=[check.pk]), {"summary": "正常"}).status_code == 302
    ministry = as_user(cast.miit_viewer)
    assert "正常" in ministry.get(reverse("check_list")).content.decode()
    assert ministry.post(row(check, world).get_absolute_url(), posted).status_code == 403


@pytest.mark.once
def test_the_workbooks_say_what_the_pages_say(world: World, as_user: Browser) -> None:
    check, cast = opened(world), world.cast
    give_verdict(row=row(check, world), verdict="inspect", text="库存", by=cast.neimenggu_resources)
    corrected(world)
    province = as_user(cast.neimenggu_industry)
    book = openpyxl.load_workbook(io.BytesIO(province.get(reverse("check_export", args=[check.pk])).content))
    values = [[cell.value for cell in line] for line in book["核查情况"].iter_rows()]
    plant = next(line for line in values if line[0] == world.plant.name_zh)
    assert plant[9:11] == ["提请检查", "库存"] and str(plant[4]) == "96"
    changed = [[cell.value for cell in line] for line in book["核查后变化"].iter_rows()]
    assert any(line[2:4] == ["100", "96"] for line in changed)
    listed = openpyxl.load_workbook(io.BytesIO(province.get(reverse("check_list_export")).content))
    assert any(line[0].value == "2021-09" for line in listed["按月检查"].iter_rows())


@pytest.mark.once
def test_changed_since_your_check_leads_to_the_two_versions_cell_by_cell(world: World, as_user: Browser) -> None:
    check, cast = opened(world), world.cast
    agreed(check, cast.neimenggu_resources)
    judged = ProductionReport.objects.of_month(world.group, SEPTEMBER)[0]
    province = as_user(cast.neimenggu_industry)
    pages = (check.get_absolute_url(), row(check, world).get_absolute_url())
    assert all("/compare/" not in province.get(page).content.decode() for page in pages)
    report = corrected(world)
    link = f"{reverse('report_compare', args=[report.pk])}?with={judged.version}"
    for page in pages:
        assert link in province.get(page).content.decode(), page
    cells = province.get(link).context["comparison"].changes
    assert ("100", "96") in {(cell.old, cell.new) for cell in cells}
    # Only the row that changed leads there; a returned correction is no change any more.
    assert province.get(check.get_absolute_url()).content.decode().count("/compare/") == 1
    return_report(report=report, reason="请补充", by=cast.miit_officer)
    assert all("/compare/" not in province.get(page).content.decode() for page in pages)


@pytest.mark.once
def test_a_month_is_begun_by_hand_when_no_worker_ran(world: World, as_user: Browser) -> None:
    reported(world)
    cast = world.cast
    assert {line.status for line in check_duties(cast.neimenggu_industry, now())} == {"check_todo", "unconfirmed"}
    browser, begin = as_user(cast.neimenggu_industry), reverse("check_begin", args=["2021-09"])
    for _time in range(2):
        assert browser.post(begin).status_code == 302
    assert MonthlyCheck.objects.get().province == Province.objects.get(code="15")
    assert browser.post(reverse("check_begin", args=["2020-01"])).status_code == 404


@pytest.mark.once
def test_a_year_of_checks_asks_as_much_as_a_month(world: World) -> None:
    check = opened(world)
    checks = list(MonthlyCheck.objects.filter(province="15"))
    assert len(checks) > 5

    def queries(of: list[MonthlyCheck]) -> int:
        with CaptureQueriesContext(connection) as captured:
            rows_of(of)
        return len(captured)

    assert queries(checks) == queries([check])


@pytest.mark.once
def test_what_raises_no_point_is_agreed_to_together_and_the_rest_is_left_out(world: World, as_user: Browser) -> None:
    check, cast = opened(world), world.cast
    report = ProductionReport.objects.of_month(world.group, SEPTEMBER)[0]
    line = report.lines.get(enterprise=world.mine)
    Finding.objects.create(
        line=line, code="over_quota", clause="六", sentence_zh="超", sentence_en="over", opened_at=now()
    )
    browser, address = as_user(cast.neimenggu_resources), reverse("check_agree", args=[check.pk])
    page = browser.get(address)
    assert [one.row.enterprise for one in page.context["plain"]] == [world.plant]
    corrected(world)
    assert browser.post(address, {"figures": page.context["figures"]}).status_code == 409
    assert browser.post(address, {"figures": browser.get(address).context["figures"]}).status_code == 302
    assert Tally.of(rows_of([check])[check.pk]).agree == 2, "the correction raises no point any more"


@pytest.mark.once
def test_the_check_and_its_question_stand_on_the_desks(world: World, as_user: Browser) -> None:
    check, cast = opened(world), world.cast
    desk = as_user(cast.neimenggu_resources).get("/").content.decode()
    assert check.get_absolute_url() in desk
    asked = give_verdict(row=row(check, world), verdict="question", text="？", by=cast.neimenggu_industry)
    duty, group = Obligation.objects.get(kind="check_answer"), as_user(cast.northern_clerk)
    form = reverse("obligation_form", args=[duty.pk])
    assert form in group.get("/").content.decode()
    assert group.get(form).headers["Location"] == asked.get_absolute_url()
