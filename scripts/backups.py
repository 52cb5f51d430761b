"""What `make backup`, `make restore` and `make drill` share: pgBackRest for the database, encrypted packs for the files, and
one manifest over both.

Of the standard library alone, because the image of the database has no other Python.
"""

import hashlib
import hmac
import io
import json
import os
import pwd
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from scripts import system
from scripts.project import ROOT, Refusal

STANZA = "quota"
SEGMENT = re.compile(r"([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})-[0-9a-f]{40}")
# How many segments a number in the middle of a name counts to, with segments of 16 MB.
SEGMENTS = 256
KINDS = ("full", "diff", "files")
MANIFESTS_KEPT = 50


@dataclass
class Site:
    """Where the database, the files and the backups of one installation lie."""

    data: Path
    socket: Path
    port: int
    backups: Path
    key: Path
    media: Path
    heads: Path
    records: Path
    name: str = "quota"
    user: str = "postgres"
    full_kept: int = 4
    diff_kept: int = 14
    binaries: Path | None = None
    # A restore beside the service.
    trial: bool = False

    @classmethod
    def from_environment(cls, given: Mapping[str, str]) -> "Site":
        """As the variables say that deploy/README.md lists; the data folder has to be named."""
        if not given.get("PGDATA"):
            raise Refusal(
                "PGDATA is not set: name the data folder of PostgreSQL, e.g. PGDATA=/var/lib/postgresql/15/main"
            )
        backups = Path(given.get("BACKUP_DIR") or ROOT / "var" / "backups")
        return cls(
            data=Path(given["PGDATA"]), socket=Path(given.get("PGHOST") or "/var/run/postgresql"),
            port=int(given.get("PGPORT") or 5432), backups=backups,
            key=Path(given.get("BACKUP_KEY_FILE") or ROOT / "deploy" / "secrets" / "backup_key"),
            media=Path(given.get("MEDIA_ROOT") or ROOT / "var" / "media"),
            heads=Path(given.get("AUDIT_HEAD_DIR") or ROOT / "var" / "audit-heads"),
            records=Path(given.get("OPERATIONS_DIR") or ROOT / "var" / "operations"),
            name=given.get("PGDATABASE") or "quota", user=given.get("PGUSER") or "postgres",
            full_kept=int(given.get("BACKUP_FULL_KEPT") or 4), diff_kept=int(given.get("BACKUP_DIFF_KEPT") or 14),
            trial=given.get("TRIAL") == "1",
        )  # fmt: skip

    @property
    def configuration(self) -> Path:
        """pgBackRest's own file, which only the database's user can read: the key stands in it."""
        return self.backups / ("trial.conf" if self.trial else "pgbackrest.conf")

    @property
    def secret(self) -> str:
        """The key of all backups. Whoever loses it loses them."""
        try:
            return self.key.read_text(encoding="ascii").strip()
        except OSError:
            raise Refusal(
                f"The key of the backups is not in {self.key}: type make secrets, and keep a copy elsewhere"
            ) from None

    @cached_property
    def owner(self) -> str | None:
        """Who runs PostgreSQL, when that is somebody else than who runs this."""
        if os.geteuid():
            return None
        place = next(path for path in (self.data, *self.data.parents) if path.exists())
        found = pwd.getpwuid(place.stat().st_uid).pw_name
        # PostgreSQL does not run as root.
        return "postgres" if found == "root" else found

    def own(self, *paths: Path) -> None:
        """Hand paths to PostgreSQL's user."""
        if self.owner:
            for path in paths:
                shutil.chown(path, self.owner)

    def configure(self) -> None:
        """Writes pgBackRest's configuration, and makes the folders."""
        for folder in (self.backups, self.backups / "database", self.backups / "files", self.backups / "spool"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o750)
            self.own(folder)
        self.records.mkdir(parents=True, exist_ok=True)
        lines = {
            "repo1-path": self.backups / "database", "repo1-cipher-type": "aes-256-cbc", "repo1-cipher-pass": self.secret,
            "repo1-retention-full": self.full_kept, "repo1-retention-diff": self.diff_kept, "start-fast": "y",
            "compress-type": "lz4", "log-level-console": "warn", "log-level-file": "off", "lock-path": self.backups / "spool",
            "spool-path": self.backups / "spool", "archive-timeout": 60,
        }  # fmt: skip
        pg = {"pg1-path": self.data, "pg1-socket-path": self.socket, "pg1-port": self.port, "pg1-user": self.user,
              "pg1-database": self.name}  # fmt: skip
        text = ["[global]", *(f"{key}={value}" for key, value in lines.items())]
        text += [f"[{STANZA}]", *(f"{key}={value}" for key, value in pg.items()), ""]
        self.configuration.touch(mode=0o600)
        self.configuration.write_text("\n".join(text), encoding="utf-8")
        self.own(self.configuration)

    @property
    def archive_command(self) -> str:
        """What PostgreSQL does with every finished segment of its log."""
        return f"pgbackrest --config={self.configuration} --stanza={STANZA} archive-push %p"

    def run(self, arguments: Sequence[str | Path], *, check: bool = True) -> subprocess.CompletedProcess[str]:
        """As PostgreSQL's user, from a folder that this user may enter."""
        env = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        env["PATH"] = os.pathsep.join(
            [*([str(self.binaries)] if self.binaries else []), os.environ.get("PATH", os.defpath)]
        )
        done = subprocess.run(
            [str(part) for part in arguments], text=True, check=False, capture_output=True, user=self.owner, cwd="/", env=env,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if check and done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
            raise Refusal(f"{Path(str(arguments[0])).name} {arguments[-1]} failed: {' '.join(said[-4:])}")
        return done

    def pgbackrest(self, *arguments: str) -> str:
        """pgBackRest with our configuration; the last argument is its command."""
        if not shutil.which("pgbackrest") and not system.install(("pgbackrest",)):
            raise Refusal("pgBackRest is missing and cannot be installed by this user: type apt-get install pgbackrest")
        return self.run(["pgbackrest", f"--config={self.configuration}", f"--stanza={STANZA}", *arguments]).stdout

    def ask(self, query: str) -> str:
        """One value from the running database."""
        psql = [
            "psql",
            "-X",
            "-At",
            "-h",
            str(self.socket),
            "-p",
            str(self.port),
            "-U",
            self.user,
            "-d",
            self.name,
            "-c",
            query,
        ]
        return self.run(psql).stdout.strip()


@dataclass
class Manifest:
    """What there was at an instant: the database's backup, the end of the log, every file with its hash and its pack."""

    at: str
    kind: str = "files"
    label: str = ""
    audit_head: str = ""
    segment: str = ""
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    heads: dict[str, dict[str, Any]] = field(default_factory=dict)
    packs: dict[str, str] = field(default_factory=dict)

    def sealed(self, secret: str) -> str:
        """As text, with a seal that only who knows the key can make."""
        body = json.dumps(self.__dict__, sort_keys=True)
        return json.dumps({"manifest": self.__dict__, "seal": _seal(body, secret)}, sort_keys=True, indent=0)

    @classmethod
    def opened(cls, path: Path, secret: str) -> "Manifest":
        """Refuses one that was changed or cut."""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            body, seal = found["manifest"], found["seal"]
        except (OSError, ValueError, KeyError, TypeError):
            raise Refusal(
                f"The manifest {path.name} cannot be read: take an older one away with its name, or ask why"
            ) from None
        if not hmac.compare_digest(seal, _seal(json.dumps(body, sort_keys=True), secret)):
            raise Refusal(
                f"The manifest {path.name} is not as it was written, or the key is another one: nothing was restored"
            )
        return cls(**body)


def _seal(text: str, secret: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def now() -> datetime:
    """The clock of this machine, in UTC."""
    return datetime.now(UTC)


def stamp() -> str:
    """In the order of time, also as text."""
    return f"{now():%Y%m%dT%H%M%S%f}"


def manifests(site: Site) -> list[Path]:
    """All, oldest first."""
    return sorted((site.backups / "files").glob("*.manifest"))


def newest(site: Site, before: datetime | None = None) -> Manifest | None:
    """The newest manifest, or the first one after an instant: it names every file there was then."""
    found = manifests(site)
    if before is not None:
        later = [path for path in found if path.name >= f"{before.astimezone(UTC):%Y%m%dT%H%M%S%f}"]
        found = later[:1] or found
    return Manifest.opened(found[-1], site.secret) if found else None


def last_database_backup(site: Site) -> datetime | None:
    """When the newest backup of the database was made, by the manifests."""
    for path in reversed(manifests(site)):
        manifest = Manifest.opened(path, site.secret)
        if manifest.kind != "files":
            return datetime.fromisoformat(manifest.at)
    return None


def sha256_of(path: Path) -> str:
    """In pieces, because a file may be large."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def take_files(site: Site, manifest: Manifest, before: Manifest | None) -> list[str]:
    """Packs what is new since the manifest before; sentences about files that are not as they were.

    Attachments never change, so one that did is damaged: its good copy stays in the pack.
    """
    told: list[str] = []
    new: list[tuple[str, Path]] = []
    if before:
        manifest.media, manifest.heads, manifest.packs = dict(before.media), dict(before.heads), dict(before.packs)
    for name, folder, known in (("media", site.media, manifest.media), ("heads", site.heads, manifest.heads)):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if not path.is_file():
                continue
            short = str(path.relative_to(folder))
            size, entry = path.stat().st_size, known.get(short)
            if entry is None:
                known[short] = {"sha256": sha256_of(path), "size": size}
                new.append((f"{name}/{short}", path))
            elif entry["size"] != size or (manifest.kind != "files" and sha256_of(path) != entry["sha256"]):
                told.append(f"{name}/{short} is not as it was backed up; the backup keeps the good one")
        gone = [short for short in known if not (folder / short).is_file()]
        told += [f"{name}/{short} is gone; the backup keeps it" for short in gone]
    if new:
        pack = f"{stamp()}.pack"
        manifest.packs[pack] = _write_pack(site, pack, new)
        for name, _path in new:
            kind, _, short = name.partition("/")
            (manifest.media if kind == "media" else manifest.heads)[short]["pack"] = pack
    return told


def _openssl(site: Site, *more: str) -> list[str]:
    return ["openssl", "enc", "-aes-256-cbc", "-pbkdf2", "-iter", "200000", "-pass", f"file:{site.key}", *more]


def _write_pack(site: Site, name: str, files: Iterable[tuple[str, Path]]) -> str:
    """A tar of the files, encrypted; its SHA-256."""
    target = site.backups / "files" / name
    with target.open("wb") as output:
        child = subprocess.Popen(_openssl(site, "-salt"), stdin=subprocess.PIPE, stdout=output)
        with tarfile.open(fileobj=child.stdin, mode="w|") as tar:
            for short, path in files:
                tar.add(path, arcname=short, recursive=False)
        assert child.stdin
        child.stdin.close()
        if child.wait():
            target.unlink()
            raise Refusal("openssl could not write the pack of files: is there space in BACKUP_DIR?")
        output.flush()
        os.fsync(output.fileno())
    return sha256_of(target)


def put_files_back(site: Site, manifest: Manifest) -> list[str]:
    """Writes every file that is missing or not as it was; sentences about what could not be put back."""
    told: list[str] = []
    wanted: dict[str, dict[str, Path]] = {}
    for name, folder, known in (("media", site.media, manifest.media), ("heads", site.heads, manifest.heads)):
        for short, entry in known.items():
            path = folder / short
            if not (path.is_file() and sha256_of(path) == entry["sha256"]):
                wanted.setdefault(str(entry.get("pack", "")), {})[f"{name}/{short}"] = path
    for pack, files in wanted.items():
        source = site.backups / "files" / pack
        if not source.is_file() or sha256_of(source) != manifest.packs.get(pack):
            told.append(
                f"the pack {pack or 'of no name'} is missing or cut, with {len(files)} files: {', '.join(sorted(files)[:5])}"
            )
            continue
        _unpack(site, source, files)
    return told


def _unpack(site: Site, source: Path, files: Mapping[str, Path]) -> None:
    """Files belong to who owns the folder they are put back into."""
    done = subprocess.run(_openssl(site, "-d", "-in", str(source)), capture_output=True, check=False)
    if done.returncode:
        raise Refusal(f"{source.name} cannot be decrypted: is {site.key} the key it was written with?")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
        for member in tar:
            path = files.get(member.name)
            content = tar.extractfile(member)
            if path is None or content is None:
                continue
            folder = site.media if member.name.startswith("media/") else site.heads
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(path.name + ".part")
            part.write_bytes(content.read())
            if not os.geteuid():
                owner = folder.stat()
                for made in (part, *(parent for parent in path.parents if folder in parent.parents)):
                    os.chown(made, owner.st_uid, owner.st_gid)
            part.replace(path)


def write_manifest(site: Site, manifest: Manifest) -> Path:
    """Beside those before. Of those that only added files, old ones go: what they name, the newest names too."""
    folder = site.backups / "files"
    path = folder / f"{stamp()}.manifest"
    path.with_suffix(".part").write_text(manifest.sealed(site.secret), encoding="utf-8")
    path.with_suffix(".part").replace(path)
    for old in manifests(site)[:-MANIFESTS_KEPT]:
        if '"kind": "files"' in old.read_text(encoding="utf-8"):
            old.unlink()
    for old in manifests(site)[: -MANIFESTS_KEPT - site.full_kept * 7]:
        old.unlink()
    return path


def missing_segments(site: Site) -> list[str]:
    """Segments of the log that are missing in the archive between two that are there: nothing after them can be restored."""
    listed = json.loads(site.pgbackrest("--recurse", "--output=json", "repo-ls", f"archive/{STANZA}") or "{}")
    numbers: dict[str, list[int]] = {}
    for name in listed:
        if found := SEGMENT.search(name):
            numbers.setdefault(found[1], []).append(int(found[2], 16) * SEGMENTS + int(found[3], 16))
    return [
        f"{timeline}{number // SEGMENTS:08X}{number % SEGMENTS:08X}"
        for timeline, there in numbers.items()
        for number in sorted(set(range(min(there), max(there))) - set(there))
    ]


def write_record(site: Site, name: str, record: Mapping[str, Any]) -> None:
    """For the operators' page (operations/reads/backups.py)."""
    site.records.mkdir(parents=True, exist_ok=True)
    path = site.records / f"{name}.json"
    path.with_suffix(".part").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    with suppress(PermissionError):
        path.with_suffix(".part").chmod(0o644)
    path.with_suffix(".part").replace(path)
