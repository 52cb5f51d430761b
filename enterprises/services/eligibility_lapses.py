"""Notifications that an enterprise with quota is no longer eligible, or soon will not be: each lapse once."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import Organisation, Role, User
from common.periods import day_of
from enterprises.reads.alerts import Alert, reassess
from enterprises.services.verdicts import correct
from notifications.services.heartbeats import claim_turn
from notifications.services.notify import MINISTRIES, tell

PROVINCIAL = (Organisation.Kind.PROVINCE_MIIT, Organisation.Kind.PROVINCE_MNR)
SWEEP = "eligibility-sweep"


@transaction.atomic
def reassess_when_due(machine_now: datetime, as_of: datetime) -> int:
    """Compare the kept verdicts with the facts when due, correct what has drifted, and notify of every enterprise with
    quota that has lost, or will lose, its eligibility; return how many.

    The claim is in the transaction of its effect: a worker that dies in between has done neither.
    """
    if not claim_turn(SWEEP, machine_now, timedelta(minutes=settings.ELIGIBILITY_SWEEP_MINUTES)):
        return 0
    correct()
    lapses = reassess(day_of(as_of))
    for alert in lapses:
        tell_of(alert, at=as_of)
    return len(lapses)


def tell_of(alert: Alert, *, at: datetime) -> int:
    """The group, the province and the ministries hear of this lapse, once."""
    return tell(_concerned(alert), occasion=_occasion(alert), details=_details(alert), at=at)


def _concerned(alert: Alert) -> QuerySet[User]:
    home = Q(organisation__kind__in=MINISTRIES) | Q(
        organisation__kind__in=PROVINCIAL, organisation__province=alert.enterprise.province_id
    )
    if alert.group:
        home |= Q(organisation=alert.group.pk)
    return User.objects.active().filter(home, roles__in=Role.BUSINESS).distinct()


def _occasion(alert: Alert) -> str:
    """The same name for the same lapse: another day, or that it has come, is another one."""
    lapse = f"{alert.enterprise.pk} {alert.category} {alert.lapse.kind} {alert.lapse.day}"
    return f"eligibility-{hashlib.sha256(lapse.encode()).hexdigest()[:16]}"


def _details(alert: Alert) -> dict[str, object]:
    def grounds(*, chinese: bool) -> list[str]:
        return [f"{clause} {sentence}" for clause, sentence in alert.lapse.reasons(chinese=chinese)]

    return {
        "enterprise_zh": alert.enterprise.name_zh,
        "enterprise_en": alert.enterprise.name_en,
        "category": alert.category,
        "ceased": alert.ceased,
        "day": str(alert.lapse.day) if alert.lapse.day else "",
        "zh": grounds(chinese=True),
        "en": grounds(chinese=False),
        "url": reverse("enterprise_detail", args=[alert.enterprise.pk]),
    }
