"""The search among monthly checks, by number."""

from django.utils.translation import gettext_lazy

from accounts.models import User
from common.search import Hit, Hits, hits, number_part
from monthly_checks.models import MonthlyCheck


def search_checks(user: User, words: str) -> list[Hits]:
    """Checks whose number holds what was typed."""
    if not (part := number_part(words)):
        return []
    rows = MonthlyCheck.objects.visible_to(user).numbered(part).select_related("province").order_by("-year", "-month")

    def shown(check: MonthlyCheck) -> Hit:
        return Hit(check.number, check.get_absolute_url(), f"{check.province.name} · {check.get_state_display()}")

    return [hits("check", gettext_lazy("Monthly checks"), rows, shown)]
