"""The same key and body have one effect: the answer is kept in the effect's own transaction (Idempotency-Key)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.utils import decrypt, encrypt
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.constraints import NotValid
from integrations.models import KeptAnswer
from integrations.services.transactions import in_one_transaction

HOURS = 24


@dataclass(frozen=True)
class Answer:
    """What was answered: a status and a body."""

    status: int
    body: str
    repeated: bool = False


def once(*, caller: User, key: str, fingerprint: str, perform: Callable[[], Answer]) -> Answer:
    """Performs, or answers what was answered to this key. Of two at once the second waits for the first.

    The row of the key is inserted before the verb runs: another transaction with the same key waits for this one to
    end, on PostgreSQL at the unique index, on SQLite for the one writer. Whatever ends this transaction before its
    commit, a killed process too, takes the key with the effect. A refusal has no effect and leaves the key free; what
    it noted of the attempt stays.
    """
    rows: list[KeptAnswer] = []

    def kept() -> Answer:
        row = _row(caller, key, fingerprint)
        if row.status:
            if row.fingerprint != fingerprint:
                raise reused(key)
            return Answer(row.status, decrypt(row.body), repeated=True)
        rows.append(row)
        answer = perform()
        # Some answers hold a secret that is shown once.
        KeptAnswer.objects.filter(pk=row.pk).update(status=answer.status, body=encrypt(answer.body))
        return answer

    return in_one_transaction(kept, refused=lambda: _forget(rows))


def _forget(rows: list[KeptAnswer]) -> None:
    for row in rows:
        row.delete()


def _row(caller: User, key: str, fingerprint: str) -> KeptAnswer:
    """The key's row, ours until the transaction ends; what is older than a day is as if it had never been."""
    now = timezone.now()
    KeptAnswer.objects.filter(caller=caller, key=key, kept_at__lt=now - timedelta(hours=HOURS)).delete()
    fresh = KeptAnswer(caller=caller, key=key, fingerprint=fingerprint, kept_at=now)
    KeptAnswer.objects.bulk_create([fresh], ignore_conflicts=True)
    return KeptAnswer.objects.select_for_update().get(caller=caller, key=key)


def reused(key: str) -> NotValid:
    """The key stands for another request."""
    sentence = _("The Idempotency-Key “%(key)s” was used for another request within %(hours)s hours; choose a new one.")
    return NotValid("key_reused", sentence % {"key": key, "hours": HOURS}, cells={"Idempotency-Key": _("used already")})


def forget_old_answers() -> int:
    """Removes what is older than a day; returns how many."""
    since = timezone.now() - timedelta(hours=HOURS)
    count, _by_model = KeptAnswer.objects.filter(kept_at__lt=since).delete()
    return count
