"""`make backup`: a full or differential backup of the database, and what is new of the files, under one manifest.

KIND=full, diff (the default, full when there is none yet) or files; EVERY=60 goes on taking the files every minute.
"""

import json
import os
import time
from typing import Any

from scripts.backups import (
    KINDS,
    Manifest,
    Site,
    manifests,
    missing_segments,
    newest,
    now,
    take_files,
    write_manifest,
    write_record,
)
from scripts.project import Refusal, command, say

HEAD = "SELECT number || ':' || hash FROM audit_head WHERE id = 1"


def main() -> int:
    """1 when the backup stands but something is wrong with what it found."""
    kind = os.environ.get("KIND") or "diff"
    if kind not in KINDS:
        raise Refusal(f"KIND is {kind!r}, which is no kind: type KIND={' or KIND='.join(KINDS)} make backup")
    site = Site.from_environment(os.environ)
    every = int(os.environ.get("EVERY") or 0)
    told = backup(site, kind)
    while every:
        time.sleep(every)
        told = backup(site, "files", quiet=True)
    return 1 if told else 0


def backup(site: Site, kind: str, *, quiet: bool = False) -> list[str]:
    """What is wrong, in sentences; the backup is made all the same."""
    site.configure()
    before = newest(site)
    # The head first: whatever is in the backup reaches at least as far.
    manifest = Manifest(
        at=now().isoformat(), kind=kind, audit_head=site.ask(HEAD), label=before.label if before else ""
    )
    if kind != "files":
        refuse_unless_archiving(site)
        site.pgbackrest("stanza-create")
        site.pgbackrest(f"--type={kind}", "backup")
        manifest.label = last_set(site)["label"]
    told = take_files(site, manifest, before)
    if kind == "files" and before and (before.media, before.heads, before.audit_head) == (
        manifest.media, manifest.heads, manifest.audit_head,
    ):  # fmt: skip
        return told
    write_manifest(site, manifest)
    if kind != "files":
        told += [
            f"segment {name} of the log is missing in the archive; a restore ends before it"
            for name in missing_segments(site)
        ]
        finish(site, manifest)
    for sentence in told:
        say(sentence)
    if not quiet:
        event = manifest.audit_head.partition(":")[0]
        say(f"Backed up to event {event} of the log, with {len(manifest.media)} files: {manifest.label}")
    return told


def refuse_unless_archiving(site: Site) -> None:
    """Without the log a backup restores to its own end and to no other instant."""
    mode, does = site.ask("SHOW archive_mode"), site.ask("SHOW archive_command")
    if mode == "off" or "archive-push" not in does:
        raise Refusal(
            "PostgreSQL does not archive its log. Put these lines into postgresql.conf, start it again, "
            "then type make backup:\n"
            f"archive_mode = on\narchive_timeout = 60\narchive_command = '{site.archive_command}'"
        )


def last_set(site: Site) -> dict[str, Any]:
    """pgBackRest's newest backup."""
    found: dict[str, Any] = json.loads(site.pgbackrest("--output=json", "info"))[0]["backup"][-1]
    return found


def finish(site: Site, manifest: Manifest) -> None:
    """Writes down what operators see."""
    made = last_set(site)
    record = {
        "at": now().isoformat(), "kind": made["type"], "label": made["label"],
        "size": int(made["info"]["repository"]["delta"]), "media_files": len(manifest.media),
        "audit_head": manifest.audit_head, "manifests": len(manifests(site)),
    }  # fmt: skip
    write_record(site, "backup", record)


if __name__ == "__main__":
    command(main)
