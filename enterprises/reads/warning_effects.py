"""Of which enterprises group, province and ministry hear sooner or later when the days of warning are others."""

from django.utils.translation import gettext as _

from common.periods import day_text, today
from deadlines.rules.parameter import Effect, Value
from enterprises.reads.alerts import Alert, reassess


def warnings(before: Value, after: Value) -> list[Effect]:
    """The enterprises of which is warned with one number of days and not with the other, as of today."""
    assert isinstance(before, int) and isinstance(after, int)
    now, then = _soon(before), _soon(after)
    words = {True: _("is warned of"), False: _("is not warned of yet")}
    return [
        Effect(_named((now | then)[key]), words[key in now], words[key in then])
        for key in sorted({*now, *then})
        if (key in now) != (key in then)
    ]


def _soon(days: int) -> dict[tuple[int, str], Alert]:
    alerts = reassess(today(), days=days)
    return {(alert.enterprise.pk, alert.category): alert for alert in alerts if not alert.ceased}


def _named(alert: Alert) -> str:
    day = alert.lapse.day
    return f"{alert.enterprise.name} {alert.category_label} {day_text(day) if day else ''}".strip()
