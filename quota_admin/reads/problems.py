"""The kinds of problems that the API tells: by status, for its answers, its description and the developers' page."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """What a status says when nothing more is known: its code, title, sentence, and what to do."""

    code: str
    title: Promise
    detail: Promise
    remedy: Promise


KINDS = {
    400: Kind(
        "invalid",
        _("The request is not as described"),
        _("The request does not follow the description of the API."),
        _("Correct what “cells” names; the description is at /api/schema/."),
    ),
    401: Kind(
        "not_authenticated",
        _("Not signed in"),
        _("The request has no valid token."),
        _("Obtain a token at /api/v1/token/ or from the administrator of your organisation, and send it."),
    ),
    403: Kind(
        "not_allowed",
        _("Not allowed"),
        _("This account may not do this."),
        _("Ask somebody with the role that the sentence names."),
    ),
    404: Kind(
        "not_found",
        _("Not found"),
        _("There is nothing at this address that this account may see."),
        _("Check the address and the number; the description lists every address."),
    ),
    405: Kind(
        "method_not_allowed",
        _("Method not allowed"),
        _("This address does not take this method."),
        _("Use a method that the header “Allow” names."),
    ),
    406: Kind(
        "not_acceptable",
        _("No such form of answer"),
        _("The answer does not exist in the form that the header “Accept” asks for."),
        _("Send “Accept: application/json”."),
    ),
    409: Kind(
        "conflict",
        _("Not possible in this state"),
        _("The state does not allow this now."),
        _("Read the row again and decide on what it is now."),
    ),
    410: Kind(
        "gone",
        _("No longer there"),
        _("What the row names is no longer there."),
        _("Ask the operator of the system."),
    ),
    412: Kind(
        "changed_since_read",
        _("Changed since it was read"),
        _("The row no longer matches the header “If-Match”."),
        _("Read the row again and decide on what it is now."),
    ),
    413: Kind(
        "too_large",
        _("Too large"),
        _("The request is larger than this address takes."),
        _("Send less at once; the description states the limits."),
    ),
    415: Kind(
        "unsupported_media_type",
        _("No such form of request"),
        _("This address does not read a body of this type."),
        _("Send a body of a type that the description names."),
    ),
    422: Kind(
        "not_valid",
        _("The input is refused"),
        _("The input breaks a rule."),
        _("Correct what the sentence and “cells” name, and send it again."),
    ),
    429: Kind(
        "too_many_requests",
        _("Too many requests"),
        _("Too many requests came from this account."),
        _("Wait for the seconds that the header “Retry-After” names."),
    ),
    500: Kind(
        "fault",
        _("System fault"),
        _("The system failed to answer; nothing was changed."),
        _("Send the request again with the same Idempotency-Key; if it fails again, tell the operator."),
    ),
    503: Kind(
        "unavailable",
        _("Not available"),
        _("The system cannot answer now."),
        _("Try again later."),
    ),
}


def kind_of(status: int) -> Kind:
    """The kind of a status; an unknown one is told as the nearest."""
    return KINDS.get(status) or KINDS[500 if status >= 500 else 400]
