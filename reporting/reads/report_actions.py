"""The buttons of a report's page: what this person's organisation does next, and why a button is disabled."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.reads.staleness import seen_now
from common.constraints import Refusal, Sentence
from common.workflow import Action
from reporting import permissions
from reporting.models import ProductionReport
from reporting.transitions import REPORT


def report_actions(user: User, report: ProductionReport) -> list[Action]:
    """Those that the report's state allows, for the kind of organisation that takes them."""
    if user.organisation_id == report.group_id:
        return _of_the_group(user, report)
    if user.organisation.kind == user.organisation.Kind.MIIT and (report.state, "accept") in REPORT:
        url, refusal = reverse("report_decide", args=[report.pk]), permissions.decide_report(user, report)
        return [Action("decide", _("Accept or return"), url, refusal)]
    return []


def _of_the_group(user: User, report: ProductionReport) -> list[Action]:
    drafting = permissions.draft_report(user, report.group)
    actions = []
    if (report.state, "edit") in REPORT:
        actions.append(Action("edit", _("Fill in"), reverse("report_edit", args=[report.pk]), drafting))
        actions.append(Action("check", _("Check and submit"), reverse("report_check", args=[report.pk])))
    if (report.state, "recall") in REPORT:
        recall = permissions.recall_report(user, report)
        actions.append(_asking("recall", _("Take back"), report, recall))
    latest = not report.successors.kept().exists()
    if (report.state, "correct") in REPORT and latest:
        mends = report.state in ("returned", "recalled")
        label = _("Correct in a new version") if mends else _("Correct by a new version")
        actions.append(Action("correct", label, reverse("report_correct", args=[report.pk]), drafting))
    if report.is_draft or ((report.state, "discard") in REPORT and latest and _beside(report)):
        actions.append(_asking("discard", _("Discard"), report, drafting))
    return actions


def _asking(name: str, label: Sentence, report: ProductionReport, refusal: Refusal | None) -> Action:
    url = reverse(f"report_{name}", args=[report.pk]) + f"?seen={seen_now(report)}"
    return Action(name, label, url, refusal, danger=True)


def _beside(report: ProductionReport) -> bool:
    """Whether another version of the month is in force, so that this one may be given up."""
    return ProductionReport.objects.of_month(report.group, report.period).in_force().exists()
