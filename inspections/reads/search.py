"""The search among inspections, by number."""

from django.utils.translation import gettext_lazy

from accounts.models import User
from common.search import Hit, Hits, hits, number_part
from inspections.models import Inspection


def search_inspections(user: User, words: str) -> list[Hits]:
    """Inspections whose number holds what was typed."""
    if not (part := number_part(words)):
        return []
    rows = Inspection.objects.visible_to(user).numbered(part).select_related("enterprise", "organisation")

    def shown(inspection: Inspection) -> Hit:
        detail = f"{inspection.enterprise.name} · {inspection.get_state_display()}"
        return Hit(inspection.number, inspection.get_absolute_url(), detail)

    return [hits("inspection", gettext_lazy("Inspections"), rows.order_by("-drawn_at", "-pk"), shown)]
