"""`make secrets`: random secrets of a service, made once, each in a file that docker-compose.yml hands over."""

import os
import secrets
import shutil
import subprocess

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
        {"database_password": database, "database_url": f"postgres://quota:{database}@database:5432/quota"},
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
    command(main)
