"""What a list of inspections is asked for: the same words that the figures above it lead down with."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Province
from common.periods import speaks_chinese, today
from inspections.models import InspectionFinding, InspectionQuerySet
from inspections.rules.clauses import KINDS

ALL, ANY = ("", _("all")), "any"
MONTHS = [ALL, *((str(month), str(month)) for month in range(1, 13))]
VISITS = [ALL, ("visited", _("visited")), ("closed", _("closed"))]
ORDERS = [ALL, ("open", _("open"))]
# These ask about a visit: what was drawn in the year and not visited in it does not belong to them.
OF_VISITS = ("month", "kind", "visits", "orders")


class InspectionFilter(forms.Form):
    """Year, province, month, finding, visits and orders; what is left empty filters nothing."""

    year = forms.IntegerField(label=_("year"), required=False, min_value=2000, max_value=2100)
    province = forms.ModelChoiceField(Province.objects.all(), label=_("province"), required=False, empty_label=_("all"))
    month = forms.ChoiceField(label=_("month of the visit"), required=False, choices=MONTHS)
    kind = forms.ChoiceField(label=_("kind of finding"), required=False)
    visits = forms.ChoiceField(label=_("visits"), required=False, choices=VISITS)
    orders = forms.ChoiceField(label=_("orders"), required=False, choices=ORDERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["province"].label_from_instance = lambda province: province.name
        chinese = speaks_chinese()
        kinds = [(one.code, one.zh if chinese else one.en) for one in KINDS.values()]
        fields["kind"].choices = [ALL, (ANY, _("any finding")), *kinds]

    @property
    def asked_year(self) -> int:
        """The year asked for; this one when none is, or when what was typed is none."""
        year: int | None = self.cleaned_data.get("year") if self.is_valid() else None
        return year or today().year

    @property
    def narrows(self) -> bool:
        """Whether it asks for more than a year."""
        return any(name in self.changed_data for name in ("province", *OF_VISITS))

    def rows(self, inspections: InspectionQuerySet) -> InspectionQuerySet:
        """The inspections that fit; none of them while the filter is wrong."""
        if not self.is_valid():
            return inspections.none()
        asked, year = self.cleaned_data, self.asked_year
        visited = Q(inspected_on__year=year)
        of_visits = any(asked[name] for name in OF_VISITS)
        rows = inspections.filter(visited if of_visits else visited | Q(drawn_at__year=year))
        if asked["province"]:
            rows = rows.filter(organisation__province=asked["province"])
        if asked["month"]:
            rows = rows.filter(inspected_on__month=int(asked["month"]))
        if asked["kind"]:
            found = InspectionFinding.objects.final()
            found = found if asked["kind"] == ANY else found.filter(kind=asked["kind"])
            rows = rows.filter(pk__in=found.values("inspection"))
        if asked["visits"] == "closed":
            rows = rows.filter(closed_at__isnull=False)
        if asked["orders"] == "open":
            rows = rows.filter(order__isnull=False, order__lifted_on=None)
        return rows
