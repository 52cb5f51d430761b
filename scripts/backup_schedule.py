"""Backups by the clock, inside compose: files every minute, the database each night, in full on Sundays.

The first thing it does is a backup, when there is none of today. A backup that fails is told and tried again a minute later.
"""

import os
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scripts.backup import backup
from scripts.backups import Site, last_database_backup
from scripts.project import Refusal, command, say

ZONE = ZoneInfo("Asia/Shanghai")
HOUR, SUNDAY = 2, 6


def due(last: datetime | None, now: datetime) -> str:
    """What is to be done now: full, diff or files."""
    night = now.astimezone(ZONE).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if night > now:
        night -= timedelta(days=1)
    if last is None:
        return "full"
    if last >= night:
        return "files"
    return "full" if night.weekday() == SUNDAY else "diff"


def main() -> None:
    """Until it is stopped."""
    site = Site.from_environment(os.environ)
    while True:
        now = datetime.now(ZONE)
        try:
            backup(site, due(last_database_backup(site), now), quiet=True)
            (site.backups / "alive").touch()
        except Refusal as refusal:
            say(f"{now.isoformat(timespec='seconds')} {refusal}")
        time.sleep(60)


if __name__ == "__main__":
    command(main)
