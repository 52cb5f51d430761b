"""The figures of the service are what the database, the files and the certificate say."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.utils import timezone

from audit.models import Head
from audit.services.record import Anonymous, Thing, note
from common.periods import end_of, now
from deadlines.models import Obligation
from deadlines.services import sweeps
from notifications.models import Message
from operations.reads.figures import certificate_until, service_figures, sweep_behind
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_an_outbox_says_how_long_the_oldest_has_been_due(cast: Cast) -> None:
    at = timezone.now()
    rows = [
        (Message.Post.WAITING, 5),
        (Message.Post.WAITING, 90),
        (Message.Post.WAITING, -10),
        (Message.Post.FAILED, 500),
    ]
    for number, (post, minutes) in enumerate(rows):
        Message.objects.create(
            recipient=cast.miit_clerk, occasion=f"x-{number}", queued_at=at, post=post,
            next_try_at=at - timedelta(minutes=minutes),
        )  # fmt: skip
    mail = service_figures().mail
    assert (mail.count, mail.failed) == (3, 1)
    assert timedelta(minutes=90) <= mail.behind < timedelta(minutes=91)


def test_the_chain_and_failed_sign_ins_are_counted() -> None:
    before = service_figures()
    for account in ("a", "b"):
        note("sign_in.fail", by=Anonymous(account), subject=Thing("sign-in", "", account))
    after = service_figures()
    assert after.failed_sign_ins - before.failed_sign_ins == 2
    assert after.chain_height == Head.objects.get().number == before.chain_height + 2


def test_sweeps_are_behind_by_the_oldest_thing_they_left_undone(cast: Cast) -> None:
    opened = now() - timedelta(hours=3)
    Obligation.objects.all().delete()
    due_on = now().date() + timedelta(days=9)
    duty = Obligation.objects.create(
        kind=Obligation.Kind.FILING, organisation=cast.northern_clerk.organisation, year=2021, period="batch-9",
        opens_at=opened, due_on=due_on, late_from=end_of(due_on), derivation={}, calendar_version="x",
    )  # fmt: skip
    assert sweep_behind(now()) == timedelta(hours=3)
    sweeps.announce_opened(now())
    assert sweep_behind(now()) == timedelta()
    later = duty.late_from + timedelta(minutes=20)
    assert sweep_behind(later) == timedelta(minutes=20)
    sweeps.mark_late(later)
    assert sweep_behind(later) == timedelta()


@pytest.mark.once
def test_a_certificate_says_until_when(tmp_path: Path) -> None:
    end = datetime(2030, 1, 2, tzinfo=UTC)
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(end).sign(key, hashes.SHA256())
    )  # fmt: skip
    (tmp_path / "c.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    assert certificate_until(str(tmp_path / "c.pem")) == end
    assert certificate_until(str(tmp_path / "none.pem")) is None
    (tmp_path / "c.pem").write_text("no certificate")
    assert certificate_until(str(tmp_path / "c.pem")) is None
    assert certificate_until("") is None
