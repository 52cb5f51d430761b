"""Every component in every state, with example data: what a page can be made of."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.models import Role
from accounts.views.signed_in import SignedIn
from allocations.reads.pending import Pending, PendingChange
from common.constraints import NotAllowed
from common.periods import SHANGHAI
from common.quantities import TonnesFormField
from common.workflow import Action
from deadlines.models import Punctuality
from deadlines.models.derivations import explain
from quota_admin.templatetags.components import STATUSES
from quota_admin.views.gallery_charts import example_charts


class ExampleForm(forms.Form):
    """A form with a field of each kind, filled in wrongly so that every message shows."""

    quantity = TonnesFormField(label=_("output"))
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    kind = forms.ChoiceField(label=_("kind"), choices=[("a", _("mine")), ("b", _("smelting-separation enterprise"))])
    boxes = forms.MultipleChoiceField(
        label=_("kind"), choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )


@dataclass(frozen=True)
class ExampleDuty:
    """As much of an obligation as the component shows."""

    due_on: date
    derivation: dict[str, Any]
    provisional: bool = False

    @property
    def explanation(self) -> str:
        return explain(self.derivation)


@dataclass(frozen=True)
class ExampleEvent:
    """As much of an audit event as the timeline shows."""

    at: datetime
    action: str
    organisation: str
    actor_name: str
    after: dict[str, str]
    actor: str = ""


DUTY = ExampleDuty(
    date(2021, 10, 11), {"rule": "day_of_month", "nominal": "2021-10-10", "due": "2021-10-11", "holiday": ""}
)
EVENTS = (
    ExampleEvent(datetime(2021, 10, 8, 9, 30, tzinfo=SHANGHAI), "filing.draft", "示例集团", "经办人甲", {}),
    ExampleEvent(datetime(2021, 10, 8, 15, 0, tzinfo=SHANGHAI), "filing.submit", "示例集团", "负责人乙", {}),
    ExampleEvent(
        datetime(2021, 10, 11, 9, 0, tzinfo=SHANGHAI),
        "filing.return",
        "示例部",
        "负责人丙",
        {"reason": "请补充协商意见。"},
    ),
)


@require_GET
def gallery(request: SignedIn) -> HttpResponse:
    """The gallery page: for those who build the system or keep it."""
    if not settings.DEMO and not request.user.role_codes & {*Role.OPERATORS, Role.ADMINISTRATOR}:
        raise NotAllowed("not_administrator", _("The gallery is for those who keep the system."))
    refusal = NotAllowed(
        "example", _("You drafted this yourself; a second person of your organisation has to sign it.")
    )
    pending = Pending()
    pending.add(("group", 1, "separation"), PendingChange("filing", 1, "F-2021-2-example-v1", Decimal(-500)))
    context = {
        "pending": pending,
        "awaiting": SimpleNamespace(awaited=True, quota=None),
        "statuses": list(STATUSES),
        "form": ExampleForm({"quantity": "１，２３４．５６７８", "reason": "", "kind": ""}),
        "duty": DUTY,
        "punctualities": [Punctuality("open", 2), Punctuality("overdue", 3), Punctuality("met_late", 1)],
        "events": EVENTS,
        "notice": SimpleNamespace(year=2021, batch=2, document_number=None),
        "effects": [_("Your opinion is recorded and shown to the group and the ministries.")],
        "duty_at": EVENTS[1].at,
        "digest": "a79df9f7e9cba3c1652d080980409dcda6af8703acf2daf77c306e8b1567322f",
        "actions": [
            Action("do", _("Sign and submit"), "#", None),
            Action("back", _("Return"), "#", None, danger=True),
            Action("not", _("Sign the notice"), "#", refusal),
        ],
        **example_charts(),
        "figures": [(Decimal("100350"), Decimal("98200.125")), (Decimal("0"), None)],
    }
    return render(request, "quota_admin/gallery/gallery.html", context)
