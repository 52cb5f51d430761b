"""Each part of the service with its state, in words: what is known, whether that is well, and what to do when it is not.

The operators' page, the messages to the system administrator and `manage.py doctor` show the same ones.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.periods import SHANGHAI, day_text, instant_text
from operations.reads.figures import Figures, Waiting

# By when a calendar of next year is there at the latest: it appears in November.
CALENDAR_DAYS = 31
CERTIFICATE_DAYS = 21
BACKUP_AGE, DRILL_AGE = timedelta(hours=26), timedelta(days=100)
QUEUE_AGE, SWEEP_AGE = timedelta(minutes=15), timedelta(minutes=10)
STANDBY_LAG = timedelta(seconds=30)
TASKS_WAITING = 500
SIGN_INS = 100


@dataclass(frozen=True)
class Condition:
    """One line: what it is about, what is so, whether that is well (None: not known and not required), what to do."""

    key: str
    label: str | Promise
    text: str
    well: bool | None
    way_out: str = ""


Judge = Callable[[Figures], tuple[str, bool | None, str]]
LABELS: dict[str, str | Promise] = {
    "backup": gettext_lazy("Last backup"),
    "drill": gettext_lazy("Last restore drill"),
    "standby": gettext_lazy("Standby of the database"),
    "worker": gettext_lazy("Workers"),
    "sweeps": gettext_lazy("Sweeps"),
    "tasks": gettext_lazy("Queue of tasks"),
    "mail": gettext_lazy("E-mails"),
    "webhooks": gettext_lazy("Webhooks"),
    "scans": gettext_lazy("Virus scanner"),
    "chain": gettext_lazy("Chain of the log"),
    "calendar": gettext_lazy("Calendar"),
    "certificate": gettext_lazy("Certificate of https"),
    "sign_ins": gettext_lazy("Failed sign-ins"),
}


def conditions(figures: Figures) -> list[Condition]:
    """Every part of the service, in the order of the page."""
    return [Condition(key, LABELS[key], *judge(figures)) for key, judge in JUDGES.items()]


def red(found: Iterable[Condition]) -> list[Condition]:
    """Those that somebody has to do something about."""
    return [condition for condition in found if condition.well is False]


def age_text(age: timedelta) -> str:
    """An age in its largest unit: 3 days, 2 hours, 5 minutes, 40 seconds."""
    seconds = int(age.total_seconds())
    if seconds >= 172_800:
        return _("%(count)s days") % {"count": seconds // 86_400}
    if seconds >= 7_200:
        return _("%(count)s hours") % {"count": seconds // 3_600}
    if seconds >= 120:
        return _("%(count)s min") % {"count": seconds // 60}
    return _("%(count)s s") % {"count": seconds}


def _ago(at: datetime, figures: Figures) -> str:
    facts = {"at": instant_text(at), "age": age_text(max(figures.at - at, timedelta()))}
    return _("%(at)s, %(age)s ago") % facts


def _backup(figures: Figures) -> tuple[str, bool | None, str]:
    way_out = _(
        "Run “make backup” (in compose: the service “backup”) and read its last line; deploy/README.md has the schedule."
    )
    if figures.backup is None:
        return _("none is recorded"), None if settings.DEMO else False, way_out
    return _ago(figures.backup.at, figures), figures.at - figures.backup.at <= BACKUP_AGE, way_out


def _drill(figures: Figures) -> tuple[str, bool | None, str]:
    way_out = _("Run “make drill” on a machine that is not the service, and read its last line.")
    if figures.drill is None:
        return _("none is recorded"), None if settings.DEMO else False, way_out
    facts = {"when": _ago(figures.drill.at, figures), "drills": figures.drill.drills, "lost": figures.drill.lost}
    text = _("%(when)s: %(drills)s drills, %(lost)s lost") % facts
    return text, not figures.drill.lost and figures.at - figures.drill.at <= DRILL_AGE, way_out


def _standby(figures: Figures) -> tuple[str, bool | None, str]:
    way_out = _("Look at the log of the standby; while it is away, an accepted filing rests on one machine.")
    wanted = settings.STANDBYS_EXPECTED
    if not wanted and not figures.standby_count:
        return _("none is set up"), None, ""
    if figures.standby_count < wanted or figures.standby_lag is None:
        facts = {"count": figures.standby_count, "wanted": wanted}
        return _("%(count)s of %(wanted)s are connected") % facts, False, way_out
    connected = {"count": figures.standby_count, "age": age_text(figures.standby_lag)}
    return _("%(count)s connected, %(age)s behind") % connected, figures.standby_lag <= STANDBY_LAG, way_out


def _worker(figures: Figures) -> tuple[str, bool | None, str]:
    way_out = _("Start the workers and beat again, and read their last lines in the log.")
    if figures.worker_heard_at is None:
        return _("none has been heard yet"), False, way_out
    silence = figures.at - figures.worker_heard_at
    return (
        _("last heard %(when)s") % {"when": _ago(figures.worker_heard_at, figures)},
        silence <= timedelta(seconds=settings.WORKER_SILENCE_SECONDS),
        way_out,
    )


def _sweeps(figures: Figures) -> tuple[str, bool | None, str]:
    way_out = _(
        "Deadlines hold without it, but reminders are late: look for lines about failed tasks in the workers' log."
    )
    return _behind(figures.sweep_behind), figures.sweep_behind <= SWEEP_AGE, way_out


def _behind(age: timedelta) -> str:
    return _("%(age)s behind") % {"age": age_text(age)} if age else _("nothing is behind")


def _tasks(figures: Figures) -> tuple[str, bool | None, str]:
    if figures.tasks_waiting is None:
        return (
            _("the broker does not answer"),
            False,
            _("Start the broker again; what was queued in it is kept on disk."),
        )
    text = _("tasks waiting: %(count)s")
    way_out = _("Add workers: “docker compose up --scale worker=4”.")
    return text % {"count": figures.tasks_waiting}, figures.tasks_waiting <= TASKS_WAITING, way_out


def _mail(figures: Figures) -> tuple[str, bool | None, str]:
    return *_outbox(figures.mail), _(
        "“Undelivered e-mails” has the faults; mend the mail server, then send them again."
    )


def _webhooks(figures: Figures) -> tuple[str, bool | None, str]:
    return *_outbox(figures.webhooks), _(
        "The page of the service account has the answers; its owner mends the receiver."
    )


def _outbox(waiting: Waiting) -> tuple[str, bool]:
    facts = {"count": waiting.count, "failed": waiting.failed, "behind": _behind(waiting.behind)}
    text = _("%(count)s waiting, %(behind)s; %(failed)s given up") % facts
    return text, waiting.behind <= QUEUE_AGE and not waiting.failed


def _scans(figures: Figures) -> tuple[str, bool | None, str]:
    waiting = figures.scans
    if not settings.CLAMAV_ADDRESS and not waiting.count and not waiting.failed:
        return _("none is set up"), None, ""
    facts = {"count": waiting.count, "infected": waiting.failed, "behind": _behind(waiting.behind)}
    text = _("%(count)s files waiting, %(behind)s; %(infected)s infected within 30 days") % facts
    way_out = _("Start the scanner again when files wait; the log names what was infected and who had sent it.")
    return text, waiting.behind <= QUEUE_AGE and not waiting.failed, way_out


def _chain(figures: Figures) -> tuple[str, bool | None, str]:
    if figures.chain_broken_at is not None:
        way_out = _("The audit administrator decides; keep the database and its backups as they are.")
        return _("broken at event %(number)s") % {"number": figures.chain_broken_at}, False, way_out
    way_out = _("Run “manage.py verify_audit”; if it is done by itself no more, look at the workers.")
    if figures.chain_verified_at is None:
        return _("never verified"), False, way_out
    facts = {"number": figures.chain_height, "when": _ago(figures.chain_verified_at, figures)}
    age = figures.at - figures.chain_verified_at
    longest = timedelta(minutes=2 * settings.AUDIT_VERIFY_MINUTES)
    return _("%(number)s events, verified %(when)s") % facts, age <= longest, way_out


def _calendar(figures: Figures) -> tuple[str, bool | None, str]:
    way_out = _("The ministry enters next year's arrangement of days off under “Deadlines”; remind it.")
    if figures.calendar_until is None or figures.calendar_days is None:
        return _("none is loaded"), False, _("Run “manage.py load_reference”.")
    text = _("known until %(day)s") % {"day": day_text(figures.calendar_until)}
    return text, figures.calendar_days >= max(CALENDAR_DAYS, settings.CALENDAR_HORIZON_DAYS), way_out


def _certificate(figures: Figures) -> tuple[str, bool | None, str]:
    way_out = _("Put a new certificate and key into deploy/secrets, and restart the proxy.")
    if figures.certificate_until is None:
        known = bool(settings.TLS_CERTIFICATE)
        return (_("the file cannot be read"), False, way_out) if known else (_("not known here"), None, "")
    text = _("valid until %(day)s") % {"day": day_text(figures.certificate_until.astimezone(SHANGHAI).date())}
    return text, figures.certificate_until - figures.at >= timedelta(days=CERTIFICATE_DAYS), way_out


def _sign_ins(figures: Figures) -> tuple[str, bool | None, str]:
    text = _("%(count)s within the last hour") % {"count": figures.failed_sign_ins}
    way_out = _("The audit administrator sees under “Log” from where and for which accounts.")
    return text, figures.failed_sign_ins <= SIGN_INS, way_out


JUDGES: dict[str, Judge] = {
    "backup": _backup,
    "drill": _drill,
    "standby": _standby,
    "worker": _worker,
    "sweeps": _sweeps,
    "tasks": _tasks,
    "mail": _mail,
    "webhooks": _webhooks,
    "scans": _scans,
    "chain": _chain,
    "calendar": _calendar,
    "certificate": _certificate,
    "sign_ins": _sign_ins,
}
