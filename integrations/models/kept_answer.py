"""The answer to a write that named a key, kept in the transaction of its effect."""

from django.db import models

from accounts.models import User


class KeptAnswer(models.Model):
    """What was answered to a key of a caller; the same request gets it again, another one is refused."""

    caller = models.ForeignKey(User, models.CASCADE, related_name="kept_answers", db_index=False)
    key = models.CharField(max_length=200)
    # Of method, address and body.
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    # On the machine's clock, also in a demo of a fixed day.
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["caller", "key"], name="kept_answer_once_per_key"),)

    def __str__(self) -> str:
        return f"{self.caller} {self.key} {self.status}"
