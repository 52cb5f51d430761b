"""The daily job: verify the log against the heads exported before, then export its current head."""

from audit.models import Verification
from audit.services.heads import Unreadable, mail_head, recorded_heads, write_head
from audit.services.verification import verify


def export_head() -> Verification:
    """Verify the whole chain, write its head to AUDIT_HEAD_DIR, send it to AUDIT_HEAD_MAIL; return the result.

    The head of a broken chain is exported too, as a record of the chain on that day.
    """
    try:
        heads, unreadable = recorded_heads(), ""
    except Unreadable as fault:
        heads, unreadable = [], str(fault)
    outcome = verify(heads)
    path, line = write_head()
    outcome.reason = " ".join(part for part in (outcome.reason, unreadable) if part)
    outcome.exported_to = path.name
    outcome.save(update_fields=["reason", "exported_to"])
    # Last, so that a mail server that is away costs only the mail.
    outcome.mailed_to = ", ".join(mail_head(line, warning=outcome.reason))
    outcome.save(update_fields=["mailed_to"])
    return outcome
