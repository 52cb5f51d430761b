"""When something was last known to live or to be right."""

from django.db import models


class Heartbeat(models.Model):
    """When something was last known to live or to be right, by name; on this machine's clock, not the demo's."""

    name = models.CharField(max_length=50, primary_key=True)
    heard_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.heard_at}"
