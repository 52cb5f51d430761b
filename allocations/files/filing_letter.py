"""A filing's letter and receipt as PDFs."""

from django.utils import translation
from django.utils.translation import gettext as _

from allocations.models import Filing
from allocations.reads.split import Split
from common.periods import day_of, day_text
from deadlines.models import Obligation
from deadlines.services.obligations import punctuality_sentence
from documents.files.pdf import render_pdf
from documents.files.receipts import Receipt, receipt_pdf


def filing_letter(filing: Filing, split: Split) -> bytes:
    """The filing as a PDF: the table, the verdicts, the opinions. Raises Refusal when this machine cannot print."""
    with translation.override("zh-hans"):
        context = {
            "filing": filing,
            "split": split,
            "consultations": filing.consultations.select_related("authority"),
            "maker": filing.drafted_by.name,
            "reviewer": filing.signer,
            "dated": day_text(day_of(filing.submitted_at)) if filing.submitted_at else "",
            "unit": filing.group_name,
        }
        return render_pdf("allocations/filings/filing_pdf.html", context)


def receipt_document(filing: Filing) -> bytes:
    """The receipt on one page. Raises Refusal when this machine cannot print."""
    if filing.submitted_at is None:
        raise ValueError(f"{filing.number} has not been submitted")
    with translation.override("zh-hans"):
        receipt = Receipt(
            title=_("Receipt: split of %(year)s") % {"year": filing.year},
            number=filing.number,
            facts=[
                (_("group"), filing.group_name),
                (_("signed by"), filing.signer),
                (_("drafted by"), filing.drafted_by.name),
            ],
            at=filing.submitted_at,
            punctuality=punctuality_sentence(Obligation.Kind.FILING, filing.group, filing.notice.period),
            version=f"v{filing.version}",
            hash=filing.receipt_hash,
            head=filing.receipt_head,
            next_step=_("MIIT accepts the filing for record, or returns it with a reason."),
        )
        return receipt_pdf(receipt)
