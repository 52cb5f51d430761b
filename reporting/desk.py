"""What of reporting waits for a person, for the desk."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from reporting.models import ProductionReport


@dataclass(frozen=True)
class Waiting:
    """A report that waits for this person: what to do with it, and the page where that is done."""

    report: ProductionReport
    label: str
    url: str


def waiting_for(user: User) -> list[Waiting]:
    """Drafts and returned reports for the clerk, drafts to sign for the officer, submitted ones for MIIT."""
    if user.organisation.is_group:
        return _of_the_group(user)
    if user.organisation.kind == Organisation.Kind.MIIT and user.is_officer:
        rows = ProductionReport.objects.waiting().select_related("group").order_by("submitted_at")
        return [Waiting(row, _("Accept or return"), reverse("report_decide", args=[row.pk])) for row in rows]
    return []


def _of_the_group(user: User) -> list[Waiting]:
    state = ProductionReport.State
    rows = (
        ProductionReport.objects.visible_to(user)
        .filter(state__in=(state.DRAFT, state.RETURNED), successors=None)
        .select_related("group")
        .order_by("year", "month")
    )
    waiting = []
    for row in rows:
        if row.state == state.RETURNED and user.is_clerk:
            waiting.append(Waiting(row, _("Mend as a new version"), reverse("report_detail", args=[row.pk])))
        elif row.is_draft and user.is_clerk:
            waiting.append(Waiting(row, _("Fill in"), reverse("report_edit", args=[row.pk])))
        elif row.is_draft and user.is_officer:
            waiting.append(Waiting(row, _("Check and submit"), reverse("report_check", args=[row.pk])))
    return waiting
