"""Officials keep the calendar: entered by one, confirmed by another, versions kept, open deadlines follow."""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Delegation, Organisation, Role, User
from audit.models import Event
from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import SHANGHAI, Month, at
from deadlines.files.day_list import STATUTORY, DayList, ListedDay, read_upload
from deadlines.models import Arrangement, Obligation
from deadlines.services.arrangements import confirm_arrangement, preview, propose_arrangement, refuse_arrangement
from deadlines.services.calendar import CALENDAR_FILE, calendar_of_version, current_calendar, load_calendar
from deadlines.services.obligations import meet, open_filing_obligation, open_report_obligations
from documents.files.workbooks import Column, Sheet, write_workbook
from tests.builders import BUILDER
from tests.conftest import JOURNEY, Cast

pytestmark = pytest.mark.django_db
DOCUMENT = "https://www.gov.cn/zhengce/zhengceku/2020-01/27/content_5472352.htm"
NUMBER = "国办发明电〔2020〕1号"
OUTBREAK = datetime(2020, 1, 27, 9, tzinfo=SHANGHAI)
# As the State Council arranged the Spring Festival of 2020 in November 2019: back to work on Friday the 31st.
BEFORE_THE_EXTENSION = {"2020-01-31": None, "2020-02-01": "makeup_workday", "2020-02-02": None, "2020-02-03": None}
THE_EXTENSION = """date,kind,name
2020-01-31,holiday,春节
2020-02-01,holiday,春节
2020-02-02,holiday,春节
2020-02-03,makeup_workday,春节
"""
NEXT_YEAR = """date,kind,name
2027-01-01,holiday,元旦
2027-02-05,holiday,春节
2027-02-06,holiday,春节
2027-02-08,holiday,春节
2027-02-09,holiday,春节
2027-02-10,holiday,春节
2027-02-11,holiday,春节
2027-02-20,makeup_workday,春节
2027-05-01,holiday,劳动节
2027-10-01,holiday,国庆节
2027-10-02,holiday,国庆节
2027-10-03,holiday,国庆节
"""


def rows_of_our_file() -> list[dict[str, str]]:
    with CALENDAR_FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def before_the_extension(tmp_path: Path) -> None:
    """The calendar as it stood on 2020-01-26."""
    rows = rows_of_our_file()
    path = tmp_path / "calendar.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        for row in rows:
            kind = BEFORE_THE_EXTENSION.get(row["date"], row["kind"])
            if kind:
                writer.writerow({**row, "kind": kind})
    load_calendar(path)


def listed(text: str, year: int) -> DayList:
    return read_upload(text.encode(), year)


def propose(cast: Cast, text: str = THE_EXTENSION, **changes: Any) -> Arrangement:
    values: dict[str, Any] = {
        "year": 2020, "document_number": NUMBER, "document": DOCUMENT, "whole": False, "by": cast.miit_clerk,
    }  # fmt: skip
    values |= changes
    return propose_arrangement(days=listed(text, values["year"]), **values)


def propose_next_year(cast: Cast, **changes: Any) -> Arrangement:
    return propose(cast, NEXT_YEAR, **{"year": 2027, "whole": True, **changes})


def group() -> Organisation:
    return Organisation.objects.get(code="northern-re")


def filing_of_2020(batch: int = 1, published: date = date(2020, 1, 20), count: int = 10) -> Obligation:
    return open_filing_obligation(
        organisation=group(), year=2020, batch=batch, clock_day=published, clock_kind="published",
        working_days=count, fixed_day=None, opens_at=datetime(2020, 1, 20, 9, tzinfo=SHANGHAI), by=BUILDER,
    )  # fmt: skip


class TestTheSpringFestivalOf2020:
    """An amendment in the middle of a year: three days off more, and deadlines over it move."""

    @pytest.fixture(autouse=True)
    def _then(self, before_the_extension: None, cast: Cast) -> Any:
        with at(OUTBREAK):
            yield

    def test_the_deadline_moves_with_the_confirmation_and_not_before(self, cast: Cast) -> None:
        duty = filing_of_2020()
        assert duty.due_on == date(2020, 2, 7)
        proposed = propose(cast)
        duty.refresh_from_db()
        assert duty.due_on == date(2020, 2, 7)
        assert current_calendar().is_workday(date(2020, 1, 31))
        confirm_arrangement(arrangement=proposed, by=cast.miit_officer)
        duty.refresh_from_db()
        assert duty.due_on == date(2020, 2, 11)
        assert duty.late_from == datetime(2020, 2, 12, tzinfo=SHANGHAI)
        assert not current_calendar().is_workday(date(2020, 1, 31))

    def test_the_calendar_is_then_that_of_our_file(self, cast: Cast) -> None:
        confirm_arrangement(arrangement=propose(cast), by=cast.miit_officer)
        kept = current_calendar()
        load_calendar()  # an amendment by officials stays
        assert current_calendar() == kept
        days = {row["date"]: row["kind"] for row in rows_of_our_file()}
        for text in BEFORE_THE_EXTENSION:
            day = date.fromisoformat(text)
            assert kept.is_workday(day) == (days[text] == "makeup_workday")

    def test_the_preview_names_every_deadline_that_moves(self, cast: Cast) -> None:
        moves, stays = filing_of_2020(), filing_of_2020(batch=2, published=date(2020, 3, 2))
        early = filing_of_2020(batch=3, published=date(2020, 1, 15), count=3)
        found = preview(propose(cast), OUTBREAK)
        assert [(one.obligation.pk, one.obligation.due_on, one.due.day) for one in found.moves] == [
            (moves.pk, date(2020, 2, 7), date(2020, 2, 11))
        ]
        assert {stays.pk, early.pk}.isdisjoint(one.obligation.pk for one in found.moves)
        assert [(one.day.day, one.before, one.after) for one in found.changes] == [
            (31, "", "holiday"), (1, "makeup_workday", "holiday"), (2, "", "holiday"), (3, "", "makeup_workday"),
        ]  # fmt: skip

    def test_the_preview_names_every_verdict_that_flips(self, cast: Cast) -> None:
        overdue = filing_of_2020()
        met = filing_of_2020(batch=2)
        submitted = datetime(2020, 2, 10, 17, tzinfo=SHANGHAI)
        meet(kind="filing", organisation=group(), period="2020-2", at=submitted, by=BUILDER)
        with at(datetime(2020, 2, 10, 18, tzinfo=SHANGHAI)):
            proposed = propose(cast)
            found = preview(proposed, datetime(2020, 2, 10, 18, tzinfo=SHANGHAI))
            assert [(one.obligation.pk, one.before, one.after, one.kept) for one in found.flips] == [
                (overdue.pk, "overdue", "open", False), (met.pk, "met_late", "met_on_time", True),
            ]  # fmt: skip
            confirm_arrangement(arrangement=proposed, by=cast.miit_officer)
            overdue.refresh_from_db()
            assert overdue.punctuality(submitted, current_calendar()).status == "open"

    def test_what_is_met_keeps_its_deadline_and_its_verdict(self, cast: Cast) -> None:
        duty = filing_of_2020()
        submitted = datetime(2020, 2, 10, 17, tzinfo=SHANGHAI)
        meet(kind="filing", organisation=group(), period="2020-1", at=submitted, by=BUILDER)
        duty.refresh_from_db()
        version, before = duty.calendar_version, duty.punctuality(submitted, current_calendar())
        confirm_arrangement(arrangement=propose(cast), by=cast.miit_officer)
        duty.refresh_from_db()
        assert duty.due_on == date(2020, 2, 7)
        assert duty.calendar_version == version
        assert duty.punctuality(submitted, current_calendar()) == before

    def test_what_was_computed_before_says_with_which_version(self, cast: Cast) -> None:
        duty = filing_of_2020()
        former = duty.calendar_version
        assert former == current_calendar().version
        confirm_arrangement(arrangement=propose(cast), by=cast.miit_officer)
        duty.refresh_from_db()
        assert duty.calendar_version == current_calendar().version != former
        then = calendar_of_version(former)
        assert then is not None
        assert then.version == former
        assert then.add_workdays(date(2020, 1, 20), 10) == date(2020, 2, 7)
        line = Event.objects.get(action="obligation.move")
        assert (line.before["due_on"], line.before["calendar"]) == ("2020-02-07", former)
        assert line.actor == "miit_officer"

    def test_nothing_is_overwritten(self, cast: Cast) -> None:
        former = Arrangement.objects.in_force().get(year=2020)
        days = set(former.days.values_list("day", "kind"))
        confirmed = propose(cast)
        confirm_arrangement(arrangement=confirmed, by=cast.miit_officer)
        former.refresh_from_db()
        assert former.state == "superseded"
        assert set(former.days.values_list("day", "kind")) == days
        assert Arrangement.objects.in_force().get(year=2020) == confirmed
        assert confirmed.version == former.version + 1

    def test_each_row_cites_its_document(self, cast: Cast) -> None:
        confirm_arrangement(arrangement=propose(cast), by=cast.miit_officer)
        days = Arrangement.objects.in_force().get(year=2020).days
        assert set(days.filter(day__range=("2020-01-31", "2020-02-03")).values_list("document", flat=True)) == {
            DOCUMENT
        }
        assert DOCUMENT not in days.exclude(day__range=("2020-01-31", "2020-02-03")).values_list("document", flat=True)

    def test_a_day_that_the_notice_names_does_not_move(self, cast: Cast) -> None:
        duty = open_filing_obligation(
            organisation=group(), year=2020, batch=1, clock_day=date(2020, 1, 20), clock_kind="published",
            working_days=None, fixed_day=date(2020, 1, 31), opens_at=OUTBREAK, by=BUILDER,
        )  # fmt: skip
        confirm_arrangement(arrangement=propose(cast), by=cast.miit_officer)
        duty.refresh_from_db()
        assert duty.due_on == date(2020, 1, 31)

    def test_a_day_can_become_ordinary_again(self, cast: Cast) -> None:
        confirm_arrangement(arrangement=propose(cast, "date,kind,name\n2020-10-08,ordinary,\n"), by=cast.miit_officer)
        assert current_calendar().is_workday(date(2020, 10, 8))


class TestTwoPeople:
    @pytest.mark.parametrize(
        "who", ["miit_officer", "miit_viewer", "mnr_clerk", "northern_clerk", "neimenggu_industry"]
    )
    def test_only_a_clerk_of_miit_enters(self, cast: Cast, who: str) -> None:
        with pytest.raises(NotAllowed):
            propose_next_year(cast, by=getattr(cast, who))

    @pytest.mark.parametrize("who", ["miit_clerk", "miit_viewer", "mnr_officer", "northern_officer"])
    def test_only_an_officer_of_miit_confirms_or_refuses(self, cast: Cast, who: str) -> None:
        proposed = propose_next_year(cast)
        with pytest.raises(NotAllowed):
            confirm_arrangement(arrangement=proposed, by=getattr(cast, who))
        with pytest.raises(NotAllowed):
            refuse_arrangement(arrangement=proposed, reason="否", by=getattr(cast, who))
        assert 2027 not in current_calendar().years

    def test_who_entered_it_does_not_confirm_it_even_with_both_roles(self, cast: Cast) -> None:
        cast.miit_clerk.roles.add(Role.objects.get(code="officer"))
        both = User.objects.get(username="miit_clerk")
        with pytest.raises(NotAllowed) as refused:
            confirm_arrangement(arrangement=propose_next_year(cast, by=both), by=both)
        assert refused.value.code == "same_person"

    def test_nor_as_acting_officer(self, cast: Cast) -> None:
        proposed, day = propose_next_year(cast), JOURNEY.date()
        Delegation.objects.create(
            officer=cast.miit_officer, acting=cast.miit_clerk, first_day=day, last_day=day, reason="出差",
            made_by=cast.miit_officer, made_at=JOURNEY,
        )  # fmt: skip
        with pytest.raises(NotAllowed) as refused:
            confirm_arrangement(arrangement=proposed, by=User.objects.get(username="miit_clerk"))
        assert refused.value.code == "same_person"

    def test_an_acting_officer_confirms_and_both_names_stand_on_it(self, cast: Cast) -> None:
        proposed, day = propose_next_year(cast), JOURNEY.date()
        acting = cast.person("miit_second_clerk", "miit", "clerk")
        Delegation.objects.create(
            officer=cast.miit_officer, acting=acting, first_day=day, last_day=day, reason="出差",
            made_by=cast.miit_officer, made_at=JOURNEY,
        )  # fmt: skip
        confirm_arrangement(arrangement=proposed, by=User.objects.get(pk=acting.pk))
        proposed.refresh_from_db()
        assert (proposed.decided_by, proposed.decided_for) == (acting, cast.miit_officer)

    def test_confirmed_twice_has_one_effect(self, cast: Cast) -> None:
        proposed = propose_next_year(cast)
        confirm_arrangement(arrangement=proposed, by=cast.miit_officer)
        second = cast.person("miit_second_officer", "miit", "officer")
        assert confirm_arrangement(arrangement=proposed, by=second).moves == []
        proposed.refresh_from_db()
        assert proposed.decided_by == cast.miit_officer
        assert Event.objects.filter(action="calendar.confirm").count() == 1

    def test_confirming_what_has_changed_since_the_page_was_opened_is_refused(self, cast: Cast) -> None:
        proposed = propose_next_year(cast)
        seen = preview(proposed, JOURNEY).fingerprint
        open_report_obligations(organisation=group(), year=2027, first_month=Month(2027, 1), due_day=10, by=BUILDER)
        with pytest.raises(Refusal) as refused:
            confirm_arrangement(arrangement=proposed, by=cast.miit_officer, seen=seen)
        assert refused.value.code == "changed_since"

    def test_a_refusal_needs_its_reason_and_makes_room_for_another_version(self, cast: Cast) -> None:
        proposed = propose_next_year(cast)
        with pytest.raises(Refusal) as waits:
            propose_next_year(cast)
        assert waits.value.code == "arrangement_waits"
        with pytest.raises(NotValid):
            refuse_arrangement(arrangement=proposed, reason=" ", by=cast.miit_officer)
        refuse_arrangement(arrangement=proposed, reason="漏了清明节。", by=cast.miit_officer)
        with pytest.raises(Refusal) as refused:
            confirm_arrangement(arrangement=proposed, by=cast.miit_officer)
        assert refused.value.code == "refused_already"
        assert propose_next_year(cast).version == 2


class TestAYearThatArrives:
    def test_what_was_provisional_is_computed_anew_and_loses_the_mark(self, cast: Cast) -> None:
        duties = open_report_obligations(
            organisation=group(), year=2027, first_month=Month(2027, 1), due_day=10, by=BUILDER
        )
        assert all(duty.provisional for duty in duties)
        assert "（暂定：该年度放假安排尚未公布）" in duties[0].explanation
        assert duties[0].due_on == date(2027, 2, 10)  # a Wednesday, as long as nobody knows of a Spring Festival
        proposed = propose_next_year(cast)
        found = preview(proposed, JOURNEY)
        assert [one.due.day for one in found.moves if one.moves] == [date(2027, 2, 12)]
        confirm_arrangement(arrangement=proposed, by=cast.miit_officer)
        first = Obligation.objects.get(pk=duties[0].pk)
        assert (first.due_on, first.provisional) == (date(2027, 2, 12), False)
        assert first.explanation == "2月10日为春节，顺延至2月12日（周五）"
        # December's report is due in 2028, of which nobody knows.
        assert [duty.period for duty in Obligation.objects.filter(provisional=True)] == ["2027-12"]

    def test_a_count_into_the_unknown_year_settles_as_well(self, cast: Cast) -> None:
        duty = open_filing_obligation(
            organisation=group(), year=2026, batch=3, clock_day=date(2026, 12, 25), clock_kind="signed",
            working_days=10, fixed_day=None, opens_at=JOURNEY, by=BUILDER,
        )  # fmt: skip
        assert duty.provisional
        confirm_arrangement(arrangement=propose_next_year(cast), by=cast.miit_officer)
        settled = Obligation.objects.get(pk=duty.pk)
        assert not settled.provisional
        assert settled.due_on == current_calendar().add_workdays(date(2026, 12, 25), 10)


class TestTheList:
    def faults(self, text: str, year: int = 2027) -> dict[str, str]:
        return listed(text, year).faults

    @pytest.mark.parametrize(
        ("row", "cell"),
        [
            ("soon,holiday,春节", "第2行，date"),
            ("2027-02-30,holiday,春节", "第2行，date"),
            ("2027-02-08,feast,春节", "第2行，kind"),
            ("2027-02-08,holiday,", "第2行，name"),
            ("2027-02-08,holiday,=1+1", "第2行，name"),
            ("2027-02-08,holiday," + "春" * 51, "第2行，name"),
        ],
    )
    def test_each_cell_that_is_wrong_is_named(self, row: str, cell: str) -> None:
        assert set(self.faults(f"date,kind,name\n{row}\n")) == {cell}

    def test_the_other_columns_of_our_file_are_checked_as_well(self) -> None:
        text = "date,weekday,kind,name,notice_year,notice_url\n2027-02-08,周二,holiday,春节,2026,ftp://x\n"
        assert set(self.faults(text)) == {"第2行，weekday", "第2行，notice_year", "第2行，notice_url"}

    def test_all_errors_of_a_row_are_listed(self) -> None:
        assert len(self.faults("date,kind,name\nsoon,feast,\n2027-02-08,holiday,春节\n")) == 3

    @pytest.mark.parametrize("text", ["", "a,b,c\n1,2,3\n", "date,kind\n2027-01-01,holiday\n", "date,kind,name\n"])
    def test_a_file_without_the_columns_or_without_a_day_is_refused(self, text: str) -> None:
        with pytest.raises(NotValid):
            listed(text, 2027)

    @pytest.mark.parametrize("data", [b"\x00\x01\x02\x03", b"\xff\xfe\x00\x00", b"PK\x03\x04nonsense", b"a" * 300_000])
    def test_a_file_that_is_none_is_refused(self, data: bytes) -> None:
        with pytest.raises(NotValid):
            read_upload(data, 2027)

    def test_a_csv_of_a_chinese_spreadsheet_is_read(self) -> None:
        text = "日期,类别,节日\n2027年2月8日,放假,春节\n2027/2/20,调休上班,春节\n"
        found = read_upload(text.encode("gb18030"), 2027)
        assert [(one.day, one.kind, one.name) for one in found.days] == [
            (date(2027, 2, 8), "holiday", "春节"), (date(2027, 2, 20), "makeup_workday", "春节"),
        ]  # fmt: skip

    def test_a_workbook_is_read(self) -> None:
        columns = [Column("date", kind="day"), Column("kind"), Column("name")]
        rows: list[tuple[date | str, ...]] = [
            (date(2027, 2, 8), "holiday", "春节"),
            ("2027-02-20", "makeup_workday", "春节"),
        ]
        data = write_workbook([Sheet("2027", columns, rows)], meta={})
        assert [one.day for one in read_upload(data, 2027).days] == [date(2027, 2, 8), date(2027, 2, 20)]

    def test_our_own_file_is_in_that_form(self) -> None:
        rows = rows_of_our_file()
        for year in range(2019, 2027):
            of_year = [",".join(row.values()) for row in rows if row["notice_year"] == str(year)]
            found = listed("\n".join([",".join(rows[0]), *of_year]), year)
            assert found.faults == {}
            off = {one.day for one in found.days if one.kind == "holiday"}
            assert {date(year, *rest) for rest in STATUTORY} <= off

    @pytest.mark.parametrize(
        ("text", "where", "word"),
        [
            (NEXT_YEAR + "2026-11-30,holiday,元旦\n", "第14行", "不属于2027年"),
            (NEXT_YEAR + "2028-01-01,holiday,元旦\n", "第14行", "不属于2027年"),
            (NEXT_YEAR + "2027-10-01,holiday,国庆节\n", "第14行", "第11行"),
            (NEXT_YEAR.replace("2027-10-01,holiday,国庆节\n", ""), "整份名单", "2027年10月1日"),
        ],
    )
    def test_the_list_as_a_whole_is_checked(self, cast: Cast, text: str, where: str, word: str) -> None:
        with pytest.raises(NotValid) as refused:
            propose_arrangement(
                year=2027, document_number=NUMBER, document=DOCUMENT, days=listed(text, 2027), whole=True,
                by=cast.miit_clerk,
            )  # fmt: skip
        assert word in str(refused.value.cells[where])
        assert not Arrangement.objects.filter(year=2027).exists()

    def test_a_day_that_another_year_names_otherwise_is_refused(self, cast: Cast) -> None:
        days = DayList([ListedDay("第2行", date(2022, 12, 31), "makeup_workday", "元旦")])
        with pytest.raises(NotValid) as refused:
            propose_arrangement(
                year=2022, document_number=NUMBER, document=DOCUMENT, days=days, whole=False, by=cast.miit_clerk
            )
        assert "2023" in str(refused.value.cells["第2行"])

    @pytest.mark.parametrize(
        ("changes", "cell"),
        [({"document_number": " "}, "document_number"), ({"document": "gov.cn"}, "document"), ({"year": 1066}, "year")],
    )
    def test_needs_its_document(self, cast: Cast, changes: dict[str, Any], cell: str) -> None:
        with pytest.raises(NotValid) as refused:
            propose_next_year(cast, **changes)
        assert cell in refused.value.cells

    def test_what_changes_nothing_is_refused(self, cast: Cast) -> None:
        with pytest.raises(Refusal) as refused:
            propose(cast)  # the extension is in our data already
        assert refused.value.code == "nothing_changes"

    def test_changes_need_an_arrangement_to_change(self, cast: Cast) -> None:
        with pytest.raises(NotValid) as refused:
            propose_next_year(cast, whole=False)
        assert refused.value.code == "nothing_to_amend"
