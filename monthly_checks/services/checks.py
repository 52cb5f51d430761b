"""The verbs of the monthly check: open, judge, answer, close."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.reads.staleness import done_already, refuse_if_changed
from audit.services.record import Actor, Subject, record, record_all
from common.constraints import NotValid, Refusal
from common.periods import now
from common.workflow import next_state, refusal_of
from deadlines.models import Obligation
from deadlines.reads.parameters import Name
from deadlines.services.followups import open_check_obligation
from deadlines.services.inspection_duties import end_duty, meet_duty, open_counted_duty
from deadlines.services.obligations import meet_one
from documents.services.attachments import store
from monthly_checks import permissions
from monthly_checks.models import CheckedEnterprise, CheckVerdict, MonthlyCheck
from monthly_checks.reads.checks import (
    Checkable,
    CheckRow,
    Tally,
    changes,
    check_rows,
    digest_of_rows,
    figures_digest,
    plain_enterprises,
    row_of,
)
from monthly_checks.reads.tallies import tallies_of
from monthly_checks.transitions import CHECK
from notifications.services.notify import tell_ministries
from reporting.rules.digests import digest_of_cells

LABELS = dict(MonthlyCheck.State.choices)
Verdict = CheckVerdict.Verdict
BATCH = 1000
AUTHORITIES = (Organisation.Kind.PROVINCE_MIIT, Organisation.Kind.PROVINCE_MNR)


@transaction.atomic
def open_check(month: Checkable, *, at: datetime, by: Actor) -> MonthlyCheck:
    """Opens a province's check when its reports are in, and the duty of both authorities. Opened once.

    Raises Refusal with the groups whose reports are missing.
    """
    if not month.is_ready:
        raise Refusal(
            "reports_missing",
            _("The check of %(month)s opens when the reports are in, or overdue; missing: %(groups)s.")
            % {"month": month.month.label, "groups": _("; ").join(group.short for group in month.missing)},
        )
    check, made = MonthlyCheck.objects.get_or_create(
        province=month.province, year=month.month.year, month=month.month.month, defaults={"opened_at": at}
    )
    if not made:
        return check
    CheckedEnterprise.objects.bulk_create(
        CheckedEnterprise(check_of=check, enterprise_id=enterprise, group_id=group)
        for enterprise, group in sorted(month.members.items())
    )
    record("check.open", by=by, subject=check, after={"enterprises": len(month.members)})
    for authority in authorities_of(check):
        open_check_obligation(authority=authority, month=check.period, by=by)
    return check


def authorities_of(check: MonthlyCheck) -> list[Organisation]:
    """The two authorities of its province."""
    return list(Organisation.objects.filter(province=check.province_id, kind__in=AUTHORITIES).order_by("pk"))


@transaction.atomic
def give_verdict(
    *, row: CheckedEnterprise, verdict: str, text: str = "", by: User, seen: int | None = None, figures: str = ""
) -> CheckVerdict:
    """The province agrees, asks the group, or demands an inspection. A later verdict replaces an earlier one.

    `figures` is the digest of the cells that the page showed. After closing, only what was answered or has changed is
    judged again. The same verdict twice is given once.
    """
    check = locked(row.check_of)
    refusal_of(permissions.judge_check(by))
    now_stands, text = row_of(row), text.strip()
    former = now_stands.verdict
    if former and not _differs(former, now_stands, verdict, text):
        return former
    refuse_if_changed(row, seen, by=by)
    if figures and figures != figures_digest(now_stands.cells):
        raise Refusal(
            "figures_changed", _("The figures of this enterprise were corrected since you looked; look at them again.")
        )
    _refuse_unfounded(verdict, text)
    _refuse_closed(check, waits=now_stands.waits)
    next_state(CHECK, check.state, "judge", LABELS)
    _replace(former)
    given = CheckVerdict(
        row=row,
        round=len(now_stands.verdicts) + 1,
        verdict=verdict,
        text=text,
        figures=now_stands.cells,
        digest=digest_of_cells(now_stands.cells),
        given_by=by,
        given_for=by.acting_for,
        given_at=now(),
    )
    if verdict == Verdict.QUESTION:
        _owe_an_answer(given, row, by=by)
    given.save()
    before = {"verdict": former.verdict} if former else {}
    record("check.judge", by=by, subject=row, before=before, after={"verdict": verdict, "reason": text})
    return given


def _refuse_closed(check: MonthlyCheck, *, waits: bool) -> None:
    """After closing, only what waits for a new verdict is judged."""
    if check.state == MonthlyCheck.State.CLOSED and not waits:
        raise Refusal(
            "check_closed",
            _("The check of %(month)s is closed; only what was answered or corrected since can be checked again.")
            % {"month": check.period.label},
        )


@transaction.atomic
def agree_to_plain(*, check: MonthlyCheck, by: User, figures: str = "") -> int:
    """Agrees to every enterprise without a verdict whose report raises no point; returns how many.

    `figures` names what the page listed. Raises Refusal when it is no longer that.
    """
    check = locked(check)
    refusal_of(permissions.judge_check(by))
    plain = plain_rows(check)
    if figures and figures != digest_of_rows(plain):
        raise Refusal("figures_changed", _("The list has changed since you looked; look at it again."))
    next_state(CHECK, check.state, "judge", LABELS)
    at = now()
    CheckVerdict.objects.bulk_create(
        [
            CheckVerdict(
                row=row.row,
                round=len(row.verdicts) + 1,
                verdict=Verdict.AGREE,
                figures=row.cells,
                digest=digest_of_cells(row.cells),
                given_by=by,
                given_for=by.acting_for,
                given_at=at,
            )
            for row in plain
        ],
        batch_size=BATCH,
    )
    after = {"verdict": Verdict.AGREE, "reason": ""}
    record_all("check.judge", by=by, subjects=[Subject(row.row, after=after) for row in plain])
    return len(plain)


def plain_rows(check: MonthlyCheck) -> list[CheckRow]:
    """What may be agreed to together."""
    return check_rows(plain_enterprises(check), people=())


def _differs(former: CheckVerdict, stands: CheckRow, verdict: str, text: str) -> bool:
    """Whether the verdict says something new: other words, other figures, or one on an answer."""
    again = former.answered_at is not None
    return again or (former.verdict, former.text) != (verdict, text) or bool(changes(former.figures, stands.cells))


def _refuse_unfounded(verdict: str, text: str) -> None:
    if verdict not in Verdict.values:
        sentence = _("Choose whether you agree, ask the group, or demand an inspection.")
        raise NotValid("verdict_missing", sentence, cells={"verdict": sentence})
    if verdict != Verdict.AGREE and not text:
        sentence = _("Write the question.") if verdict == Verdict.QUESTION else _("Write what is to be inspected.")
        raise NotValid("text_missing", sentence, cells={"text": sentence})


def _replace(former: CheckVerdict | None) -> None:
    if former is None:
        return
    former.replaced = True
    former.save(update_fields=["replaced"])
    if former.is_unanswered:
        end_duty(**_answer_duty(former))


def _owe_an_answer(given: CheckVerdict, row: CheckedEnterprise, *, by: User) -> None:
    duty = open_counted_duty(
        **_answer_duty(given),
        about=by.organisation,
        at=given.given_at,
        clock="opened",
        count=Name.CHECK_ANSWER_WORKDAYS,
        by=by,
    )
    given.due_on = duty.due_on


def _answer_duty(question: CheckVerdict) -> dict[str, Any]:
    """What the group's duty to answer is known by."""
    kind = Obligation.Kind.CHECK_ANSWER
    return {"kind": kind, "organisation": question.row.group, "reference": question.number}


@transaction.atomic
def answer_question(
    *, question: CheckVerdict, text: str, upload: "UploadedFile[bytes] | None" = None, by: User
) -> CheckVerdict:
    """The group answers, with a document where it has one. Answered once; the province then judges anew."""
    locked(question.row.check_of)
    question = CheckVerdict.objects.select_related("row__check_of", "row__group").get(pk=question.pk)
    refusal_of(permissions.answer_question(by, question))
    text = text.strip()
    if question.answered_at is not None:
        if question.answer == text:
            return question
        raise Refusal(
            "answered_already",
            _("%(who)s has answered already; the province judges the answer and asks again if it needs more.")
            % {"who": question.answerer},
        )
    if question.replaced:
        raise Refusal("question_withdrawn", _("The province has withdrawn the question; no answer is needed."))
    if not text:
        sentence = _("Write the answer.")
        raise NotValid("answer_missing", sentence, cells={"answer": sentence})
    question.attachment = store(upload) if upload else None
    question.answer, question.answered_at = text, now()
    question.answered_by, question.answered_for = by, by.acting_for
    question.save()
    meet_duty(**_answer_duty(question), at=question.answered_at, by=by)
    attached = {"file": question.attachment.name, "hash": question.attachment.hash} if question.attachment else {}
    record("check.answer", by=by, subject=question.row, after={"reason": text, **attached})
    return question


@transaction.atomic
def close_check(*, check: MonthlyCheck, summary: str, by: User, seen: int | None = None) -> MonthlyCheck:
    """Close the check, by an officer who gave none of the verdicts; notify the ministries and meet both authorities' duty.

    Raises Refusal while an enterprise has no verdict, an answer waits for one, or figures have changed since.
    """
    check = locked(check)
    refusal_of(permissions.close_check(by, check))
    if done_already(check, "check.close"):
        return check
    refuse_if_changed(check, seen, by=by)
    state = next_state(CHECK, check.state, "close", LABELS)
    tally = tallies_of([check])[check.pk]
    refusal_of(not_ready_to_close(tally))
    check.state, check.summary = state, summary.strip()
    check.closed_by, check.closed_for, check.closed_at = by, by.acting_for, now()
    check.save()
    counts = {"agree": tally.agree, "question": tally.question, "to_inspect": tally.to_inspect}
    event = record("check.close", by=by, subject=check, after={"state": state, "reason": check.summary, **counts})
    for duty in _duties(check):
        meet_one(duty, at=check.closed_at, by=by)
    details = {"period": str(check.period), "zh": check.province.name_zh, "en": check.province.name_en, **counts}
    details["url"] = check.get_absolute_url()
    tell_ministries(occasion=f"check-closed-{event.number}", details=details, at=check.closed_at)
    return check


def not_ready_to_close(tally: Tally) -> Refusal | None:
    """Why a check cannot be closed yet; the button says the same."""
    if not tally.waits:
        return None
    waiting = tally.unjudged + tally.answered + tally.changed
    return Refusal(
        "not_all_judged",
        _("Points that wait for a verdict (no verdict yet, an answer, or figures changed since): %(count)s.")
        % {"count": waiting},
    )


def _duties(check: MonthlyCheck) -> list[Obligation]:
    duties = Obligation.objects.open().filter(kind=Obligation.Kind.MONTHLY_CHECK, period=str(check.period))
    return list(duties.filter(organisation__province=check.province_id).order_by("pk"))


def locked(check: MonthlyCheck) -> MonthlyCheck:
    """The current check, locked until the transaction ends, so that verdicts and closing are serialised."""
    return MonthlyCheck.objects.select_for_update(of=("self",)).select_related("province").get(pk=check.pk)
