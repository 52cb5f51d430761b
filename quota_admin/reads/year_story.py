"""What happened in a year, of the nation, a group, an enterprise or a province: quota, findings, inspections,
corrections. As far as the reader may see each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from allocations.models import Filing
from allocations.reads.quota_steps import QuotaStep
from common.periods import SHANGHAI, day_of
from common.quantities import Category, format_tonnes
from enterprises.models import Enterprise
from inspections.models import Inspection
from quota_admin.reads.unusual import KINDS
from reporting.models import Finding, ProductionReport

# The latest of each kind; who wants all of them goes to their list.
SHOWN = 40
TRACEABILITY = "traceability_differs"


@dataclass(frozen=True)
class Happening:
    """A mark of the picture, and its line beside it."""

    day: date
    kind: str
    title: str
    url: str = ""


@dataclass(frozen=True)
class Subject:
    """Whose year it is; nobody's is the nation's."""

    group: Organisation | None = None
    enterprise: Enterprise | None = None
    province: str = ""

    def within(self, *, group: str, enterprise: str, province: str) -> Q:
        """The rows that are about it, by the names of the columns."""
        if self.group is not None:
            return Q(**{group: self.group})
        if self.enterprise is not None:
            return Q(**{enterprise: self.enterprise})
        return Q(**{province: self.province}) if self.province else Q()


def happenings(user: User, year: int, subject: Subject, steps: Iterable[QuotaStep]) -> list[Happening]:
    """All of them, earliest first. Five queries."""
    found = [
        *_quota(steps),
        *(() if subject.enterprise or subject.province else _splits(user, year, subject)),
        *_findings(user, year, subject),
        *_inspections(user, year, subject),
        *(() if subject.enterprise or subject.province else _corrections(user, year, subject)),
    ]
    return sorted(found, key=lambda one: one.day)


def marks(found: Iterable[Happening]) -> list[tuple[date, str]]:
    """For the picture: what the quota's steps do not show already."""
    return list(dict.fromkeys((one.day, one.kind) for one in found if one.kind != "quota"))


def _quota(steps: Iterable[QuotaStep]) -> Iterable[Happening]:
    for step in steps:
        facts = {
            "document": step.document.title,
            "category": str(Category(step.category).label),
            "change": ("+" if step.change > 0 else "−") + format_tonnes(abs(step.change)),
            "level": format_tonnes(step.level),
        }
        title = _("%(document)s: %(category)s %(change)s t, now %(level)s t") % facts
        yield Happening(step.day, "quota", title, step.document.url)


def _splits(user: User, year: int, subject: Subject) -> Iterable[Happening]:
    about = subject.within(group="group", enterprise="lines__enterprise", province="lines__enterprise__province")
    decided = (Filing.State.ACCEPTED, Filing.State.SUPERSEDED)
    rows = Filing.objects.visible_to(user).filter(about, year=year, state__in=decided, decided_at__isnull=False)
    for filing in rows.select_related("group").order_by("-decided_at")[:SHOWN]:
        facts = {"group": filing.group.short, "version": filing.version}
        title = _("Split of the quota by %(group)s, version %(version)s") % facts
        if filing.decided_at is not None:
            yield Happening(day_of(filing.decided_at), "quota", title, reverse("filing_detail", args=[filing.pk]))


def _findings(user: User, year: int, subject: Subject) -> Iterable[Happening]:
    """Of an enterprise sentence by sentence; else so many of a kind on a day."""
    about = subject.within(
        group="line__report__group", enterprise="line__enterprise", province="line__enterprise__province"
    )
    rows = Finding.objects.visible_to(user).filter(about, line__report__year=year, line__report__in_force=True)
    if subject.enterprise is not None:
        for finding in rows.select_related("line").order_by("-opened_at")[:SHOWN]:
            url = reverse("report_detail", args=[finding.line.report_id])
            yield Happening(day_of(finding.opened_at), "finding", finding.sentence, url)
        return
    days = rows.annotate(day=TruncDate("opened_at", tzinfo=SHANGHAI)).order_by().values_list("day", "code")
    for day, code, count in days.annotate(count=Count("pk")).order_by("-day")[:SHOWN]:
        yield Happening(day, "finding", f"{_kind(code)}：{count}")


def _kind(code: str) -> str:
    return str(KINDS.get(code) or _("Differences with the traceability system"))


def _inspections(user: User, year: int, subject: Subject) -> Iterable[Happening]:
    about = subject.within(group="group", enterprise="enterprise", province="organisation__province")
    rows = Inspection.objects.visible_to(user).filter(about, inspected_on__year=year)
    for visit in rows.select_related("enterprise", "organisation").order_by("-inspected_on")[:SHOWN]:
        title = _("Inspection %(number)s: %(enterprise)s") % {
            "number": visit.number,
            "enterprise": visit.enterprise.name,
        }
        if visit.inspected_on is not None:
            yield Happening(visit.inspected_on, "inspection", title, visit.get_absolute_url())


def _corrections(user: User, year: int, subject: Subject) -> Iterable[Happening]:
    """Reports that were corrected after they had been submitted."""
    about = subject.within(group="group", enterprise="pk", province="pk")
    rows = ProductionReport.objects.visible_to(user).filter(about, year=year, version__gt=1, submitted_at__isnull=False)
    for report in rows.select_related("group").order_by("-submitted_at")[:SHOWN]:
        facts: dict[str, Any] = {
            "group": report.group.short,
            "month": report.period.label,
            "version": report.version,
        }
        title = _("%(group)s, report of %(month)s, version %(version)s") % facts
        if report.submitted_at is not None:
            yield Happening(
                day_of(report.submitted_at), "correction", title, reverse("report_detail", args=[report.pk])
            )


def kinds_of(found: Sequence[Happening]) -> list[tuple[str, str]]:
    """The shapes that occur, with their words: the legend."""
    words = {
        "quota": _("quota given or changed"),
        "finding": _("finding in a report"),
        "inspection": _("random inspection"),
        "correction": _("corrected report"),
    }
    occurring = {one.kind for one in found}
    return [(kind, word) for kind, word in words.items() if kind in occurring]
