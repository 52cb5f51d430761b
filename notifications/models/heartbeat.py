"""The time at which something was last seen alive or verified."""

from django.db import models


class Heartbeat(models.Model):
    """The time at which something was last seen alive or verified, by name; on the machine's clock, not the demo's."""

    name = models.CharField(max_length=50, primary_key=True)
    heard_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.heard_at}"
