"""What a service account can be given: reading or writing, area by area. An area is the first part of an address."""

from collections.abc import Iterable

# What people keep of themselves, of others and of their programs: no scope gives it to a program.
FOR_PEOPLE = (
    "delegations", "duty-feed", "files", "message-channels", "messages", "organisations", "people", "provinces",
    "saved-filters", "service-accounts", "undelivered", "webhook-deliveries", "webhooks",
)  # fmt: skip
AREAS = (
    "arrangements", "check-questions", "checks", "columns", "consultations", "differences", "draws",
    "eligibility-alerts", "enterprise-changes", "enterprises", "evidence", "execution", "extensions",
    "extensions-for-all", "extracts", "filing-workbooks", "filings", "findings", "history-imports",
    "inspection-findings", "inspection-plans", "inspections", "inspectors", "internal-notes", "notices", "obligations",
    "parameters", "phrases", "reasons", "reductions", "register-workbook", "releases", "remarks", "report-lines",
    "report-workbooks", "reporting-years", "reports", "search", "statements", "stop-orders", "takeovers", "timeliness",
)  # fmt: skip
READ, WRITE = "read", "write"
# Where nothing can be written.
READ_ONLY = frozenset({"eligibility-alerts", "execution", "reasons", "report-lines", "search", "timeliness"})
SCOPES = tuple(f"{area}:{deed}" for area in AREAS for deed in ((READ,) if area in READ_ONLY else (READ, WRITE)))


def scope_of(path: str, method: str) -> str:
    """What a request needs: `/api/v1/filings/7/submit/` by POST is `filings:write`."""
    parts = path.strip("/").split("/")
    area = parts[2] if len(parts) > 2 else ""
    return f"{area}:{READ if method in {'GET', 'HEAD', 'OPTIONS'} else WRITE}"


def unknown_scopes(scopes: Iterable[str]) -> list[str]:
    """Those that do not exist."""
    return sorted(set(scopes) - set(SCOPES))


def writes(scopes: Iterable[str]) -> bool:
    """Whether something can be changed with them."""
    return any(scope.endswith(f":{WRITE}") for scope in scopes)
