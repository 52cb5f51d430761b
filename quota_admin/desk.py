"""The desk: what a person has to do, by due date, and what comes next. It composes what the apps offer."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from allocations.models import Consultation, Filing, Notice
from common.periods import now
from deadlines.calendar import WorkCalendar
from deadlines.models import Obligation, Punctuality
from deadlines.services import current_calendar
from reporting.models import ProductionReport


@dataclass(frozen=True)
class Duty:
    """One line of the desk: what, for which period, until when, and the form it opens."""

    title: str
    url: str
    button: str
    status: str
    obligation: Obligation | None = None
    punctuality: Punctuality | None = None
    note: str = ""


@dataclass
class Desk:
    """The groups of the desk, in their order, and what was done."""

    overdue: list[Duty] = field(default_factory=list)
    due_soon: list[Duty] = field(default_factory=list)
    returned: list[Duty] = field(default_factory=list)
    others: list[Duty] = field(default_factory=list)
    done: list[Duty] = field(default_factory=list)
    next_duty: Obligation | None = None

    @property
    def groups(self) -> list[tuple[str, list[Duty]]]:
        """The non-empty groups with their headings."""
        named = [
            (_("Overdue"), self.overdue),
            (_("Due soon"), self.due_soon),
            (_("Returned to you"), self.returned),
            (_("To do"), self.others),
        ]
        return [(name, duties) for name, duties in named if duties]

    @property
    def count(self) -> int:
        """How many things wait, the overdue ones too."""
        return sum(len(duties) for _name, duties in self.groups)


def desk_of(user: User) -> Desk:
    """This person's desk as of now."""
    at, calendar = now(), current_calendar()
    desk = Desk()
    home = user.organisation
    if not user.sees_business:
        return desk
    if home.is_group:
        _add_group_duties(desk, user, at, calendar)
    elif home.is_ministry:
        _add_ministry_duties(desk, user)
    else:
        _add_province_duties(desk, user)
    return desk


def _add_group_duties(desk: Desk, user: User, at: datetime, calendar: WorkCalendar) -> None:
    duties = Obligation.objects.filter(organisation=user.organisation_id).select_related("organisation")
    filings = {filing.notice.period: filing for filing in _own_filings(user)}
    reports = {f"{report.year}-{report.month:02d}": report for report in _own_reports(user)}
    for obligation in duties.begun(at).order_by("due_on"):
        is_filing = obligation.kind == Obligation.Kind.FILING
        work = filings.get(obligation.period) if is_filing else reports.get(obligation.period)
        duty = _group_duty(obligation, work, obligation.punctuality(at, calendar))
        _place(desk, duty, work.state if work else "")
    desk.next_duty = duties.open().filter(opens_at__gt=at).order_by("opens_at").first()


def _own_filings(user: User) -> list[Filing]:
    filings = Filing.objects.filter(group=user.organisation_id).select_related("notice", "group")
    return list(filings.order_by("version"))


def _own_reports(user: User) -> list[ProductionReport]:
    return list(ProductionReport.objects.filter(group=user.organisation_id).order_by("version"))


def _group_duty(obligation: Obligation, work: Filing | ProductionReport | None, punctuality: Punctuality) -> Duty:
    filing = obligation.kind == Obligation.Kind.FILING
    title = (_("Split of the quota: %(period)s") if filing else _("Monthly production report: %(period)s")) % {
        "period": obligation.period_label
    }
    if work is None:
        url = reverse("filing_list") + f"?year={obligation.year}" if filing else _report_url(obligation)
        return Duty(title, url, _("Begin"), "todo", obligation, punctuality)
    url = reverse("filing_detail" if filing else "report_detail", args=[work.pk])
    status = "report_accepted" if not filing and work.state == "accepted" else work.state
    reason = work.return_reason if work.state == "returned" else ""
    return Duty(title, url, _("Open"), status, obligation, punctuality, reason)


def _report_url(obligation: Obligation) -> str:
    return reverse("report_list") + f"?year={obligation.year}#m{obligation.period}"


def _place(desk: Desk, duty: Duty, state: str) -> None:
    punctuality = duty.punctuality
    if state == "returned":
        desk.returned.append(duty)
    elif punctuality is None or punctuality.status.startswith("met"):
        desk.done.append(duty)
    elif punctuality.status == "overdue":
        desk.overdue.append(duty)
    elif punctuality.workdays <= settings.DESK_SOON_WORKDAYS:
        desk.due_soon.append(duty)
    else:
        desk.others.append(duty)


def _add_ministry_duties(desk: Desk, user: User) -> None:
    for notice in Notice.objects.exclude(state=Notice.State.ISSUED).prefetch_related("signatures"):
        mine = {signature.organisation_id for signature in notice.signatures.all()}
        url = reverse("notice_detail", args=[notice.pk])
        waits = notice.state == Notice.State.IN_REVIEW and user.organisation_id not in mine and user.is_officer
        drafts = notice.state == Notice.State.DRAFT and user.is_clerk and user.organisation.kind == "miit"
        if waits or drafts:
            desk.others.append(Duty(notice.title, url, _("Sign") if waits else _("Check"), notice.state))
    if user.organisation.kind == "miit":
        _add_decisions(desk, user)


def _add_decisions(desk: Desk, user: User) -> None:
    for filing in Filing.objects.filter(state=Filing.State.SUBMITTED).select_related("group", "notice"):
        url = reverse("filing_detail", args=[filing.pk])
        desk.others.append(Duty(str(filing), url, _("Decide"), filing.state))
    reports = ProductionReport.objects.filter(state=ProductionReport.State.SUBMITTED).select_related("group")
    for report in reports.order_by("year", "month", "group__position"):
        url = reverse("report_detail", args=[report.pk])
        desk.others.append(Duty(str(report), url, _("Decide"), report.state))


def _add_province_duties(desk: Desk, user: User) -> None:
    asked = Consultation.objects.visible_to(user).filter(authority=user.organisation_id)
    asked = asked.select_related("filing__group", "filing__notice")
    for row in asked.order_by("-asked_at"):
        duty = Duty(str(row.filing), reverse("consultation_opinion", args=[row.pk]), _("Give an opinion"), row.opinion)
        waits = row.opinion == Consultation.Opinion.SILENT and row.filing.state == Filing.State.CONSULTING
        (desk.others if waits else desk.done).append(duty)
