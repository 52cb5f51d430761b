"""A report and its receipt as PDFs, and lists as workbooks, in Chinese: the language of record."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common.periods import day_of, day_text, instant_text
from deadlines.models import Obligation
from deadlines.services import punctuality_sentence
from documents.pdf import render_pdf
from documents.receipts import Receipt, receipt_paper
from documents.workbooks import Column, Sheet, write_workbook
from reporting.grid import grid_of
from reporting.models import Difference, ProductionReport
from reporting.rules.form import LABEL_ZH


def report_document(report: ProductionReport) -> bytes:
    """The whole report on A4 landscape: parts A to C, and D with the place for the seal.

    Raises Refusal when this machine cannot print.
    """
    with translation.override("zh-hans"):
        context = {
            "report": report,
            "parts": grid_of(report),
            "form_label": LABEL_ZH,
            "whole": True,
            "paper": True,
            "maker": report.drafted_by.name,
            "reviewer": report.signer,
            "dated": day_text(day_of(report.submitted_at)) if report.submitted_at else "",
            "unit": report.group_name,
        }
        return render_pdf("reporting/report_pdf.html", context)


def receipt_document(report: ProductionReport) -> bytes:
    """The receipt on one page. Raises Refusal when this machine cannot print."""
    if report.submitted_at is None:
        raise ValueError(f"{report.number} has not been submitted")
    with translation.override("zh-hans"):
        receipt = Receipt(
            title=_("Receipt: report of %(month)s") % {"month": report.period.label},
            number=report.number,
            facts=[
                (_("group"), report.group_name),
                (_("person in charge"), report.signer),
                (_("filled in by"), report.drafted_by.name),
            ],
            at=report.submitted_at,
            punctuality=punctuality_sentence(Obligation.Kind.MONTHLY_REPORT, report.group, str(report.period)),
            version=f"v{report.version}",
            hash=report.receipt_hash,
            head=report.receipt_head,
            next_step=_("MIIT checks the report and accepts it, or returns it with a reason."),
        )
        return receipt_paper(receipt)


def differences_workbook(rows: Iterable[Difference], user: User, as_of: datetime) -> bytes:
    """Differences from the traceability system, t REO, with who exported them and when."""
    with translation.override("zh-hans"):
        columns = [
            Column("月份"),
            Column("稀土集团", width=24),
            Column("企业", width=32),
            Column("统一社会信用代码", width=22),
            Column("类别", width=24),
            Column("项目"),
            *(Column(name, "吨 REO", kind="tonnes") for name in ("上报", "追溯系统", "差异")),
            Column("状态"),
            Column("持续天数"),
            Column("说明", width=36),
            Column("处理意见", width=36),
        ]
        table = [
            [
                str(row.period), row.group.name_zh, row.enterprise.name_zh, row.enterprise.credit_code,
                str(row.get_category_display()), str(row.get_quantity_display()), row.reported, row.traced, row.gap,
                str(row.get_state_display()), str(row.age(as_of)), row.explanation, row.decision,
            ]
            for row in rows
        ]  # fmt: skip
        heading = ["与稀土产品追溯系统数据的差异", f"导出时间 {instant_text(as_of)}　导出人 {user.name}"]
        return write_workbook([Sheet("差异", columns, table, heading=heading)], meta={"kind": "differences"})
