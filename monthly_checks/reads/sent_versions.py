"""The versions of a group's month that were ever sent, and the enterprises whose figures differ between them.

A verdict is given on what counts then. Once a version is sent its lines stay as they are, so only an enterprise whose
lines are not the same in all of them can have other figures now: the others are not read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from reporting.models import ElementOutput, ProductionReport, ReportLine
from reporting.rules.form import COLUMNS

State = ProductionReport.State
# A version that came to one of these states gave its place back to the version before it.
GIVEN_BACK = (State.RETURNED, State.RECALLED, State.DISCARDED)
COUNTING = (State.SUBMITTED, State.ACCEPTED)
TEXTS = ("no_production_reason", "note")


@dataclass(frozen=True)
class SentVersion:
    """A version: when it was sent the last time, and when it last took a place or gave it back."""

    pk: int
    state: str
    sent: datetime
    moved: datetime


@dataclass(frozen=True)
class SentVersions:
    """All of one group's month, the latest last."""

    group: int
    versions: Sequence[SentVersion]

    @property
    def last_move(self) -> datetime:
        """Nothing later can have changed what a check shows."""
        return max(version.moved for version in self.versions)

    def may_have_changed(self) -> Q:
        """The verdicts whose enterprise may have other figures now: of who differs between the versions; all that were
        given before any of them was sent, or while one counted that no other has taken the place of."""
        ids = [version.pk for version in self.versions]
        reported = ReportLine.objects.filter(report__in=ids).values("enterprise")
        own = Q(row__group=self.group) | Q(row__enterprise__in=reported)
        if not any(version.state in COUNTING for version in self.versions):
            return own & Q(given_at__lte=self.last_move)
        early = own & Q(given_at__lte=min(version.sent for version in self.versions))
        if len(ids) == 1:
            return early
        differing = Q(row__enterprise__in=_differing(ids)) | Q(row__enterprise__in=_differing_elements(ids))
        return early | (differing & Q(given_at__lte=self.last_move))


def _differing(versions: list[int]) -> QuerySet[ReportLine, int]:
    """The enterprises that have a line in some of them only, or another one."""
    names = (*COLUMNS, *TEXTS, "explained")
    lines = ReportLine.objects.filter(report__in=versions).annotate(explained=Cast("explanations", TextField()))
    rows = (
        lines.order_by()
        .values("enterprise", "category")
        .annotate(
            lines=Count("pk"),
            **{f"{name}_filled": Count(name) for name in names},
            **{f"{name}_kinds": Count(name, distinct=True) for name in names},
        )
    )
    differs = Q(lines__lt=len(versions))
    for name in names:
        partly = Q(**{f"{name}_filled__gt": 0, f"{name}_filled__lt": F("lines")})
        differs |= partly | Q(**{f"{name}_kinds__gt": 1})
    return rows.filter(differs).values_list("enterprise", flat=True)


def _differing_elements(versions: list[int]) -> QuerySet[ElementOutput, int]:
    """The enterprises whose output of an element is in some of them only, or another one."""
    outputs = ElementOutput.objects.filter(line__report__in=versions).order_by()
    rows = outputs.values("line__enterprise", "line__category", "element").annotate(
        parts=Count("pk"), kinds=Count("tonnes", distinct=True)
    )
    differs = Q(parts__lt=len(versions)) | Q(kinds__gt=1)
    return rows.filter(differs).values_list("line__enterprise", flat=True)
