"""Which verdicts of monthly checks ask for an inspection that has not taken place since."""

from django.db.models import Exists, OuterRef

from inspections.models import Inspection
from monthly_checks.models import CheckVerdictQuerySet


def still_wanted(verdicts: CheckVerdictQuerySet) -> CheckVerdictQuerySet:
    """Those of the verdicts that count and ask for an inspection which has not taken place since."""
    since = Inspection.objects.filter(
        enterprise=OuterRef("row__enterprise"), inspected_on__gte=OuterRef("given_at__date")
    )
    return verdicts.asking_for_inspection().filter(~Exists(since))
