"""What a message says, in the reader's language, from its occasion and what it is about."""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.periods import Month, day_text, speaks_chinese
from common.quantities import Category
from notifications.models import SERVICE_RED, Message


def title_of(message: Message) -> str:
    """One line: what it is, about which duty, due when."""
    kind, _dash, count = message.occasion.rpartition("-")
    title = TITLES.get(kind or count)
    # About a duty that is gone there is nothing to say but what it was.
    known = title is not None and (message.obligation is not None or message.due_on is None)
    return title(message, count) if title and known else message.occasion


def body_of(message: Message) -> str:
    """The line, the sentence below it, and where it leads."""
    return f"{title_of(message)}\n{reason_of(message)}\n\n{settings.PUBLIC_ADDRESS}{place_of(message)}\n"


def place_of(message: Message) -> str:
    """The link of a message: a reminder leads to the form that meets the obligation, a notification to the page."""
    if message.obligation is not None:
        return reverse("obligation_form", args=[message.obligation.pk])
    return message.details.get("url") or reverse("message_list")


def reason_of(message: Message) -> str:
    """Why the deadline is that day, or what is to be done."""
    duty = message.obligation
    if duty is not None:
        return duty.explanation
    if message.occasion.startswith("check-closed"):
        return _("%(agree)s agreed, %(question)s questions, %(to_inspect)s to be inspected; the rest on its page.") % {
            name: message.details.get(name, 0) for name in ("agree", "question", "to_inspect")
        }
    if message.occasion.rpartition("-")[0] in NEWS:
        return _("Reason: %(reason)s") % {"reason": message.details.get("reason") or _("none given")}
    if message.occasion.startswith("file-"):
        return _("It is kept for %(days)s days.") % {"days": settings.FILE_DAYS}
    if message.occasion.startswith(SERVICE_RED):
        return _service_words(message)[2]
    if message.occasion.startswith("eligibility"):
        return (
            "；".join(message.details.get("zh", ())) if speaks_chinese() else "; ".join(message.details.get("en", ()))
        )
    advice = _("Verify the chain on the page of the log, and keep the database as it is until it is understood.")
    return f"{message.details.get('reason', '')} {advice}".strip()


def _about(message: Message) -> dict[str, str]:
    duty = message.obligation
    if duty is None or message.due_on is None:
        return {}
    about = f" {duty.about.name}" if duty.about else ""
    name = f"{duty.organisation.name} {duty.get_kind_display()} {duty.period_label}{about}"
    return {"duty": name, "due": day_text(message.due_on)}


def _opened(message: Message, count: str) -> str:
    return _("Can be filed now: %(duty)s, due %(due)s") % _about(message)


def _before(message: Message, count: str) -> str:
    if count == "0":
        return _("Due today: %(duty)s, due %(due)s") % _about(message)
    return _("Reminder: %(duty)s, due %(due)s") % _about(message)


def _overdue(message: Message, count: str) -> str:
    return _("Overdue by %(count)s working days: %(duty)s, due %(due)s") % {"count": count, **_about(message)}


def _chased(message: Message, count: str) -> str:
    return _("The ministry reminds you: %(duty)s, due %(due)s") % _about(message)


def _escalated(message: Message, count: str) -> str:
    return _("Stays overdue, to the ministry's attention: %(duty)s, due %(due)s") % _about(message)


def _audit_fault(message: Message, count: str) -> str:
    return _("The audit log's chain is broken at event %(number)s") % {"number": count}


def _service_words(message: Message) -> tuple[str, str, str]:
    """Which part of the service, what is known of it, what to do; as they were when it turned red."""
    part, known, way_out = message.details.get("zh" if speaks_chinese() else "en", ("", "", ""))
    return part, known, way_out


def _service_red(message: Message, count: str) -> str:
    part, known, _way_out = _service_words(message)
    return _("The service needs attention: %(part)s: %(known)s") % {"part": part, "known": known}


def _check_closed(message: Message, count: str) -> str:
    details = message.details
    province = details.get("zh" if speaks_chinese() else "en", "")
    month = Month.parse(details["period"]).label if "period" in details else ""
    return _("%(province)s has closed its monthly check of %(month)s") % {"province": province, "month": month}


def _eligibility(message: Message, count: str) -> str:
    details = message.details
    day = day_text(date.fromisoformat(details["day"])) if details.get("day") else ""
    facts = {
        "enterprise": details.get("enterprise_zh" if speaks_chinese() else "enterprise_en", ""),
        "category": str(Category(details["category"]).label) if "category" in details else "",
        "day": day,
    }
    if not details.get("ceased"):
        return _("%(enterprise)s (%(category)s) has quota and will not be eligible from %(day)s") % facts
    if not day:
        return _("%(enterprise)s (%(category)s) has quota and is not eligible") % facts
    return _("%(enterprise)s (%(category)s) has quota and has not been eligible since %(day)s") % facts


def _file(message: Message, count: str) -> str:
    return _("The file is ready, or could not be made: %(title)s") % {"title": message.details.get("title", "")}


def _news(message: Message, count: str) -> str:
    details, kind = message.details, message.occasion.rpartition("-")[0]
    who = details.get("who_zh" if speaks_chinese() else "who_en", "")
    return str(NEWS[kind]) % {"who": who, "thing": details.get("thing", "")}


# What another organisation did, by the first part of the occasion.
NEWS = {
    "remarked": gettext_lazy("%(who)s has made a remark on %(thing)s"),
    "recalled": gettext_lazy("%(who)s has recalled %(thing)s before the decision"),
    "discarded": gettext_lazy("%(who)s has discarded %(thing)s"),
    "opinion-withdrawn": gettext_lazy("%(who)s has withdrawn its opinion on %(thing)s"),
    "extension-recalled": gettext_lazy("%(who)s has withdrawn the request for an extension: %(thing)s"),
    "extended-for-all": gettext_lazy("%(who)s has extended the deadline of all groups: %(thing)s"),
    "reopening-asked": gettext_lazy("A second person has to decide whether %(thing)s is reopened"),
    "reopened": gettext_lazy("%(who)s has reopened %(thing)s"),
}
TITLES: dict[str, Callable[[Message, str], str]] = {
    "opened": _opened,
    "before": _before,
    "overdue": _overdue,
    "escalated": _escalated,
    "chased": _chased,
    "audit-fault": _audit_fault,
    SERVICE_RED: _service_red,
    "check-closed": _check_closed,
    "eligibility": _eligibility,
    "file": _file,
    **dict.fromkeys(NEWS, _news),
}
