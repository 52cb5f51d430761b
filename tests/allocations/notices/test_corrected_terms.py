"""A correction of days and of the rule set: deadlines, recipients and verdicts follow it, or it is refused by name."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from allocations.files.notice_file import notice_data as data_of
from allocations.models import Filing, Notice
from allocations.reads.notice_amendments import changed_terms
from allocations.reads.notice_terms import due_of
from allocations.services.filings import accept_filing, consult, save_draft, start_filing, submit_filing
from allocations.services.notice_amendments import begin_correction, begin_revocation
from allocations.services.notices import edit_notice, load_notice, send_for_signature
from common.constraints import NotValid, Refusal
from common.periods import Month, at
from deadlines.models import Obligation
from deadlines.services.calendar import current_calendar
from deadlines.services.extensions import ask_extension, grant_extension
from documents.files.pdf import pdf_refusal
from enterprises.models import Enterprise, Licence, PermitBreach
from enterprises.services.evidence import add_evidence
from tests.allocations.notices.test_amendments import corrected, signed
from tests.allocations.notices.test_notice_text import printed
from tests.builders import BUILDER, enterprise, issued, notice_data
from tests.reporting.conftest import t
from tests.reporting.statements_world import noon

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AsUser = Callable[[User], Client]
ISSUED, SPLIT, LATER = noon(2021, 1, 20), noon(2021, 1, 25), noon(2021, 1, 26)


@pytest.fixture
def base(cast: Any) -> Notice:
    """Issued on Wednesday 20 January 2021, ten working days from then: due on 3 February."""
    with at(ISSUED):
        days = {"signed_on": "2021-01-19", "published_on": "2021-01-20", "clock_starts_on": "published"}
        return issued(cast, 1, filing={"working_days": 10}, **days)


def term(cast: Any, base: Notice, when: Any = LATER, **changes: Any) -> Notice:
    """A correction of terms, signed by both ministries."""
    with at(when):
        return signed(cast, corrected(cast, base, lambda data: data.update(changes)))


def is_late(duty: Obligation) -> bool:
    return Obligation.objects.met_late().filter(pk=duty.pk).exists()


def due_days(base: Notice) -> set[date]:
    duties = Obligation.objects.filter(kind="filing", period=base.period)
    return set(duties.values_list("due_on", flat=True))


def test_open_deadlines_follow_more_days_and_the_document_says_so(cast: Any, base: Notice) -> None:
    assert due_days(base) == {date(2021, 2, 3)}
    correction = term(cast, base, filing={"working_days": 15})
    # 7 and 20 February are worked; the 11th to the 17th are off.
    assert due_days(base) == {date(2021, 2, 9)}
    assert due_of(base).day == date(2021, 2, 9), "the corrected notice says it as well"
    [change] = changed_terms(correction)
    assert "10" in change.before
    assert "15" in change.after
    assert base.filing_working_days == 10, "as issued"


@pytest.mark.skipif(pdf_refusal() is not None, reason="this machine cannot print")
def test_the_document_states_the_corrected_term_and_clock(cast: Any, base: Notice) -> None:
    changes = {
        "filing": {"working_days": 15}, "base_clock_starts_on": "signed", "base_clock_day": "2021-01-18",
    }  # fmt: skip
    with at(LATER):
        text = printed(corrected(cast, base, lambda data: data.update(changes)))
    assert "一、分解下达期限的起算日“发布日期2021年1月20日”更正为“成文日期2021年1月18日”。" in text
    assert "15个工作日内" in text


def test_the_clock_of_the_corrected_notice_is_corrected(cast: Any, base: Notice) -> None:
    term(cast, base, base_clock_day="2021-01-25")
    assert due_days(base) == {date(2021, 2, 7)}
    duty = Obligation.objects.filter(kind="filing", period=base.period).first()
    assert duty is not None
    assert duty.derivation["clock"] == "2021-01-25"


def test_a_deadline_is_not_moved_to_a_day_that_is_past(cast: Any, base: Notice) -> None:
    with at(LATER):
        draft = corrected(cast, base, lambda data: data.update(filing={"working_days": 2}))
        with pytest.raises(NotValid) as refused:
            send_for_signature(notice=draft, by=cast.miit_clerk)
    assert refused.value.code == "due_day_too_early"
    assert "2021年1月22日" in str(refused.value)
    assert "中国北方稀土（集团）高科技股份有限公司" in str(refused.value)


def test_an_extension_that_ends_later_stays_and_a_shorter_one_gives_way(cast: Any, base: Notice) -> None:
    northern = Organisation.objects.get(code="northern-re")
    duty = Obligation.objects.get(kind="filing", organisation=northern, period=base.period)
    with at(LATER):
        asked = ask_extension(obligation=duty, reason="会签", wanted_until=date(2021, 2, 26), by=cast.northern_officer)
        grant_extension(extension=asked, until=date(2021, 2, 26), by=cast.miit_officer)
    term(cast, base, filing={"working_days": 15})
    duty.refresh_from_db()
    assert duty.due_on == date(2021, 2, 26)
    term(cast, base, noon(2021, 1, 28), filing={"fixed_day": "2021-03-10"})
    duty.refresh_from_db()
    assert duty.due_on == date(2021, 3, 10)


def test_what_was_filed_late_by_a_wrong_deadline_is_on_time_by_the_right_one(cast: Any, base: Notice) -> None:
    filed(cast, "100", when=noon(2021, 2, 5))
    northern = Obligation.objects.get(kind="filing", organisation__code="northern-re")
    assert (northern.late_workdays, is_late(northern)) == (2, True)
    term(cast, base, noon(2021, 2, 6), filing={"working_days": 15})
    northern.refresh_from_db()
    assert not is_late(northern)
    assert northern.punctuality(LATER, current_calendar()).status == "met_on_time"


def test_the_day_of_the_monthly_report_follows_for_months_to_come(cast: Any, base: Notice) -> None:
    term(cast, base, report_due_day=15)
    days = dict(
        Obligation.objects.filter(kind="monthly_report", organisation__code="northern-re", year=2021).values_list(
            "period", "due_on"
        )
    )
    # The 15th of February is in the Spring Festival.
    assert (days[str(Month(2021, 1))], days[str(Month(2021, 2))]) == (date(2021, 2, 18), date(2021, 3, 15))


def test_a_later_notice_of_the_year_is_not_bound_by_the_correction(cast: Any, base: Notice) -> None:
    term(cast, base, report_due_day=15)
    with at(noon(2021, 9, 30)):
        issued(cast, 2)
    december = Obligation.objects.get(kind="monthly_report", organisation__code="northern-re", period="2021-12")
    assert december.due_on == date(2022, 1, 10)


# --- the rule set ------------------------------------------------------------------------------------


def discharging(number: int) -> Enterprise:
    """Eligible by the rules of 2021, barred by those of 2024."""
    plant = enterprise(number)
    permit = Licence(
        enterprise=plant, kind="discharge_permit", number="排污-1", holder=plant.name_zh, issuer="示例生态环境局",
        valid_from=date(2020, 1, 1), valid_to=date(2023, 1, 1),
    )  # fmt: skip
    add_evidence(permit, enterprise=plant, by=BUILDER)
    breach = PermitBreach(
        enterprise=plant, permit=permit, found_on=date(2021, 1, 5), found_by="示例生态环境局", document="罚字1号"
    )
    add_evidence(breach, enterprise=plant, by=BUILDER)
    return plant


def filed(cast: Any, tonnes: str, plant: Enterprise | None = None, when: Any = SPLIT) -> Filing:
    northern = Organisation.objects.get(code="northern-re")
    plant = plant or enterprise(1)
    with at(when):
        filing = start_filing(group=northern, year=2021, by=cast.northern_clerk)
        save_draft(filing=filing, figures={(plant.pk, "separation"): t(tonnes)}, by=cast.northern_clerk)
        consult(filing=filing, by=cast.northern_clerk)
        return submit_filing(filing=filing, by=cast.northern_officer)


def test_a_rule_set_that_bars_who_holds_or_is_to_get_quota_is_refused_by_name(cast: Any, base: Notice) -> None:
    filing = filed(cast, "1200.5", discharging(1))
    with at(LATER):
        draft = corrected(cast, base, lambda data: data.update(rule_set="2024"))
        with pytest.raises(NotValid) as refused:
            send_for_signature(notice=draft, by=cast.miit_clerk)
        assert refused.value.code == "barred_by_rule_set"
        sentence = str(refused.value)
        assert "排污" in sentence
        assert all(part in sentence for part in ("示例企业1", filing.number, "1200.5吨", "请先退回该方案"))
        accept_filing(filing=filing, by=cast.miit_officer)
        with pytest.raises(NotValid) as refused:
            send_for_signature(notice=draft, by=cast.miit_clerk)
        assert "请先调减" in str(refused.value)


def test_a_corrected_rule_set_judges_what_is_split_afterwards(cast: Any, base: Notice) -> None:
    plant = discharging(1)
    term(cast, base, rule_set="2024")
    with pytest.raises(NotValid) as refused:
        filed(cast, "100", plant, when=noon(2021, 1, 27))
    assert "排污许可证" in str(refused.value.cells)


@pytest.mark.skipif(pdf_refusal() is not None, reason="this machine cannot print")
def test_the_document_states_the_corrected_ground_where_it_stands(cast: Any, base: Notice) -> None:
    with at(LATER):
        text = printed(corrected(cast, base, lambda data: data.update(rule_set="2024")))
    assert "第三条" in text
    assert "或者未按照排污许可证规定排放污染物的" in text
    assert "（六）" not in text


# --- what is not a correction ------------------------------------------------------------------------


def test_what_makes_a_notice_the_one_it_is_stays(cast: Any, base: Notice) -> None:
    draft = begin_correction(notice=base, reason="期限", by=cast.miit_clerk)
    changed = {**data_of(draft), "batch": 2, "confidential": True, "figures_include_prior": True}
    with pytest.raises(NotValid) as refused:
        edit_notice(notice=draft, data=changed, by=cast.miit_clerk)
    assert set(refused.value.cells) == {"batch", "confidential", "figures_include_prior"}


def test_a_revocation_changes_no_term(cast: Any, base: Notice) -> None:
    draft = begin_revocation(notice=base, reason="重复", by=cast.miit_clerk)
    changed = {**data_of(draft), "filing": {"working_days": 3}, "rule_set": "2024"}
    with pytest.raises(NotValid) as refused:
        edit_notice(notice=draft, data=changed, by=cast.miit_clerk)
    assert set(refused.value.cells) == {"filing", "rule_set"}


def test_only_a_correction_names_the_clock_of_another_notice(cast: Any) -> None:
    clock = {"base_clock_starts_on": "signed", "base_clock_day": "2021-01-19"}
    with pytest.raises(NotValid) as refused:
        load_notice(data={**notice_data(1), **clock}, by=cast.miit_clerk)
    assert set(refused.value.cells) == set(clock)


def test_half_a_clock_is_refused(cast: Any, base: Notice) -> None:
    draft = begin_correction(notice=base, reason="期限", by=cast.miit_clerk)
    data = data_of(draft)
    del data["base_clock_day"]
    with pytest.raises(NotValid) as refused:
        edit_notice(notice=draft, data=data, by=cast.miit_clerk)
    assert set(refused.value.cells) == {"base_clock_starts_on"}


def test_the_page_and_the_api_correct_terms(cast: Any, base: Notice, as_user: AsUser) -> None:
    with at(LATER):
        client = as_user(cast.miit_clerk)
        client.post(reverse("notice_correct", args=[base.pk]), {"reason": "期限笔误"})
        draft = Notice.objects.get(amends=base)
        page = client.get(reverse("notice_edit", args=[draft.pk]))
        form = page.context["form"]
        assert {"base_clock_day", "rule_set", "working_days"} < set(form.fields)
        posted = {cell.name: cell.text for row in page.context["grid"].rows for cell in row.cells}
        posted |= {
            name: value if isinstance(value, list) else str(value or "")
            for name, value in form.initial.items()
            if name in form.fields and value is not False
        }
        answer = client.post(reverse("notice_edit", args=[draft.pk]), posted | {"working_days": "12"})
        assert answer.status_code == 302, (answer.context["form"].errors, answer.context.get("faults"))
        shown = client.get(reverse("notice_detail", args=[draft.pk])).content.decode()
        assert "12个工作日" in shown
        row = client.get(f"/api/v1/notices/{draft.pk}/").json()
        assert (row["filing_working_days"], row["base_clock_day"]) == (12, "2021-01-20")
        signed(cast, draft)
        seen = as_user(cast.northern_clerk).get(reverse("notice_detail", args=[base.pk])).content.decode()
        assert draft.title in seen
        assert "2021年2月5日" in seen, "the corrected day"


def test_a_correction_of_terms_moves_nothing_in_the_ledger_and_can_be_refused(cast: Any, base: Notice) -> None:
    with pytest.raises(Refusal):
        begin_correction(notice=base, reason=" ", by=cast.miit_clerk)
    term(cast, base, file_to=["miit", "mnr", "province_miit", "province_mnr"])
    assert base.terms_in_force.file_to == ["miit", "mnr", "province_miit", "province_mnr"]
