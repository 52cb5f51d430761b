"""The search among enterprises: by name, former name, pinyin initials and credit code."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.periods import today
from common.search import Hit, Hits, hits, normalised
from enterprises.models import Enterprise


def search_enterprises(user: User, words: str) -> list[Hits]:
    """What this person may see of what fits."""
    rows = Enterprise.objects.visible_to(user).named(words).select_related("province")
    part, day = normalised(words), today()

    def shown(enterprise: Enterprise) -> Hit:
        group = enterprise.group_on(day)
        details = [enterprise.credit_code, enterprise.province.name, group.name if group else _("no group")]
        if part not in enterprise.search_key:
            details += [_("formerly %(name)s") % {"name": name.name} for name in enterprise.former_names.all()]
        return Hit(enterprise.name, enterprise.get_absolute_url(), " · ".join(details))

    rows = rows.prefetch_related("memberships__group", "former_names").order_by("name_zh", "pk")
    return [hits("enterprise", gettext_lazy("Enterprises"), rows, shown)]
