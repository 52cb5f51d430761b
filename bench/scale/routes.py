"""Every route that answers a GET, and what its address refers to. A route that no line here knows fails the run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from enterprises.reads.evidence_kinds import KINDS

# What `pk` of a route means, by how its name begins: the longest beginning counts.
ROWS = {
    "arrangement_": "deadlines.Arrangement", "api-arrangement": "deadlines.Arrangement",
    "change_": "enterprises.EnterpriseChange", "api-enterprise-change": "enterprises.EnterpriseChange",
    "change_new": "enterprises.Enterprise", "enterprise_": "enterprises.Enterprise",
    "api-enterprise": "enterprises.Enterprise", "evidence_new": "enterprises.Enterprise",
    "check_": "monthly_checks.MonthlyCheck", "api-check": "monthly_checks.MonthlyCheck",
    "check_question": "monthly_checks.CheckVerdict", "check_answer_file": "monthly_checks.CheckVerdict",
    "api-question": "monthly_checks.CheckVerdict", "checked_enterprise": "monthly_checks.CheckedEnterprise",
    "consultation_": "allocations.Consultation", "api-consultation": "allocations.Consultation",
    "opinion_": "allocations.Consultation", "delegation_": "accounts.Delegation",
    "difference_": "reporting.Difference", "api-difference": "reporting.Difference",
    "draw_": "inspections.Draw", "draw_begin": "inspections.Plan", "plan_": "inspections.Plan",
    "execution_enterprise": "enterprises.Enterprise", "year_enterprise": "enterprises.Enterprise",
    "extension_": "deadlines.Extension", "extension_ask": "deadlines.Obligation",
    "api-extension": "deadlines.Extension", "extract_": "reporting.TraceabilityExtract",
    "filing_": "allocations.Filing", "api-filing": "allocations.Filing",
    "finding_": "reporting.Finding", "api-finding": "reporting.Finding",
    "finding_new": "inspections.Inspection", "finding_reply": "inspections.InspectionFinding",
    "visit_finding_": "inspections.InspectionFinding", "finding_file": "inspections.FindingFile",
    "general_extension_": "deadlines.GeneralExtension", "api-general-extension": "deadlines.GeneralExtension",
    "inspection_": "inspections.Inspection", "api-inspection": "inspections.Inspection",
    "order_": "inspections.Inspection", "inspector_": "inspections.Inspector",
    "message_": "notifications.Message", "undelivered_": "notifications.Message",
    "notice_": "allocations.Notice", "api-notice": "allocations.Notice",
    "obligation_": "deadlines.Obligation", "api-obligation": "deadlines.Obligation",
    "parameter_": "deadlines.Parameter", "api-parameter": "deadlines.Parameter",
    "organisation_": "accounts.Organisation", "person_": "accounts.User",
    "reduction_": "allocations.Reduction", "api-reduction": "allocations.Reduction",
    "release_": "allocations.Release", "api-release": "allocations.Release",
    "report_": "reporting.ProductionReport", "api-report": "reporting.ProductionReport",
    "statement_": "reporting.YearStatement", "api-statement": "reporting.YearStatement",
    "stop_order_": "enterprises.StopOrder", "api-stop-order": "enterprises.StopOrder",
    "history_": "history.HistoryImport", "api-history": "history.HistoryImport",
    "session_end": "usersessions.UserSession", "service_": "integrations.ServiceAccount", "webhook_": "integrations.Endpoint",
    "webhook_new": "integrations.ServiceAccount", "delivery_": "integrations.Delivery",
    "note_": "accounts.Note", "api-note": "accounts.Note", "note_list": "reporting.ProductionReport",
    "phrase_": "accounts.Phrase", "api-phrase": "accounts.Phrase",
    "saved_filter_": "accounts.SavedFilter", "api-saved-filter": "accounts.SavedFilter",
    "made_file_": "notifications.MadeFile", "api-file": "notifications.MadeFile",
    "remark_": "reporting.Remark", "api-remark": "reporting.Remark",
    "api-plan": "inspections.Plan", "api-draw": "inspections.Draw",
    "take_over": "accounts.Succession", "api-takeover": "allocations.Takeover",
    "api-reason": "allocations.CodedReason", "api-inspector": "inspections.Inspector",
    "api-extract": "reporting.TraceabilityExtract", "api-column": "accounts.HeadingMatch",
    "api-message": "notifications.Message", "api-undelivered": "notifications.Message",
    "api-person": "accounts.User", "api-organisation": "accounts.Organisation",
    "api-delegation": "accounts.Delegation", "api-service-account": "integrations.ServiceAccount",
    "api-webhook": "integrations.Endpoint", "api-delivery": "integrations.Delivery",
}  # fmt: skip
FIXED = {
    "year": "2021",
    "province": "15",
    "month": "2021-11",
    "provider_id": "none",
    "token": "1",
    "name": "report",
    "parameter": "reminder_workdays",
    "number": "1",
    "kind": "outputs",
    "book": "clerk",
}
# Routes of which the demo has no row, or which nobody signed in is shown, and why they are left out.
LEFT_OUT = {
    "openid_connect_login": "no provider is configured",
    "openid_connect_callback": "no provider is configured",
    "invitation": "its token is in an e-mail only",
    "duty_feed": "its token is shown once",
    "passkey_remove": "nobody of the demo has a passkey",
    "set_language": "only POST",
}


@dataclass(frozen=True)
class Route:
    """A route's name and the text of its pattern."""

    name: str
    pattern: str

    @property
    def parameters(self) -> list[str]:
        """What its address takes."""
        return [first or second for first, second in re.findall(r"\(\?P<(\w+)>|<(?:\w+:)?(\w+)>", self.pattern)]

    def path(self, **values: str) -> str:
        """The address with these values."""
        text = re.sub(r"[\^$]|\\(?=\.)", "", self.pattern).replace("/?", "")
        return "/" + re.sub(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>", lambda found: values[found[1] or found[2]], text)


def all_routes() -> list[Route]:
    """Those of the URLconf, DRF's second ones with a suffix left out."""
    return [route for route in _walk(get_resolver().url_patterns, "") if "format" not in route.pattern]


def _walk(entries: Any, prefix: str) -> Iterator[Route]:
    for entry in entries:
        text = prefix + str(entry.pattern).lstrip("^" if prefix else "")
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, text)
        elif isinstance(entry, URLPattern):
            yield Route(entry.name or text, text)


def unlisted_routes() -> list[str]:
    """Those with a parameter that no line here knows."""
    return [route.name for route in all_routes() if route.name not in LEFT_OUT and not _is_known(route)]


def _is_known(route: Route) -> bool:
    rest = [name for name in route.parameters if name not in FIXED and name not in ("pk", "slug", "code")]
    by_row = "pk" in route.parameters and "slug" not in route.parameters
    named = route.name.startswith("api-evidence") or any(map(route.name.startswith, ROWS))
    return not rest and (named or not by_row)


def addresses(route: Route, person: User) -> list[str]:
    """Where this person may find the route: one address for each state of the newest rows that the person sees."""
    if "slug" in route.parameters:
        return list(_evidence(route, person))
    if "code" in route.parameters:
        return [route.path(code="northern-re")]
    fixed = {name: FIXED[name] for name in route.parameters if name != "pk"}
    if route.name == "note_list":
        fixed["kind"] = "report"
    if "pk" not in route.parameters:
        return [route.path(**fixed)]
    return [route.path(pk=str(pk), **fixed) for pk in _rows(route, person)]


def _rows(route: Route, person: User) -> list[Any]:
    beginnings = [one for one in ROWS if route.name.startswith(one)]
    if not beginnings and route.name.startswith("api-evidence"):
        return [f"{kind.slug}-{pk}" for kind in KINDS.values() for pk in _seen(kind.model, person)[:1]]
    return _seen(apps.get_model(ROWS[max(beginnings, key=len)]), person)


def _seen(model: Any, person: User) -> list[Any]:
    """The newest row of each state that the person sees, the states in order of their words."""
    manager = model._default_manager
    rows = manager.visible_to(person) if hasattr(manager, "visible_to") else manager.all()
    states = [one.value for one in model.State] if hasattr(model, "State") else []
    if not states:
        return list(rows.order_by("pk").values_list("pk", flat=True)[:1])
    found = [rows.filter(state=state).order_by("pk").values_list("pk", flat=True).first() for state in states]
    return [pk for pk in found if pk is not None]


def _evidence(route: Route, person: User) -> Iterator[str]:
    kinds: dict[str, Any] = {kind.slug: kind.model for kind in KINDS.values()}
    for slug, model in kinds.items():
        for pk in (_rows(route, person) if route.name == "evidence_new" else _seen(model, person))[:1]:
            yield route.path(slug=slug, pk=str(pk))
