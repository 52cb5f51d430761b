"""Explaining several differences in one table, each explanation a cell."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.reads.merging import Conflict, conflict_sentence, merge_cells
from audit.models import Event
from reporting.models import Difference
from reporting.models.traceability import DifferenceQuerySet
from reporting.services.differences import explain_difference


@dataclass(frozen=True)
class SavedExplanations:
    """The explanations that are on record now, by difference, and those that somebody else changed meanwhile."""

    saved: dict[int, str]
    conflicts: dict[int, Conflict]


@transaction.atomic
def explain_differences(
    *, differences: DifferenceQuerySet, texts: Mapping[int, str], was: Mapping[int, str] | None, by: User
) -> SavedExplanations:
    """Puts the explanations on record that nobody changed since the page showed `was`; unknown differences are ignored.

    Raises what `explain_difference` raises, such as NotValid for an explanation that was emptied; then nothing is stored.
    """
    rows = {row.pk: row for row in differences.filter(pk__in=texts).select_for_update(of=("self",))}
    typed = {pk: text.strip() for pk, text in texts.items() if pk in rows}
    merge = merge_cells(typed, was, {pk: row.explanation for pk, row in rows.items()}, empty="")
    for pk, text in merge.changed.items():
        explain_difference(difference=rows[pk], explanation=text, by=by)
    conflicts = {pk: _conflict(rows[pk], typed[pk]) for pk in merge.conflicts}
    return SavedExplanations({pk: text for pk, text in typed.items() if pk not in conflicts}, conflicts)


def _conflict(row: Difference, typed: str) -> Conflict:
    event = Event.objects.about(row).filter(action="difference.explain").last()
    return Conflict(row.explanation, conflict_sentence(event, stored=row.explanation, typed=typed))
