"""Opening a year of monthly reports: for who had quota last year by itself, for everybody else when it is asked for."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from allocations import permissions
from allocations.reads.reporting_years import due_day_of, first_month, groups_that_report, had_quota_before
from audit.services.record import Actor, record
from common.constraints import NotValid, Refusal
from common.periods import today
from common.workflow import refusal_of
from deadlines.models import Obligation
from deadlines.services.obligations import open_report_obligations

KIND = Obligation.Kind.MONTHLY_REPORT


@transaction.atomic
def open_reporting_year(*, year: int, by: Actor) -> int:
    """The twelve duties of every group with quota in the year before or in this one; how many groups were new to it.

    Run again, it changes nothing.
    """
    day = today()
    owing = _owing(year)
    continuing = had_quota_before(year, day)
    new = [group for group in groups_that_report(year, day) if group.pk not in owing]
    for group in new:
        open_months(group=group, year=year, asked=group.pk not in continuing, by=by)
    return len(new)


def _owing(year: int) -> set[int]:
    return set(Obligation.objects.filter(kind=KIND, year=year).values_list("organisation", flat=True))


def open_months(*, group: Organisation, year: int, asked: bool, by: Actor) -> list[Obligation]:
    """A group's duties of the year. `asked` is for one that has not reported so far: what has fallen due by today
    is due with the next report."""
    return open_report_obligations(
        organisation=group,
        year=year,
        due_day=due_day_of(year),
        first_month=first_month(group, year),
        asked_on=today() if asked else None,
        by=by,
    )


@transaction.atomic
def add_reporting_group(*, group: Organisation, year: int, document: str, by: User) -> list[Obligation]:
    """MIIT names a group that had quota in the year before by a notice that is not in this system.

    Raises NotValid without the document, and Refusal when the group reports already, or for another year than this
    one.
    """
    refusal_of(permissions.open_reporting_year(by))
    if not document.strip():
        sentence = _("Name the document by which the group had quota in the year before.")
        raise NotValid("document_missing", sentence, cells={"document": sentence})
    if group.kind != Organisation.Kind.GROUP or not group.existed_on(today()):
        sentence = _("Choose a rare-earth group that exists.")
        raise NotValid("no_such_group", sentence, cells={"group": sentence})
    if year != today().year:
        raise Refusal(
            "not_this_year",
            _("Groups are added to the year in progress, %(year)s; what was due before is not asked for afterwards.")
            % {"year": today().year},
        )
    if group.pk in _owing(year):
        raise Refusal(
            "reports_already", _("%(group)s reports in %(year)s already.") % {"group": group.name, "year": year}
        )
    duties = open_months(group=group, year=year, asked=True, by=by)
    record("reporting_year.add", by=by, subject=group, after={"year": year, "document": document.strip()})
    return duties
