"""`manage.py doctor`: is this installation fit for service, and what is to be done where it is not."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from operations.reads.conditions import conditions
from operations.reads.figures import service_figures
from operations.reads.installation import findings


class Command(BaseCommand):
    """One line for each thing that was looked at; exit status 1 when something is to be done."""

    help = "looks at settings, versions, fonts, disks, permissions, clocks, calendar, queues and backups"
    # What Django checks by itself is one of the findings here.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what is well, what is not, and what to do."""
        faults = 0
        for finding in findings():
            faults += self._say(finding.part, finding.text, finding.well, finding.way_out)
        with translation.override("en"):
            try:
                running = conditions(service_figures())
            except Exception as fault:  # noqa: BLE001 - a database that is away was said above
                faults += self._say("service", f"could not be looked at: {type(fault).__name__}", False, "See above.")
                running = []
            for one in running:
                faults += self._say(str(one.label).lower(), one.text, one.well is not False, one.way_out)
        if faults:
            self.stdout.write(f"{faults} to be mended.")
            raise SystemExit(1)
        self.stdout.write("Everything is well.")

    def _say(self, part: str, text: str, well: bool, way_out: str) -> int:
        self.stdout.write(f"{'ok ' if well else '!! '} {part}: {text}")
        if not well and way_out:
            self.stdout.write(f"    {way_out}")
        return int(not well)
