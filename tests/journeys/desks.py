"""What people do on the pages, each by the forms that the pages serve; nothing here asks a service."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from allocations.models import Consultation, Filing, Notice
from common.periods import Month, at, now
from reporting.models import ProductionReport
from tests.builders import SEEDS

EXPLAINED = "按新下达的指标安排生产，依据留存企业备查。"
EXPLANATION = re.compile(r'name="(why_[^"]+)"')
# A workbook's columns by the field that the grid has for them.
HEADS = {
    "output": "本月产量", "opening_stock": "月初库存", "sales": "销售量", "closing_stock": "月末库存",
    "traceability_quantity": "追溯系统数据", "feed_own": "自有及集团内矿产品",
}  # fmt: skip
HEAD_ROW = 3
Cells = Mapping[str, str]


class Desks:
    """Everybody's browser, with the clock where the story is."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        self.signed_in: dict[tuple[int, datetime], Client] = {}

    def browser(self, user: User) -> Client:
        """Signed in anew whenever the clock has moved: between two steps of the year lie days."""
        key = (user.pk, now())
        if key not in self.signed_in:
            self.signed_in[key] = Client()
            self.signed_in[key].force_login(user)
        return self.signed_in[key]

    def send(self, user: User, name: str, *args: Any, **fields: Any) -> Any:
        """Posts a form and looks at the answer: a step that is refused ends the story."""
        answer = self.browser(user).post(reverse(name, args=args), fields)
        assert answer.status_code == 302, (name, args, answer.status_code, _sentences(answer))
        return answer

    # --- the notice and the split ------------------------------------------------------------------

    def notice(self, batch: int, *, drafted: datetime, issued: datetime, **changes: Any) -> Notice:
        """MIIT's clerk loads the file, both ministries sign."""
        data = json.loads((SEEDS / f"notice_2021_{batch}.json").read_text(encoding="utf-8")) | changes
        content = json.dumps(data, ensure_ascii=False).encode()
        with at(drafted):
            self.send(self.cast.miit_clerk, "notice_new", file=SimpleUploadedFile("notice.json", content))
        notice = Notice.objects.get(year=data["year"], batch=data["batch"])
        with at(issued):
            self.send(self.cast.miit_clerk, "notice_review", notice.pk)
            for officer in (self.cast.miit_officer, self.cast.mnr_officer):
                self.send(officer, "notice_sign", notice.pk)
        return notice

    def name_to_report(self, group: str, year: int, document: str) -> None:
        """MIIT's clerk names a group that had quota by a notice outside the system."""
        self.send(self.cast.miit_clerk, "reporting_year", year, group=group, document=document)

    def close_year(self, year: int) -> int:
        """The clerk drafts the statement, the officer closes; its id."""
        drafted = self.send(self.cast.miit_clerk, "statement_draft", year)
        pk = int(drafted.headers["Location"].rstrip("/").rpartition("/")[2])
        self.send(self.cast.miit_officer, "statement_close", pk)
        return pk

    def split(self, group: str, cells: Cells, *, day: datetime, year: int = 2021) -> Filing:
        """The clerk splits and consults, every authority agrees, the officer signs, the ministry accepts."""
        clerk, officer = self.people(group)
        with at(day):
            self.send(clerk, "filing_start", year)
            filing = Filing.objects.open().get(group=clerk.organisation, year=year)
            self.send(clerk, "filing_edit", filing.pk, **cells)
            self.send(clerk, "filing_consult", filing.pk)
            for asked in Consultation.objects.filter(filing=filing).select_related("authority"):
                code = asked.authority.code
                authority = self.cast.person(f"{code}-officer", code, "officer")
                self.send(authority, "consultation_opinion", asked.pk, opinion="agree")
            self.send(officer, "filing_submit", filing.pk)
            self.send(self.cast.miit_officer, "filing_accept", filing.pk)
        return filing

    # --- the month ---------------------------------------------------------------------------------

    def people(self, group: str) -> tuple[User, User]:
        """The group's clerk and officer."""
        clerk, officer = (self.cast.person(f"{group}-{role}", group, role) for role in ("clerk", "officer"))
        return clerk, officer

    def begin(self, group: str, month: Month) -> ProductionReport:
        """The clerk begins a month from the list."""
        clerk, _officer = self.people(group)
        self.send(clerk, "report_start", str(month))
        return ProductionReport.objects.of_month(clerk.organisation, month)[0]

    def type_in(self, report: ProductionReport, cells: Cells) -> None:
        """Into the grid."""
        clerk, _officer = self.people(report.group.code)
        self.send(clerk, "report_edit", report.pk, **cells)

    def explain(self, report: ProductionReport) -> None:
        """Whatever the grid asks to have explained is explained."""
        clerk, _officer = self.people(report.group.code)
        page = self.browser(clerk).get(reverse("report_edit", args=[report.pk])).content.decode()
        asked = EXPLANATION.findall(page)
        assert asked, "the check page asks for what the grid does not show"
        self.type_in(report, dict.fromkeys(asked, EXPLAINED))

    def upload(self, report: ProductionReport, figures: Mapping[tuple[str, str], Mapping[str, Decimal]]) -> None:
        """Fills in the template that the page hands out and sends it; `figures` by credit code and category."""
        clerk, _officer = self.people(report.group.code)
        browser = self.browser(clerk)
        template = browser.get(reverse("report_workbook", args=[report.pk])).content
        file = SimpleUploadedFile("report.xlsx", filled_in(template, figures))
        shown = browser.post(reverse("report_upload", args=[report.pk]), {"workbook": file})
        assert shown.status_code == 200, _sentences(shown)
        self.send(clerk, "report_upload_confirm", report.pk, token=shown.context["token"])

    def shut_down(self, report: ProductionReport, reason: str, line: int | str = "all") -> None:
        """The short path: one line or all, and why."""
        clerk, _officer = self.people(report.group.code)
        self.send(clerk, "report_edit", report.pk, then="idle", idle_which=line, idle_reason=reason)

    def submit(self, report: ProductionReport) -> None:
        """The officer looks at the check page, has explained what it asks for, and sends."""
        _clerk, officer = self.people(report.group.code)
        browser, page = self.browser(officer), reverse("report_check", args=[report.pk])
        checked = browser.get(page).context
        if checked["unexplained"]:
            self.explain(report)
            checked = browser.get(page).context
        self.send(officer, "report_check", report.pk, seen=checked["seen"])

    def accept(self, report: ProductionReport) -> None:
        """The ministry accepts."""
        self.send(self.cast.miit_officer, "report_decide", report.pk, decision="accept")

    def give_back(self, report: ProductionReport, cell: str, words: str) -> None:
        """The ministry returns it with its reason at a cell."""
        fields = {"decision": "return", "reason": words, "cell_1": cell, "says_1": words}
        self.send(self.cast.miit_officer, "report_decide", report.pk, **fields)

    def correct(self, report: ProductionReport, reason: str = "") -> ProductionReport:
        """The clerk begins the next version."""
        clerk, _officer = self.people(report.group.code)
        self.send(clerk, "report_correct", report.pk, reason=reason)
        return ProductionReport.objects.of_month(report.group, report.period)[0]


def filled_in(template: bytes, figures: Mapping[tuple[str, str], Mapping[str, Decimal]]) -> bytes:
    """The template with these figures, as a spreadsheet program saves it."""
    book = load_workbook(io.BytesIO(template))
    for page in book:
        heads = [str(cell.value) for cell in page[HEAD_ROW]] if page.max_row >= HEAD_ROW else []
        for row in page.iter_rows(min_row=HEAD_ROW + 1):
            own = figures.get((str(row[1].value), str(row[2].value)), {}) if len(row) > 2 else {}
            for column, tonnes in _columns(heads, own, elements=page.title.startswith("C")):
                row[column].value = tonnes
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _columns(heads: list[str], own: Mapping[str, Decimal], *, elements: bool) -> Iterator[tuple[int, Decimal]]:
    for field, tonnes in own.items():
        name = f" {field.removeprefix('el_')}（" if field.startswith("el_") else f"{HEADS[field]}（"
        if field.startswith("el_") == elements:
            yield next(place for place, head in enumerate(heads) if name in head), tonnes


def _sentences(answer: Any) -> str:
    """What a page refused with, for the failure's message."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode(errors="replace"))
    return re.sub(r"\s+", " ", unescape(text))[:1500]
