"""A new key: what the one before has encrypted is read, encrypted anew, and then the one before is needed no more."""

from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.core.management import call_command
from django.test import Client

from audit.models import Event
from authentication.services.encryption import reencrypt_secrets
from scripts import service_secrets
from scripts.project import Refusal
from tests.conftest import PASSWORD, Cast

OLD, NEW = "o" * 60, "n" * 60


@pytest.fixture
def clerk(cast: Cast, settings: Any) -> Any:
    settings.SECRET_KEY = OLD
    TOTP.activate(cast.miit_clerk, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(cast.miit_clerk)
    return cast.miit_clerk


def secret() -> str:
    return str(decrypt(Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]))


@pytest.mark.django_db
def test_what_the_key_before_has_encrypted_is_encrypted_anew(clerk: Any, settings: Any) -> None:
    codes = RecoveryCodes(Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)).get_unused_codes()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert reencrypt_secrets() == (2, [])
    settings.SECRET_KEY_FALLBACKS = []
    assert secret() == "JBSWY3DPEHPK3PXP"
    kept = RecoveryCodes(Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)).get_unused_codes()
    assert kept == codes
    assert Event.objects.filter(action="second_factor.reencrypt").count() == 2


@pytest.mark.django_db
def test_without_the_key_before_nothing_is_touched_and_the_command_says_whose_it_was(clerk: Any, settings: Any) -> None:
    settings.SECRET_KEY = NEW
    before = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    with pytest.raises(SystemExit):
        call_command("reencrypt_secrets")
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == before
    with pytest.raises(InvalidToken):
        secret()


@pytest.mark.django_db
def test_nobody_is_signed_out_by_a_new_key(cast: Cast, settings: Any) -> None:
    settings.SECRET_KEY = OLD
    client = Client()
    client.post("/account/sign-in/", {"username": cast.miit_clerk.username, "password": PASSWORD})
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert client.get("/").status_code == 200


@pytest.mark.once
def test_the_key_before_is_kept_beside_the_new_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(service_secrets, "FOLDER", tmp_path)
    with pytest.raises(Refusal, match="make secrets"):
        service_secrets.rotate()
    (tmp_path / "secret_key").write_text(OLD)
    (tmp_path / "secret_key_fallbacks").write_text("")
    service_secrets.rotate()
    first = (tmp_path / "secret_key").read_text()
    assert (tmp_path / "secret_key_fallbacks").read_text() == OLD != first
    service_secrets.rotate()
    assert (tmp_path / "secret_key_fallbacks").read_text() == f"{first},{OLD}"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret_key", "secret_key_fallbacks"]
