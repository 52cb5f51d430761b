"""The search among monthly reports, by number, and groups, by name."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from common.search import SHOWN, Hit, Hits, hits, normalised, number_part, search_key
from reporting.models import ProductionReport


def search_groups(user: User, words: str) -> list[Hits]:
    """Groups whose quota execution this person may read; there are a handful, so they are compared here."""
    home = user.organisation
    groups = Organisation.objects.groups().prefetch_related("former_names")
    if not user.sees_everything:
        groups = groups.filter(pk=home.pk) if user.sees_business and home.is_group else groups.none()
    part = normalised(words)
    fitting = [group for group in groups if any(part in search_key(*names) for names in _names(group))]
    shown = tuple(Hit(group.name, reverse("execution_group", args=[group.code]), group.code) for group in fitting)
    return [Hits("group", gettext_lazy("Rare-earth groups"), shown[:SHOWN], len(shown))]


def _names(group: Organisation) -> list[tuple[str, str]]:
    former = [(name.name_zh, name.name_en) for name in group.former_names.all()]
    return [(group.name_zh, group.name_en), ("", group.code), *former]


def search_reports(user: User, words: str) -> list[Hits]:
    """Reports whose number holds what was typed."""
    if not (part := number_part(words)):
        return []
    rows = ProductionReport.objects.visible_to(user).numbered(part).select_related("group")

    def shown(report: ProductionReport) -> Hit:
        detail = f"{report.group.name} · {report.get_state_display()}"
        return Hit(report.number, reverse("report_detail", args=[report.pk]), detail)

    return [hits("report", gettext_lazy("Monthly reports"), rows.order_by("-year", "-month", "-pk"), shown)]
