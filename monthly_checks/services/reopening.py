"""Reopening a closed check: one of the province asks with a reason, another officer reopens it, or it is dropped."""

from django.db import transaction

from accounts.models import Organisation, User
from accounts.services.reopening import Reopening
from audit.models import Event
from audit.services.record import record
from common.periods import now
from common.workflow import next_state
from deadlines.services.followups import open_check_again
from monthly_checks import permissions
from monthly_checks.models import MonthlyCheck
from monthly_checks.services.checks import LABELS, authorities_of, locked
from monthly_checks.transitions import CHECK
from notifications.services.notify import MINISTRIES, News, tell_news

CHECKS = Reopening("check", CHECK, LABELS, locked, permissions.ask_reopening)


@transaction.atomic
def ask_to_reopen(*, check: MonthlyCheck, reason: str, by: User, seen: int | None = None) -> MonthlyCheck:
    """Asks for the closed check to be reopened. The check stays closed until a second person has decided."""
    check, is_new = CHECKS.ask(check, reason, by=by, seen=seen)
    if is_new:
        event = record("check.ask_reopening", by=by, subject=check, after={"reason": check.reopen_reason})
        _notify("reopening-asked", event, check, check.reopen_reason, by=by, kinds=())
    return check


@transaction.atomic
def drop_reopening(*, check: MonthlyCheck, by: User, seen: int | None = None) -> MonthlyCheck:
    """The request is dropped, by who asked or by another; the check stays closed."""
    check, reason = CHECKS.drop(check, by=by, seen=seen)
    if reason:
        record("check.drop_reopening", by=by, subject=check, before={"reason": reason})
    return check


@transaction.atomic
def reopen_check(*, check: MonthlyCheck, by: User, seen: int | None = None) -> MonthlyCheck:
    """A second person reopens: verdicts are given again, and both authorities have some days to close it anew.

    The ministries, who have the summary, are notified with the reason. Reopened twice, it is reopened once.
    """
    check, waits = CHECKS.begin(check, permissions.reopen_check, by=by, seen=seen)
    if not waits:
        return check
    state = next_state(CHECK, check.state, "reopen", LABELS)
    asker, reason = check.reopening_asker, CHECKS.granted(check)
    before = {"state": check.state, "closed_by": check.closer, "summary": check.summary}
    check.state, check.closed_by, check.closed_for, check.closed_at = state, None, None, None
    check.save()
    after = {"state": state, "reason": reason, "asked_by": asker}
    event = record("check.reopen", by=by, subject=check, before=before, after=after)
    for authority in authorities_of(check):
        round_ = Event.objects.about(check).filter(action="check.reopen").count()
        open_check_again(authority=authority, month=check.period, reference=f"again-{round_}", at=now(), by=by)
    _notify("reopened", event, check, reason, by=by, kinds=MINISTRIES)
    return check


def _notify(
    kind: str, event: Event, check: MonthlyCheck, reason: str, *, by: User, kinds: tuple[Organisation.Kind, ...]
) -> None:
    news = News(kind, event.number, check.number, by.organisation, reason, check.get_absolute_url())
    tell_news(kinds=kinds, organisations=authorities_of(check), news=news, at=now())
