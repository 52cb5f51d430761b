"""The pages on which officials keep the calendar: enter, upload, preview, confirm; what everybody may read."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Organisation, User
from common.periods import Month
from deadlines.models import Arrangement, Obligation
from deadlines.services.calendar import current_calendar
from deadlines.services.obligations import open_report_obligations
from documents.files.workbooks import Column, Sheet, write_workbook
from tests.builders import BUILDER
from tests.conftest import Cast
from tests.deadlines.arrangements.test_arrangements import NEXT_YEAR

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Browser = Callable[[User], Client]
ENTER = "/obligations/calendar/enter/"
HEAD = {
    "year": "2027", "scope": "whole", "document_number": "国办发明电〔2026〕5号",
    "document": "https://www.gov.cn/zhengce/2027.htm", "ordinary": "",
}  # fmt: skip
ROWS = (
    ("元旦", "2027-01-01", "2027-01-03", ""),
    ("春节", "2027-02-05", "2027-02-11", "2027年2月20日、2027-02-21"),
    ("劳动节", "2027-05-01", "2027-05-05", "2027-05-08"),
    ("国庆节", "2027-10-01", "2027-10-07", "2027-09-26，2027-10-09"),
)


def typed(rows: Any = ROWS, **changes: str) -> dict[str, Any]:
    form = {**HEAD, "holidays-TOTAL_FORMS": str(len(rows)), "holidays-INITIAL_FORMS": str(len(rows)), **changes}
    for number, row in enumerate(rows):
        form |= {f"holidays-{number}-{name}": text for name, text in zip(("name", "first", "last", "makeup"), row)}  # noqa: B905
    return form


def uploaded(name: str, data: bytes, **changes: str) -> dict[str, Any]:
    return {**typed((), **changes), "file": SimpleUploadedFile(name, data)}


@pytest.fixture
def duty(cast: Cast) -> Obligation:
    """The report about January 2027, due on 2027-02-10 as long as nobody knows of a Spring Festival."""
    home = Organisation.objects.get(code="northern-re")
    return open_report_obligations(organisation=home, year=2027, first_month=Month(2027, 1), due_day=10, by=BUILDER)[0]


def test_entered_previewed_confirmed(duty: Obligation, cast: Cast, as_user: Browser) -> None:
    clerk, officer = as_user(cast.miit_clerk), as_user(cast.miit_officer)
    assert "元旦" in clerk.get(ENTER).content.decode()
    page = clerk.post(ENTER, typed(), follow=True).content.decode()
    for text in ("2027年2月10日", "2027年2月12日", "北方稀土", "暂定"):
        assert text in page, text
    arrangement = Arrangement.objects.get(year=2027)
    assert arrangement.days.count() == 3 + 7 + 2 + 5 + 1 + 7 + 2
    address = f"/obligations/calendar/{arrangement.pk}/confirm/"
    assert clerk.get(address).status_code == 403
    asked = officer.get(address)
    fingerprint = asked.context["form"].initial["fingerprint"]
    assert fingerprint in asked.content.decode()
    page = officer.post(address, {"fingerprint": fingerprint}, follow=True).content.decode()
    assert "生效" in page
    duty.refresh_from_db()
    assert (duty.due_on, duty.provisional) == (date(2027, 2, 12), False)
    assert 2027 in current_calendar().years


def test_a_preview_that_is_no_longer_true_is_not_confirmed(cast: Cast, as_user: Browser) -> None:
    as_user(cast.miit_clerk).post(ENTER, typed())
    arrangement = Arrangement.objects.get(year=2027)
    answer = as_user(cast.miit_officer).post(
        f"/obligations/calendar/{arrangement.pk}/confirm/", {"fingerprint": "0123456789abcdef"}
    )
    assert answer.status_code == 409
    arrangement.refresh_from_db()
    assert arrangement.state == "proposed"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (("春节", "2027-02-11", "2027-02-05", ""), "last"),
        (("春节", "2027-02-05", "", ""), "last"),
        (("春节", "soon", "2027-02-11", ""), "first"),
        (("春节", "2027-02-05", "2027-02-11", "soon"), "makeup"),
        (("", "2027-02-05", "2027-02-11", ""), "name"),
        (("=春节", "2027-02-05", "2027-02-11", ""), "name"),
        (("春节", "2027-02-05", "2027-02-11", "2027-05-03"), "makeup"),
        (("春节", "2025-02-05", "2025-02-11", ""), "first"),
    ],
)
def test_an_error_is_shown_at_its_field_and_the_input_is_kept(
    cast: Cast, as_user: Browser, row: tuple[str, ...], field: str
) -> None:
    rows = [ROWS[0], row, *ROWS[2:]] if field != "makeup" or "soon" in row[3] else [ROWS[0], *ROWS[2:], row]
    answer = as_user(cast.miit_clerk).post(ENTER, typed(rows))
    assert answer.status_code == 422
    assert [set(form.errors) for form in answer.context["holidays"] if form.errors] == [{field}]
    assert "国办发明电〔2026〕5号" in answer.content.decode()
    assert not Arrangement.objects.filter(year=2027).exists()


def test_a_csv_is_uploaded(cast: Cast, as_user: Browser) -> None:
    as_user(cast.miit_clerk).post(ENTER, uploaded("2027.csv", NEXT_YEAR.encode()))
    assert Arrangement.objects.get(year=2027).days.count() == 12


def test_a_workbook_is_uploaded(cast: Cast, as_user: Browser) -> None:
    header, *rows = [line.split(",") for line in NEXT_YEAR.strip().split("\n")]
    data = write_workbook([Sheet("2027", [Column(name) for name in header], rows)], meta={})
    as_user(cast.miit_clerk).post(ENTER, uploaded("2027.xlsx", data))
    assert Arrangement.objects.get(year=2027).days.count() == 12


def test_the_errors_of_a_file_are_listed_by_row_and_column(cast: Cast, as_user: Browser) -> None:
    text = NEXT_YEAR + "2027-10-04,feast,国庆节\n"
    answer = as_user(cast.miit_clerk).post(ENTER, uploaded("2027.csv", text.encode()))
    assert answer.status_code == 422
    assert "第14行，kind" in answer.content.decode()


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"PK\x03\x04", "日".encode() * 100_000])
def test_a_hostile_file_is_refused_in_one_sentence(cast: Cast, as_user: Browser, data: bytes) -> None:
    answer = as_user(cast.miit_clerk).post(ENTER, uploaded("2027.csv", data))
    assert answer.status_code == 422


def test_an_amendment_lists_only_what_changes(cast: Cast, as_user: Browser) -> None:
    as_user(cast.miit_clerk).post(
        ENTER,
        typed([("国庆节", "2021-10-08", "2021-10-08", "")], year="2021", scope="changes", ordinary="2021-10-09"),
    )
    amended = Arrangement.objects.get(year=2021, state="proposed")
    assert amended.version == 2
    page = as_user(cast.miit_officer).get(f"/obligations/calendar/{amended.pk}/")
    assert [(one.day, one.before, one.after) for one in page.context["changes"]] == [
        (date(2021, 10, 8), "", "holiday"), (date(2021, 10, 9), "makeup_workday", ""),
    ]  # fmt: skip


def test_a_downloaded_list_can_be_uploaded_again(cast: Cast, as_user: Browser) -> None:
    clerk = as_user(cast.miit_clerk)
    present = Arrangement.objects.in_force().get(year=2024)
    data = clerk.get(f"/obligations/calendar/{present.pk}/days.csv").content
    answer = clerk.post(ENTER, uploaded("2024.csv", data, year="2024"))
    assert "与现行安排相同" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "listed", "enter", "proposed", "decide"),
    [
        ("miit_clerk", 200, 200, 200, 403),
        ("miit_officer", 200, 403, 200, 200),
        ("miit_viewer", 200, 403, 200, 403),
        ("mnr_officer", 200, 403, 200, 403),
        ("northern_officer", 200, 403, 404, 404),
        ("neimenggu_industry", 200, 403, 404, 404),
    ],
)
def test_everybody_reads_the_calendar_and_the_ministry_keeps_it(
    cast: Cast, as_user: Browser, who: str, listed: int, enter: int, proposed: int, decide: int
) -> None:
    as_user(cast.miit_clerk).post(ENTER, typed())
    pk, browser = Arrangement.objects.get(year=2027).pk, as_user(getattr(cast, who))
    in_force = Arrangement.objects.in_force().get(year=2021).pk
    assert browser.get("/obligations/calendar/").status_code == listed
    assert browser.get(f"/obligations/calendar/{in_force}/").status_code == 200
    assert browser.get(f"/obligations/calendar/{in_force}/days.csv").status_code == 200
    assert browser.get(ENTER).status_code == enter
    assert browser.get(f"/obligations/calendar/{pk}/").status_code == proposed
    for verb in ("confirm", "refuse"):
        assert browser.get(f"/obligations/calendar/{pk}/{verb}/").status_code == decide
    assert browser.get("/api/v1/arrangements/", {"year": 2027}).json()["count"] == (proposed == 200)


def test_refused_with_its_reason(cast: Cast, as_user: Browser) -> None:
    as_user(cast.miit_clerk).post(ENTER, typed())
    pk, officer = Arrangement.objects.get(year=2027).pk, as_user(cast.miit_officer)
    assert officer.post(f"/obligations/calendar/{pk}/refuse/", {"reason": ""}).status_code == 422
    page = officer.post(f"/obligations/calendar/{pk}/refuse/", {"reason": "漏了清明节。"}, follow=True)
    assert "漏了清明节。" in page.content.decode()
    assert 2027 not in current_calendar().years
