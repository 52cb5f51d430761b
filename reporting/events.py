"""What the log calls the events of monthly reports, findings and the traceability system."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from audit.events import EventLabels

LABELS = EventLabels(
    areas={
        "report": gettext_lazy("Monthly reports"),
        "finding": gettext_lazy("Findings"),
        "difference": gettext_lazy("Traceability"),
        "traceability": gettext_lazy("Traceability"),
        "statement": gettext_lazy("Monthly reports"),
        "remark": gettext_lazy("Monthly reports"),
    },
    actions={
        "report.draft": pgettext_lazy("report", "begun"),
        "report.edit": gettext_lazy("figures saved"),
        "report.submit": gettext_lazy("signed and submitted"),
        "report.accept": pgettext_lazy("report", "accepted"),
        "report.return": gettext_lazy("returned"),
        "report.correct": gettext_lazy("correction begun"),
        "report.supersede": gettext_lazy("superseded by a later version"),
        "report.upload": gettext_lazy("workbook taken over"),
        "remark.make": gettext_lazy("remark of the Ministry of Natural Resources"),
        "remark.withdraw": gettext_lazy("remark taken back"),
        "report.recall": gettext_lazy("taken back before the decision"),
        "report.discard": gettext_lazy("version discarded"),
        "report.import": gettext_lazy("imported from a workbook of past years"),
        "report.reverse_import": gettext_lazy("import from a workbook reversed"),
        "finding.decide": gettext_lazy("finding decided"),
        "finding.open": gettext_lazy("finding opened after the year"),
        "finding.explain": gettext_lazy("finding explained"),
        "finding.ask_reopening": gettext_lazy("reopening of a finding asked for"),
        "finding.drop_reopening": gettext_lazy("request to reopen a finding withdrawn"),
        "finding.reopen": gettext_lazy("finding reopened"),
        "traceability.upload": gettext_lazy("traceability extract uploaded"),
        "difference.open": gettext_lazy("difference found"),
        "difference.change": gettext_lazy("difference changed by new figures"),
        "difference.settle": gettext_lazy("difference settled by new figures"),
        "difference.explain": gettext_lazy("difference explained"),
        "difference.decide": gettext_lazy("difference decided"),
        "statement.draft": gettext_lazy("statement of the year drafted"),
        "statement.close": gettext_lazy("year closed by its statement"),
        "statement.discard": gettext_lazy("statement of the year discarded"),
        "statement.revise": gettext_lazy("another edition of the statement begun"),
        "statement.supersede": gettext_lazy("superseded by a later edition"),
    },
    keys={
        "mixed": gettext_lazy("mixed rare earths"),
    },
    lines={
        "reporting.ProductionReport": "reporting.ReportLine",
    },
)
