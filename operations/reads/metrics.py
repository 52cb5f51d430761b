"""The figures of the service in the words of Prometheus: what the web processes counted, and what the database says now."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from operations.reads.conditions import conditions
from operations.reads.figures import Figures, service_figures

MULTIPLE = "PROMETHEUS_MULTIPROC_DIR"


class ServiceCollector(Collector):
    """Gauges that every replica would answer alike, because they come from the database, the broker and files."""

    def collect(self) -> Iterator[Metric]:
        """Asked at each scrape. What is not known is left out."""
        figures = service_figures()
        yield from gauges(figures)
        yield judged(figures)


def gauges(figures: Figures) -> Iterator[Metric]:
    """One gauge for each number that is known."""
    found = {
        "quota_mail_waiting": ("E-mails that are to be sent.", figures.mail.count),
        "quota_mail_behind_seconds": ("How long the oldest of them has been due.", _seconds(figures.mail.behind)),
        "quota_mail_failed": ("E-mails that were given up.", figures.mail.failed),
        "quota_webhooks_waiting": ("Webhooks that are to be delivered.", figures.webhooks.count),
        "quota_webhooks_behind_seconds": ("How long the oldest has been due.", _seconds(figures.webhooks.behind)),
        "quota_webhooks_failed": ("Webhooks that were given up.", figures.webhooks.failed),
        "quota_scans_waiting": ("Attachments that wait for the virus scanner.", figures.scans.count),
        "quota_scans_infected": ("Infected within 30 days.", figures.scans.failed),
        "quota_tasks_waiting": ("Tasks in the broker.", figures.tasks_waiting),
        "quota_sweep_behind_seconds": (
            "For how long sweepers left undone what was due.",
            _seconds(figures.sweep_behind),
        ),
        "quota_worker_silence_seconds": ("Since a worker was heard.", _age(figures, figures.worker_heard_at)),
        "quota_chain_height": ("Events in the log.", figures.chain_height),
        "quota_chain_verified_age_seconds": ("Since the chain was verified.", _age(figures, figures.chain_verified_at)),
        "quota_chain_broken": ("1 when the last verification found a fault.", int(figures.chain_broken_at is not None)),
        "quota_sign_in_failures_last_hour": ("Wrong passwords and codes within an hour.", figures.failed_sign_ins),
        "quota_backup_age_seconds": (
            "Since the last backup.",
            _age(figures, figures.backup.at if figures.backup else None),
        ),
        "quota_drill_age_seconds": (
            "Since the last restore drill.",
            _age(figures, figures.drill.at if figures.drill else None),
        ),
        "quota_standbys": ("Standbys that are connected.", figures.standby_count),
        "quota_standby_lag_seconds": ("How far the last of them is behind.", _seconds(figures.standby_lag)),
        "quota_calendar_days": ("Days until the published calendar ends.", figures.calendar_days),
        "quota_certificate_seconds": (
            "Until the certificate of https ends.",
            _left(figures, figures.certificate_until),
        ),
    }
    for name, (text, value) in found.items():
        if value is not None:
            yield GaugeMetricFamily(name, text, value=value)


def judged(figures: Figures) -> Metric:
    """1 for what is well, 0 for what needs attention, by the judgement of the operators' page."""
    family = GaugeMetricFamily("quota_condition", "1 well, 0 needs attention.", labels=["part"])
    for condition in conditions(figures):
        if condition.well is not None:
            family.add_metric([condition.key], int(condition.well))
    return family


def exposition() -> bytes:
    """The text that Prometheus reads."""
    registry = CollectorRegistry()
    if os.environ.get(MULTIPLE):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    own = b"" if os.environ.get(MULTIPLE) else generate_latest(REGISTRY)
    registry.register(ServiceCollector())
    return own + generate_latest(registry)


def _seconds(age: timedelta | None) -> float | None:
    return age.total_seconds() if age is not None else None


def _age(figures: Figures, at: datetime | None) -> float | None:
    return (figures.at - at).total_seconds() if at else None


def _left(figures: Figures, until: datetime | None) -> float | None:
    return (until - figures.at).total_seconds() if until else None
