"""Celery: the broker, and how often beat wakes what."""

from celery.schedules import crontab

from quota_admin.settings.service import TIME_ZONE
from quota_admin.settings.storage import REDIS_URL
from quota_admin.settings.variables import env

# --- jobs --------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
# A task that was taken by a worker that died is given out again; so every task may run twice.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# How often beat wakes the sweepers. Deadlines do not depend on it: a sweeper does what is due by stored instants.
SWEEP_SECONDS = env.number("SWEEP_SECONDS", 60, least=1)
SEND_SECONDS = env.number("SEND_SECONDS", 30, least=1)
AUDIT_VERIFY_MINUTES = env.number("AUDIT_VERIFY_MINUTES", 1440, least=1)
ELIGIBILITY_SWEEP_MINUTES = env.number("ELIGIBILITY_SWEEP_MINUTES", 1440, least=1)
_WAKES = {
    "notifications.tasks.beat_heart": min(20, SWEEP_SECONDS),
    "deadlines.tasks.announce_opened": SWEEP_SECONDS,
    "deadlines.tasks.queue_reminders": SWEEP_SECONDS,
    "deadlines.tasks.mark_late": SWEEP_SECONDS,
    "deadlines.tasks.escalate": SWEEP_SECONDS,
    "deadlines.tasks.end_duties": SWEEP_SECONDS,
    "notifications.tasks.send_messages": SEND_SECONDS,
    "notifications.tasks.verify_audit_chain": SWEEP_SECONDS,
    "notifications.tasks.make_files": SEND_SECONDS,
    "notifications.tasks.ask_monthly_files": SWEEP_SECONDS,
    "operations.tasks.check_service": SWEEP_SECONDS,
    "allocations.tasks.open_reporting_years": SWEEP_SECONDS,
    "reporting.tasks.settle_last_year": SWEEP_SECONDS,
    "monthly_checks.tasks.open_checks": SWEEP_SECONDS,
    "enterprises.tasks.carry_out_changes": SWEEP_SECONDS,
    "enterprises.tasks.reassess_eligibility": SWEEP_SECONDS,
    "integrations.tasks.deliver_webhooks": SEND_SECONDS,
    "operations.tasks.scan_attachments": SEND_SECONDS,
    "integrations.tasks.forget_answers": 3600,
}
# A wake-up that nobody heard before the next one is dropped, so that no worker comes back to a heap of them.
CELERY_BEAT_SCHEDULE = {
    task.rpartition(".")[2].replace("_", "-"): {
        "task": task,
        "schedule": float(seconds),
        "options": {"expires": float(max(seconds, 10))},
    }
    for task, seconds in _WAKES.items()
}
CELERY_BEAT_SCHEDULE["export-audit-head"] = {
    "task": "audit.tasks.export_audit_head",
    "schedule": crontab(hour=1, minute=10),
}
WORKER_SILENCE_SECONDS = env.number("WORKER_SILENCE_SECONDS", 120, least=1)
CALENDAR_HORIZON_DAYS = env.number("CALENDAR_HORIZON_DAYS", 0)
