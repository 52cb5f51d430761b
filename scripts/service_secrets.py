"""`make secrets`: random secrets of a service, made once, each in a file that docker-compose.yml hands over.

`make rotate`: a new key for signatures and encryption; the one before is kept beside it, so that nobody is signed out.
"""

import os
import secrets
import shutil
import subprocess
import sys

from scripts.project import ROOT, Refusal, command, say

FOLDER = ROOT / "deploy" / "secrets"


def main() -> None:
    """Writes what is missing; a secret that is there is never changed."""
    database, broker = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    # The folder keeps others on this machine out; a container sees only the file that is handed to it, and must be
    # able to read it as an ordinary user.
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    pairs = (
        {"secret_key": secrets.token_urlsafe(64)},
        {"secret_key_fallbacks": ""},
        {"database_password": database, "database_url": f"postgres://quota:{database}@database:5432/quota"},
        {"pool_url": f"postgres://quota:{database}@pool:6432/quota"},
        {"backup_key": secrets.token_urlsafe(48)},
        {"broker_password": broker, "redis_url": f"redis://:{broker}@broker:6379/0"},
    )
    for pair in pairs:
        if any((FOLDER / name).exists() for name in pair):
            say(f"Kept: {', '.join(pair)}")
            continue
        for name, value in pair.items():
            (FOLDER / name).write_text(value)
            (FOLDER / name).chmod(0o444)
        say(f"Made: {', '.join(pair)}")
    make_trial_certificate()


def rotate() -> None:
    """The key in force becomes the first of those before, and a new one takes its place."""
    key, before = FOLDER / "secret_key", FOLDER / "secret_key_fallbacks"
    if not key.is_file():
        raise Refusal(f"{key} is not there: type make secrets")
    kept = [key.read_text().strip(), *filter(None, before.read_text().strip().split(","))] if before.is_file() else []
    # What is written first is harmless: were it the new key, a failure between the two would forget the old one.
    for path, text in ((before, ",".join(kept or [key.read_text().strip()])), (key, secrets.token_urlsafe(64))):
        fresh = path.with_suffix(".new")
        fresh.write_text(text)
        fresh.chmod(0o444)
        fresh.replace(path)
    say("Rotated: secret_key. Now type:")
    say("  docker compose up --detach --force-recreate web worker beat")
    say("  docker compose exec web python manage.py reencrypt_secrets")
    say("and when nobody's session is older (SESSION_HOURS), empty deploy/secrets/secret_key_fallbacks.")


def make_trial_certificate() -> None:
    """A certificate that signs itself, for a trial: browsers warn of it until the ministry's own lies in its place."""
    certificate, key = FOLDER / "tls_certificate", FOLDER / "tls_key"
    if certificate.exists() or key.exists():
        say("Kept: tls_certificate, tls_key")
        return
    if not shutil.which("openssl"):
        raise Refusal(f"openssl is missing: install it, or put a certificate and its key into {certificate} and {key}")
    name = os.environ.get("PUBLIC_HOST", "localhost")
    ask = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    about = ["-days", "90", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},DNS:localhost,IP:127.0.0.1"]
    done = subprocess.run(
        [*ask, *about, "-keyout", key, "-out", certificate], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refusal(f"openssl could not make a certificate: {done.stderr.strip().splitlines()[-1]}")
    for path in (certificate, key):
        path.chmod(0o444)
    say(f"Made: tls_certificate, tls_key (for a trial as {name}, 90 days)")


if __name__ == "__main__":
    command(rotate if sys.argv[1:] == ["rotate"] else main)
