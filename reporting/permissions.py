"""Who may do what with reports. Each check returns the refusal that is shown, or None."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.permissions import not_the_drafter, only_clerk_of, only_officer_of
from common.constraints import NotAllowed, Refusal
from reporting.models import ProductionReport

Kind = Organisation.Kind


def draft_report(user: User, group: Organisation) -> Refusal | None:
    """A clerk of the group itself fills in."""
    return only_clerk_of(user, Kind.GROUP) or _own_group(user, group)


def submit_report(user: User, report: ProductionReport) -> Refusal | None:
    """An officer of the group who did not fill it in signs."""
    return (
        only_officer_of(user, Kind.GROUP) or _own_group(user, report.group) or not_the_drafter(user, *report.editor_ids)
    )


def decide_report(user: User, report: ProductionReport) -> Refusal | None:
    """A MIIT officer accepts or returns, and decides findings."""
    return only_officer_of(user, Kind.MIIT)


def see_whole_report(user: User, report: ProductionReport) -> Refusal | None:
    """What holds every line of the group (workbook, receipt) is for the group and the ministries."""
    if user.sees_everything or (user.sees_business and user.organisation_id == report.group_id):
        return None
    return NotAllowed(
        "not_the_whole_report",
        _("The workbook holds the whole group; a province sees the lines of its own enterprises on the page."),
    )


def see_execution(user: User) -> Refusal | None:
    """Figures are for those who work with them."""
    if user.sees_business:
        return None
    return NotAllowed(
        "no_figures",
        _("Quota and production are for those who work with them; you keep accounts or the system, not figures."),
    )


def _own_group(user: User, group: Organisation) -> Refusal | None:
    if user.organisation_id == group.pk:
        return None
    return NotAllowed("not_your_group", _("Only the group itself files its report."))
