"""`make secrets`: random secrets of a service, made once, each in a file that docker-compose.yml hands over."""

import secrets

from scripts.project import ROOT, command, say

FOLDER = ROOT / "deploy" / "secrets"


def kept(name: str) -> str:
    """What is there already; empty when nothing is."""
    path = FOLDER / name
    return path.read_text() if path.is_file() else ""


def main() -> None:
    """Writes what is missing; a secret that is there is never changed."""
    database, broker = kept("database_password") or secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    # The folder keeps others on this machine out; a container sees only the file that is handed to it, and must be
    # able to read it as an ordinary user.
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    pairs = (
        {"secret_key": secrets.token_urlsafe(64)},
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


if __name__ == "__main__":
    command(main)
