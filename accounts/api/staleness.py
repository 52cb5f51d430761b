"""What the API's deciding verbs share."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from accounts.reads.staleness import seen_now


class Seen(serializers.Serializer[Any]):
    """The `seen` of the row that the decision rests on; with it, what somebody else has changed since is refused."""

    seen = serializers.IntegerField(required=False, min_value=0)


class SeenRow(serializers.Serializer[Any]):
    """Gives a row the number to send back with a decision."""

    seen = serializers.SerializerMethodField(help_text="The number of the last event about this row.")

    def get_seen(self, row: Any) -> int:
        """From the annotation of a list, else asked."""
        number = getattr(row, "seen_number", None)
        return seen_now(row) if number is None else int(number)


def seen_in(request: Request) -> int | None:
    """The number in the body; DRF answers 400 when it is none."""
    form = Seen(data=request.data)
    form.is_valid(raise_exception=True)
    seen: int | None = form.validated_data.get("seen")
    return seen
