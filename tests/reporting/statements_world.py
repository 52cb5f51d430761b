"""A small year to its end: Northern with two plants and a mine, twelve reports, all accepted."""

from datetime import datetime
from typing import Any

from accounts.models import Organisation
from allocations.services.filings import accept_filing, consult, save_draft, start_filing, submit_filing
from common.periods import SHANGHAI, Month, at
from deadlines.models import Obligation
from enterprises.models import Enterprise
from reporting.models import ProductionReport
from reporting.reads.cells import Cells
from reporting.rules.form import cell_name
from reporting.services.checks import check
from reporting.services.decisions import accept_report, submit_report
from reporting.services.drafts import save_report, start_correction, start_report
from tests.builders import enterprise, issued
from tests.reporting.conftest import figures, t

OUTPUTS = {"one": 100, "two": 10, "mine": 50}
QUOTAS = {"one": 1500, "two": 100, "mine": 700}


def noon(year: int, month: int, day: int) -> datetime:
    """Noon in Beijing."""
    return datetime(year, month, day, 12, tzinfo=SHANGHAI)


class Ended:
    """2021 of Northern: 1,500 and 100 t of separation, 700 t of rock-type ore; 1,200, 120 and 600 t made."""

    def __init__(self, cast: Any, *, last_month: int = 12) -> None:
        self.cast = cast
        with at(noon(2021, 1, 20)):
            issued(cast, 1, signed_on="2021-01-19", published_on="2021-01-20")
        self.group = Organisation.objects.get(code="northern-re")
        # The other groups report nothing here: what is tested is one year, not six.
        Obligation.objects.filter(kind__in=("monthly_report", "filing")).exclude(organisation=self.group).delete()
        self.one, self.two = enterprise(1), enterprise(2, province="37")
        self.mine = enterprise(3, kind="mine", has_rock=True)
        self.rows: dict[str, Enterprise] = {"one": self.one, "two": self.two, "mine": self.mine}
        self.split()
        for month in range(1, last_month + 1):
            self.report(Month(2021, month))

    def split(self) -> None:
        """Everything but what stays with the group."""
        clerk = self.cast.northern_clerk
        with at(noon(2021, 1, 25)):
            filing = start_filing(group=self.group, year=2021, by=clerk)
            shares = {(row.pk, row.categories[0]): t(QUOTAS[name]) for name, row in self.rows.items()}
            filing = save_draft(filing=filing, figures=shares, by=clerk)
            consult(filing=filing, by=clerk)
            accept_filing(filing=submit_filing(filing=filing, by=self.cast.northern_officer), by=self.cast.miit_officer)

    def submitted(self, month: Month) -> ProductionReport:
        """Filled in and sent by the 8th."""
        clerk = self.cast.northern_clerk
        report = start_report(group=self.group, month=month, by=clerk)
        cells: Cells = {}
        for name, row in self.rows.items():
            opening = report.lines.get(enterprise=row).opening_stock or 0
            cells |= figures(row, OUTPUTS[name], opening=opening)
        report = save_report(report=report, cells=cells, by=clerk)
        return submit_report(report=self.explained(report), by=self.cast.northern_officer)

    def explained(self, report: ProductionReport) -> ProductionReport:
        """Whatever asks for it is explained."""
        texts: Cells = {}
        for violation in check(report).unexplained:
            _field, enterprise_, category = violation.cell.split("-")
            texts[cell_name(f"why_{violation.code}", int(enterprise_), category)] = "已核对"
        return save_report(report=report, cells=texts, by=self.cast.northern_clerk)

    def report(self, month: Month) -> ProductionReport:
        """Accepted too."""
        with at(noon(month.next.year, month.next.month, 8)):
            return accept_report(report=self.submitted(month), by=self.cast.miit_officer)

    def correct(self, month: int, output: Any, when: datetime) -> ProductionReport:
        """Correct what plant one produced in a month."""
        report = ProductionReport.objects.get(group=self.group, year=2021, month=month, in_force=True)
        clerk = self.cast.northern_clerk
        with at(when):
            draft = start_correction(report=report, reason="漏报一批", by=clerk)
            opening = draft.lines.get(enterprise=self.one).opening_stock or 0
            draft = save_report(report=draft, cells=figures(self.one, output, opening=opening), by=clerk)
            sent = submit_report(report=self.explained(draft), by=self.cast.northern_officer)
            return accept_report(report=sent, by=self.cast.miit_officer)
