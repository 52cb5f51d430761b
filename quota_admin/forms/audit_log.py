"""What the audit administrator asks the log for."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import EventQuerySet
from audit.reads.labels import action_word, labels
from common.periods import end_of, start_of

KINDS = (
    ("", _("all events")),
    ("refused", _("refused accesses")),
    ("exports", _("files exported")),
    ("sign_ins", _("sign-ins")),
)


class DayInput(forms.DateInput):
    """A browser's own field for a day; without one, a day is typed like 2021-08-24."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def action_choices() -> list[tuple[str, Any]]:
    """Every action by its word, under the name of its area."""
    areas: dict[str, list[tuple[str, str]]] = {}
    for area, name in labels().areas.items():
        words = [(action, action_word(action)) for action in labels().actions if action.partition(".")[0] == area]
        areas.setdefault(str(name), []).extend(words)
    return [("", _("all actions")), *areas.items()]


class LogFilter(forms.Form):
    """Kind, person, organisation, action, object and days; what is left empty filters nothing."""

    kind = forms.ChoiceField(label=_("events"), choices=KINDS, required=False)
    who = forms.CharField(label=_("person or account"), max_length=150, required=False)
    organisation = forms.CharField(label=_("organisation"), max_length=200, required=False)
    action = forms.ChoiceField(label=_("action"), choices=action_choices, required=False)
    about = forms.CharField(label=_("object"), max_length=300, required=False)
    first = forms.DateField(label=_("from"), widget=DayInput(), required=False)
    last = forms.DateField(label=_("to"), widget=DayInput(), required=False)

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last."""
        asked: dict[str, Any] = self.cleaned_data
        if asked.get("first") and asked.get("last") and asked["first"] > asked["last"]:
            self.add_error("last", _("The last day is before the first; give the days in their order."))
        return asked

    def rows(self, events: EventQuerySet) -> EventQuerySet:
        """The events that fit; None of them while the filter is wrong."""
        if not self.is_valid():
            return events.none()
        asked = self.cleaned_data
        events = {"refused": events.refused, "exports": events.exports, "sign_ins": events.sign_ins}.get(
            asked["kind"], events.all
        )()
        if who := asked["who"].strip():
            named = Q(actor__icontains=who) | Q(actor_name__icontains=who) | Q(acting_for__icontains=who)
            events = events.filter(named)
        if organisation := asked["organisation"].strip():
            events = events.filter(organisation__icontains=organisation)
        if asked["action"]:
            events = events.filter(action=asked["action"])
        if about := asked["about"].strip():
            events = events.filter(subject__icontains=about)
        if asked["first"]:
            events = events.filter(at__gte=start_of(asked["first"]))
        if asked["last"]:
            events = events.filter(at__lt=end_of(asked["last"]))
        return events
