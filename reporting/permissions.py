"""Who may do what with reports. Each check returns the refusal that is shown, or None."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from accounts.permissions.policies import BUSINESS_KINDS, Policy, not_the_asker, not_the_drafter, only
from allocations.models import Filing
from common.constraints import NotAllowed, Refusal
from common.quantities import MINING
from reporting.models import Difference, Finding, ProductionReport, Remark, YearStatement

Kind = Organisation.Kind
ANYBODY = (Role.CLERK, Role.OFFICER, Role.VIEWER)

POLICIES = {
    "remark.make": Policy(
        (Role.CLERK, Role.OFFICER),
        (Kind.MNR,),
        "makes remarks on sub-allocations and reports that hold mining, and takes them back",
    ),
    "report.draft": Policy((Role.CLERK,), (Kind.GROUP,), "fills in and corrects the own group's monthly report"),
    "report.submit": Policy(
        (Role.OFFICER,), (Kind.GROUP,), "signs and submits the own group's monthly report", "who edited it"
    ),
    "report.recall": Policy(
        (Role.OFFICER,), (Kind.GROUP,), "takes the own group's monthly report back until it is decided"
    ),
    "report.decide": Policy((Role.OFFICER,), (Kind.MIIT,), "accepts or returns a monthly report, and decides findings"),
    "finding.explain": Policy(
        (Role.CLERK, Role.OFFICER), (Kind.GROUP,), "explains a finding at the own group's report after it was submitted"
    ),
    "statement.draft": Policy((Role.CLERK,), (Kind.MIIT,), "drafts the statement of a year that is over"),
    "statement.close": Policy(
        (Role.OFFICER,), (Kind.MIIT,), "closes a year by its statement; unused quota lapses", "who drafted it"
    ),
    "finding.ask_reopening": Policy(
        (Role.CLERK, Role.OFFICER), (Kind.MIIT,), "asks for a decided finding to be reopened, or drops that request"
    ),
    "finding.reopen": Policy((Role.OFFICER,), (Kind.MIIT,), "reopens a decided finding", "who asked for it"),
    "report.see_whole": Policy(
        ANYBODY, (Kind.MIIT, Kind.MNR, Kind.GROUP), "reads a whole report, its workbook and receipt", "of another group"
    ),
    "timeliness.see": Policy(
        ANYBODY,
        (Kind.MIIT, Kind.MNR, Kind.PROVINCE_MIIT, Kind.PROVINCE_MNR),
        "sees who reported in time, late or not at all, a province the groups with enterprises located in it",
    ),
    "service_times.see": Policy(
        ANYBODY, (Kind.MIIT, Kind.MNR, Kind.GROUP), "sees how long the work takes, a group only its own"
    ),
    "traceability.upload": Policy((Role.CLERK,), (Kind.GROUP,), "uploads the extract of the traceability system"),
    "difference.explain": Policy(
        (Role.CLERK, Role.OFFICER), (Kind.GROUP,), "explains a difference from the traceability system"
    ),
    "difference.decide": Policy(
        (Role.OFFICER,),
        (Kind.MIIT, Kind.PROVINCE_MIIT, Kind.PROVINCE_MNR),
        "decides a difference from the traceability system, a province those of its enterprises",
    ),
    "execution.see": Policy(
        ANYBODY, tuple(sorted(BUSINESS_KINDS)), "sees the execution of the quota that is theirs to see"
    ),
}


def draft_report(user: User, group: Organisation) -> Refusal | None:
    """A clerk of the group itself fills in."""
    return only(user, POLICIES["report.draft"]) or _own_group(user, group)


def submit_report(user: User, report: ProductionReport) -> Refusal | None:
    """An officer of the group who did not fill it in signs."""
    return (
        only(user, POLICIES["report.submit"])
        or _own_group(user, report.group)
        or not_the_drafter(user, *report.editor_ids)
    )


def recall_report(user: User, report: ProductionReport) -> Refusal | None:
    """An officer of the group, whoever filled it in: the next version takes two people again."""
    return only(user, POLICIES["report.recall"]) or _own_group(user, report.group)


def decide_report(user: User, report: ProductionReport) -> Refusal | None:
    """A MIIT officer accepts or returns, and decides findings."""
    return only(user, POLICIES["report.decide"])


def decide_reports(user: User) -> Refusal | None:
    """The same for several at once."""
    return only(user, POLICIES["report.decide"])


def explain_finding(user: User, finding: Finding) -> Refusal | None:
    """Somebody of the group whose report it is."""
    return explain_findings_of(user, finding.line.report)


def explain_findings_of(user: User, report: ProductionReport) -> Refusal | None:
    """Whether a person explains what is found at this report."""
    return only(user, POLICIES["finding.explain"]) or _own_group(user, report.group)


def draft_statement(user: User) -> Refusal | None:
    """A MIIT clerk."""
    return only(user, POLICIES["statement.draft"])


def close_statement(user: User, statement: YearStatement) -> Refusal | None:
    """A MIIT officer who did not draft it."""
    return only(user, POLICIES["statement.close"]) or not_the_drafter(user, statement.drafted_by_id)


def discard_statement(user: User, statement: YearStatement) -> Refusal | None:
    """An officer of MIIT, or whoever drafted it: nothing has lapsed yet."""
    return None if user.pk == statement.drafted_by_id else only(user, POLICIES["statement.close"])


def ask_reopening(user: User) -> Refusal | None:
    """Somebody of MIIT who works on reports."""
    return only(user, POLICIES["finding.ask_reopening"])


def reopen_finding(user: User, finding: Finding) -> Refusal | None:
    """An officer of MIIT who did not ask for it."""
    return only(user, POLICIES["finding.reopen"]) or not_the_asker(user, finding)


def see_whole_report(user: User, report: ProductionReport) -> Refusal | None:
    """What holds every line of the group (workbook, receipt) is for the group and the ministries."""
    theirs = user.organisation.is_ministry or user.organisation_id == report.group_id
    if theirs and POLICIES["report.see_whole"].fits(user):
        return None
    return NotAllowed(
        "not_the_whole_report",
        _("The workbook holds the whole group; a province sees the lines of its own enterprises on the page."),
    )


def see_timeliness(user: User) -> Refusal | None:
    """The ministries see all groups, a province those with enterprises located in it; a group has its own list."""
    return only(user, POLICIES["timeliness.see"])


def see_service_times(user: User) -> Refusal | None:
    """The ministries over all groups, a group over itself."""
    return only(user, POLICIES["service_times.see"])


def upload_extract(user: User) -> Refusal | None:
    """A clerk of the group whose month it is."""
    return only(user, POLICIES["traceability.upload"])


def explain_difference(user: User, difference: Difference) -> Refusal | None:
    """Somebody of the group that reported."""
    return only(user, POLICIES["difference.explain"]) or _own_group(user, difference.group)


def explain_differences(user: User) -> Refusal | None:
    """Somebody of a group; the page holds its own only."""
    return only(user, POLICIES["difference.explain"])


def decide_difference(user: User, difference: Difference) -> Refusal | None:
    """An officer of MIIT or of the enterprise's province; visible_to has asked which province."""
    return only(user, POLICIES["difference.decide"])


def see_execution(user: User) -> Refusal | None:
    """Figures are for those who work with them."""
    if POLICIES["execution.see"].fits(user):
        return None
    return NotAllowed(
        "no_figures",
        _("Quota and production are for those who work with them; you keep accounts or the system, not figures."),
    )


def _own_group(user: User, group: Organisation) -> Refusal | None:
    if user.organisation_id == group.pk:
        return None
    return NotAllowed("not_your_group", _("Only the group itself files its report."))


def make_remark(user: User, about: Filing | ProductionReport) -> Refusal | None:
    """A clerk or an officer of the Ministry of Natural Resources, on what holds mining."""
    refusal = only(user, POLICIES["remark.make"])
    if refusal or about.lines.filter(category__in=MINING).exists():
        return refusal
    return NotAllowed(
        "no_mining",
        _("%(number)s holds no mining; the Ministry of Natural Resources remarks on mining.")
        % {"number": about.number},
    )


def withdraw_remark(user: User, remark: Remark) -> Refusal | None:
    """Who wrote it, or an officer of the ministry."""
    refusal = only(user, POLICIES["remark.make"])
    if refusal or remark.written_by_id == user.pk or user.is_officer:
        return refusal
    return NotAllowed(
        "not_your_remark",
        _("%(name)s wrote this remark; they or an officer of the ministry take it back.")
        % {"name": remark.written_by.name},
    )
