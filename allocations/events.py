"""What the log calls the events of notices, filings, reductions, releases and takeovers."""

from django.utils.translation import gettext_lazy

from audit.events import EventLabels

LABELS = EventLabels(
    areas={
        "notice": gettext_lazy("Notices"),
        "filing": gettext_lazy("Sub-allocation"),
        "reduction": gettext_lazy("Sub-allocation"),
        "release": gettext_lazy("Notices"),
        "quota": gettext_lazy("Notices"),
        "reporting_year": gettext_lazy("Monthly reports"),
    },
    actions={
        "notice.draft": gettext_lazy("draft loaded"),
        "notice.edit": gettext_lazy("draft changed"),
        "notice.review": gettext_lazy("sent for signature"),
        "notice.sign": gettext_lazy("signed"),
        "notice.issue": gettext_lazy("issued"),
        "notice.return": gettext_lazy("returned to draft"),
        "notice.discard": gettext_lazy("draft discarded"),
        "notice.recall": gettext_lazy("recalled to draft"),
        "filing.draft": gettext_lazy("version begun"),
        "filing.edit": gettext_lazy("figures saved"),
        "filing.consult": gettext_lazy("sent to the provinces for consultation"),
        "filing.opine": gettext_lazy("opinion given"),
        "filing.submit": gettext_lazy("signed and submitted"),
        "filing.accept": gettext_lazy("accepted for record"),
        "filing.return": gettext_lazy("returned"),
        "reporting_year.add": gettext_lazy("group named to report in the year"),
        "reduction.draft": gettext_lazy("reduction drafted"),
        "reduction.order": gettext_lazy("reduction ordered"),
        "reduction.withdraw": gettext_lazy("reduction withdrawn"),
        "release.draft": gettext_lazy("release of the reserve drafted"),
        "release.order": gettext_lazy("reserve released"),
        "release.withdraw": gettext_lazy("release of the reserve withdrawn"),
        "quota.takeover": gettext_lazy("quota taken over after a merger"),
        "quota.close_year": gettext_lazy("unused quota of the year lapsed"),
        "filing.supersede": gettext_lazy("superseded by a later version"),
        "filing.recall": gettext_lazy("taken back before the decision"),
        "filing.discard": gettext_lazy("version discarded"),
        "filing.withdraw_opinion": gettext_lazy("opinion withdrawn"),
    },
    keys={
        "notice": gettext_lazy("notice"),
        "totals": gettext_lazy("totals"),
        "authority": gettext_lazy("authority"),
        "authorities": gettext_lazy("authorities"),
        "opinion": gettext_lazy("opinion"),
        "void_signatures": gettext_lazy("signatures that no longer count"),
        "removed": gettext_lazy("rows removed"),
        "lines": gettext_lazy("lines pointed at"),
    },
    lines={
        "allocations.Filing": "allocations.FilingLine",
    },
)
