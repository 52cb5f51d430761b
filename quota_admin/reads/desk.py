"""The desk: what a person has to do, by due date, and what comes next. It composes what the apps offer."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from allocations.models import Consultation, Filing, Notice
from common.periods import now, today
from deadlines.models import Arrangement, Extension, Obligation, ObligationQuerySet, Parameter, Punctuality
from deadlines.reads.parameters import Name, count_on
from deadlines.rules.calendar import WorkCalendar
from deadlines.services.calendar import current_calendar, missing_year
from enterprises.models import EnterpriseChange
from enterprises.permissions import decide_change
from inspections.reads.duties import ABOUT_ENTERPRISES, check_duties, subjects_of
from quota_admin.reads.navigation import MenuItem, places_of
from reporting.models import ProductionReport

# What was returned, and the duty that it was first submitted for.
AGAIN: dict[str, str] = {
    Obligation.Kind.FILING_AGAIN: Obligation.Kind.FILING,
    Obligation.Kind.REPORT_AGAIN: Obligation.Kind.MONTHLY_REPORT,
}
# The number of past items on the desk; the list of obligations has the rest. The desk never reads all the past.
DONE_LINES = 20
# Duties whose done lines are those of the work itself.
SHOWN_BY_WORK = (Obligation.Kind.CONSULTATION, Obligation.Kind.MONTHLY_CHECK)
# Duties of a group that are met on a page of their own.
WITH_A_FORM = ABOUT_ENTERPRISES | {Obligation.Kind.FINDING_ANSWER}
# Until it is decided, a province may give its opinion.
UNDECIDED = (Filing.State.CONSULTING, Filing.State.SUBMITTED)
TITLES: dict[str, Any] = {
    Obligation.Kind.FILING: gettext_lazy("Split of the quota: %(period)s"),
    Obligation.Kind.MONTHLY_REPORT: gettext_lazy("Monthly production report: %(period)s"),
}


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

    @property
    def shows_punctuality(self) -> bool:
        """Whether beside its own status it says how its deadline was met."""
        return (
            self.punctuality is not None
            and self.punctuality.status != self.status
            and self.punctuality.status.startswith("met_")
        )


@dataclass
class Desk:
    """The groups of the desk, in their order, and what was done."""

    overdue: list[Duty] = field(default_factory=list)
    due_soon: list[Duty] = field(default_factory=list)
    returned: list[Duty] = field(default_factory=list)
    others: list[Duty] = field(default_factory=list)
    done: list[Duty] = field(default_factory=list)
    next_duty: Obligation | None = None
    more_done: bool = False
    # Where those work who keep accounts, the system or the log, and have no duty with a deadline.
    places: list[MenuItem] = field(default_factory=list)

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
    def waiting(self) -> list[Duty]:
        """All that waits, whatever its group."""
        return [duty for _name, duties in self.groups for duty in duties]

    @property
    def count(self) -> int:
        """How many things wait, the overdue ones too."""
        return len(self.waiting)


def desk_of(user: User, calendar: WorkCalendar | None = None) -> Desk:
    """This person's desk as of now; the calendar of today, where the caller has read it already."""
    at, desk = now(), Desk()
    calendar = calendar or current_calendar()
    home = user.organisation
    if not user.sees_business:
        desk.places = places_of(user)
        return desk
    if home.is_group:
        _add_group_duties(desk, user, at, calendar)
        return desk
    owed = list(_duties_of(user).open().order_by("due_on"))
    if home.is_ministry:
        _add_ministry_duties(desk, user, owed, at, calendar)
    elif home.kind in home.SIGNING:
        _add_notices(desk, user)
    else:
        _add_province_duties(desk, user, owed, at, calendar)
        _add_checks(desk, user, at, calendar)
    _add_owed(desk, user, owed, at, calendar)
    return desk


def _duties_of(user: User) -> ObligationQuerySet:
    """All obligations of the person's organisation, with whose and about whom they are."""
    return Obligation.objects.filter(organisation=user.organisation_id).select_related("organisation", "about")


def _add_group_duties(desk: Desk, user: User, at: datetime, calendar: WorkCalendar) -> None:
    duties = Obligation.objects.filter(organisation=user.organisation_id).select_related("organisation", "about")
    met = list(duties.begun(at).met().order_by("-met_at", "-pk")[: DONE_LINES + 1])
    desk.more_done = len(met) > DONE_LINES
    begun = [*duties.begun(at).open().order_by("due_on"), *met[:DONE_LINES]]
    years = {duty.year for duty in begun}
    filings = {filing.notice.period: filing for filing in _own_filings(user, years)}
    reports = {f"{report.year}-{report.month:02d}": report for report in _own_reports(user, years)}
    again = {(AGAIN[duty.kind], duty.period) for duty in begun if duty.kind in AGAIN}
    subjects = subjects_of(begun)
    for obligation in begun:
        work = (filings if obligation.kind in Obligation.BY_NOTICE else reports).get(obligation.period)
        state = work.state if work else ""
        if obligation.met_at is not None and (
            obligation.kind in AGAIN or (obligation.kind, obligation.period) in again
        ):
            # What came back has a line of its own; this one is done, and keeps its punctuality.
            state = ""
        punctuality, subject = obligation.punctuality(at, calendar), subjects.get(obligation.pk, "")
        duty = _group_duty(obligation, work, punctuality, subject=subject, returned=state == "returned")
        _place(desk, duty, state)
    desk.next_duty = duties.open().filter(opens_at__gt=at).order_by("opens_at").first()


def _own_filings(user: User, years: set[int]) -> list[Filing]:
    filings = Filing.objects.filter(group=user.organisation_id, notice__year__in=years)
    kept = filings.exclude(state=Filing.State.DISCARDED).select_related("notice", "group")
    return list(kept.order_by("version"))


def _own_reports(user: User, years: set[int]) -> list[ProductionReport]:
    reports = ProductionReport.objects.kept().filter(group=user.organisation_id, year__in=years)
    return list(reports.order_by("version"))


def _group_duty(
    obligation: Obligation, work: Filing | ProductionReport | None, punctuality: Punctuality, *, subject: str,
    returned: bool,
) -> Duty:  # fmt: skip
    names = {"kind": obligation.get_kind_display(), "period": subject or obligation.period_label}
    title = str(TITLES.get(obligation.kind, _("%(kind)s: %(period)s"))) % names
    if obligation.kind not in (*AGAIN, *AGAIN.values()):
        page = "obligation_form" if obligation.kind in WITH_A_FORM else "obligation_detail"
        url = reverse(page, args=[obligation.pk])
        return Duty(title, url, _("Open"), punctuality.status, obligation, punctuality)
    filing = obligation.kind in Obligation.BY_NOTICE
    if work is None:
        url = reverse("filing_list") + f"?year={obligation.year}" if filing else _report_url(obligation)
        return Duty(title, url, _("Begin"), "todo", obligation, punctuality)
    url = reverse("filing_detail" if filing else "report_detail", args=[work.pk])
    status = "report_accepted" if not filing and work.state == "accepted" else work.state
    return Duty(title, url, _("Open"), status, obligation, punctuality, work.return_reason if returned else "")


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
    elif punctuality.workdays <= count_on(Name.DESK_SOON_WORKDAYS, today()):
        desk.due_soon.append(duty)
    else:
        desk.others.append(duty)


def _add_notices(desk: Desk, user: User) -> None:
    """Drafts of the drafting ministry, and what waits for this organisation's signature."""
    notices = Notice.objects.visible_to(user).exclude(state__in=Notice.OUT)
    for notice in notices.prefetch_related("signatures", "parties"):
        mine = {signature.organisation_id for signature in notice.signatures.all()}
        url = reverse("notice_detail", args=[notice.pk])
        asked = user.organisation.kind in notice.signing_kinds and user.organisation_id not in mine
        waits = notice.state == Notice.State.IN_REVIEW and asked and user.is_officer
        drafts = notice.state == Notice.State.DRAFT and user.is_clerk and user.organisation.kind == "miit"
        if waits or drafts:
            desk.others.append(Duty(notice.title, url, _("Sign") if waits else _("Check"), notice.state))


def _add_ministry_duties(desk: Desk, user: User, owed: list[Obligation], at: datetime, calendar: WorkCalendar) -> None:
    _add_notices(desk, user)
    if user.organisation.kind == "miit":
        _add_decisions(desk, user, owed, at, calendar)
        _add_calendar_duties(desk, user)
        _add_parameters(desk, user)


def _add_decisions(desk: Desk, user: User, owed: list[Obligation], at: datetime, calendar: WorkCalendar) -> None:
    """What the groups submitted and asked for, each with the day until which it is to be decided."""
    duties = {(duty.kind, duty.about_id, duty.period): duty for duty in owed}
    waiting: list[tuple[Any, str, str, int, str]] = []
    for filing in Filing.objects.filter(state=Filing.State.SUBMITTED).select_related("group", "notice"):
        period = filing.notice.period
        waiting.append((filing, "filing_detail", Obligation.Kind.FILING_DECISION, filing.group_id, period))
    reports = ProductionReport.objects.filter(state=ProductionReport.State.SUBMITTED).select_related("group")
    for report in reports.order_by("year", "month", "group__position"):
        period = str(report.period)
        waiting.append((report, "report_detail", Obligation.Kind.REPORT_DECISION, report.group_id, period))
    for work, page, kind, group, period in waiting:
        duty = duties.get((kind, group, period))
        punctuality = duty.punctuality(at, calendar) if duty else None
        line = Duty(str(work), reverse(page, args=[work.pk]), _("Decide"), work.state, duty, punctuality)
        _place(desk, line, "") if duty else desk.others.append(line)
    if user.is_officer:
        for extension in Extension.objects.asked().with_people():
            title = _("Extension: %(duty)s") % {"duty": extension.obligation}
            url = reverse("obligation_detail", args=[extension.obligation_id])
            desk.others.append(Duty(title, url, _("Decide"), extension.state))
        for change in EnterpriseChange.objects.waiting().select_related("enterprise", "province"):
            if decide_change(user, change) is None:
                title = _("The province has not answered: %(event)s") % {"event": change}
                desk.others.append(Duty(title, change.get_absolute_url(), _("Decide"), "change_waits"))


def _add_calendar_duties(desk: Desk, user: User) -> None:
    """The arrangement that is missing, or waits for the second person."""
    proposed = {one.year: one for one in Arrangement.objects.proposed()}
    for one in proposed.values():
        if user.is_officer:
            title = _("Arrangement of days off %(year)s, version %(version)s") % {
                "year": one.year,
                "version": one.version,
            }
            desk.others.append(Duty(title, reverse("arrangement_detail", args=[one.pk]), _("Confirm"), one.state))
    missing = missing_year(today())
    if missing and missing not in proposed:
        title = _("Enter the arrangement of days off of %(year)s; deadlines in that year are provisional") % {
            "year": missing
        }
        page = reverse("arrangement_enter") + f"?year={missing}" if user.is_clerk else reverse("arrangement_list")
        desk.others.append(Duty(title, page, _("Enter"), "arrangement_missing"))


def _add_parameters(desk: Desk, user: User) -> None:
    """Values of operating parameters that wait for the second person."""
    for one in Parameter.objects.proposed() if user.is_officer else ():
        title = _("Operating parameter: %(parameter)s") % {"parameter": one}
        desk.others.append(Duty(title, one.get_absolute_url(), _("Confirm"), one.state))


def _add_owed(desk: Desk, user: User, owed: list[Obligation], at: datetime, calendar: WorkCalendar) -> None:
    """The other obligations of a ministry or a province, and the last ones that it has met."""
    there = {
        duty.obligation.pk for group in (*dict(desk.groups).values(), desk.done) for duty in group if duty.obligation
    }
    done = _duties_of(user).begun(at).met().exclude(kind__in=SHOWN_BY_WORK)
    met = list(done.order_by("-met_at", "-pk")[: DONE_LINES + 1])
    desk.more_done = len(met) > DONE_LINES
    obligations = [*(duty for duty in owed if duty.opens_at <= at), *met[:DONE_LINES]]
    subjects = subjects_of(obligations)
    for duty in obligations:
        if duty.pk not in there:
            period = subjects.get(duty.pk, duty.period_label)
            title = _("%(kind)s: %(period)s") % {"kind": duty.get_kind_display(), "period": period}
            about = f" · {duty.about.short}" if duty.about else ""
            punctuality, page = duty.punctuality(at, calendar), reverse("obligation_form", args=[duty.pk])
            _place(desk, Duty(title + about, page, _("Open"), punctuality.status, duty, punctuality), "")
    later = [duty for duty in owed if duty.opens_at > at]
    desk.next_duty = min(later, key=lambda duty: duty.opens_at, default=None)


def _add_checks(desk: Desk, user: User, at: datetime, calendar: WorkCalendar) -> None:
    """The months that the province checks, and what has changed in those it has checked."""
    for line in check_duties(user, at):
        punctuality = line.obligation.punctuality(at, calendar) if line.obligation else None
        duty = Duty(line.title, line.url, line.button, line.status, line.obligation, punctuality, line.note)
        if line.obligation or line.done:
            _place(desk, duty, "")
        else:
            desk.others.append(duty)


def _add_province_duties(desk: Desk, user: User, owed: list[Obligation], at: datetime, calendar: WorkCalendar) -> None:
    asked = Consultation.objects.visible_to(user).filter(authority=user.organisation_id)
    asked = asked.select_related("filing__group", "filing__notice").order_by("-asked_at")
    waiting = Q(opinion=Consultation.Opinion.SILENT, filing__state__in=UNDECIDED)
    duties = {(one.about_id, one.period): one for one in owed if one.kind == Obligation.Kind.CONSULTATION}
    for row in [*asked.filter(waiting), *asked.exclude(waiting)[:DONE_LINES]]:
        waits = row.opinion == Consultation.Opinion.SILENT and row.filing.state in UNDECIDED
        duty = duties.get((row.filing.group_id, row.filing.notice.period)) if waits else None
        punctuality = duty.punctuality(at, calendar) if duty else None
        page = reverse("consultation_opinion", args=[row.pk])
        line = Duty(str(row.filing), page, _("Give an opinion"), row.opinion, duty, punctuality)
        if duty:
            _place(desk, line, "")
        else:
            (desk.others if waits else desk.done).append(line)
