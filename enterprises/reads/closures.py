"""Which enterprises are closed: by an event that the province confirmed."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from enterprises.models import ConfirmationStatus, Halt


def closed_throughout(first: date, last: date, enterprises: Collection[int]) -> set[int]:
    """Those of the enterprises that were closed on every day from `first` to `last`."""
    closures = Halt.objects.filter(
        Q(until=None) | Q(until__gt=last), is_closure=True, since__lte=first, enterprise__in=enterprises
    ).exclude(confirmation_status=ConfirmationStatus.WITHDRAWN)
    return set(closures.values_list("enterprise", flat=True))
