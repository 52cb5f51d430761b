"""What the verbs of inspections take, and how a body is read."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from accounts.api.staleness import Seen
from inspections.rules.clauses import KINDS


class ExclusionBody(serializers.Serializer[Any]):
    """An enterprise of the own province, and why it is left out of the draw."""

    enterprise = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=300)


class VisitDayBody(serializers.Serializer[Any]):
    """The day of the visit."""

    visit_on = serializers.DateField()


class VisitBody(serializers.Serializer[Any]):
    """What was seen: each item of the checklist is `ok`, `fault` or `not_applicable`."""

    inspected_on = serializers.DateField()
    summary = serializers.CharField(max_length=2000)
    checklist = serializers.DictField(child=serializers.CharField(max_length=20))


class FindingBody(serializers.Serializer[Any]):
    """What was found, with its clause by `kind`; a tailings pond where it is about one; a photo or document (multipart)."""

    kind = serializers.ChoiceField(choices=[(code, code) for code in KINDS])
    text = serializers.CharField(max_length=2000)
    found_on = serializers.DateField()
    pond = serializers.IntegerField(required=False, min_value=1)
    file = serializers.FileField(required=False)


class OrderBody(Seen):
    """What to rectify by when; `stop` also stops production."""

    number = serializers.CharField(max_length=100)
    demands = serializers.CharField(max_length=2000)
    due_on = serializers.DateField()
    stop = serializers.BooleanField(default=False)


class ReinspectionBody(serializers.Serializer[Any]):
    """What the re-inspection found."""

    on = serializers.DateField()
    passed = serializers.BooleanField()
    result = serializers.CharField(max_length=2000)


class ReplyBody(serializers.Serializer[Any]):
    """The group's reply, with a document where it has one (multipart)."""

    text = serializers.CharField(max_length=2000)
    file = serializers.FileField(required=False)


class DecisionBody(Seen):
    """Final or dropped, and why."""

    final = serializers.BooleanField()
    decision = serializers.CharField(max_length=2000)


def values_of(form: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The body, checked; DRF answers 400 with a sentence per field when it is wrong."""
    checked = form(data=request.data)
    checked.is_valid(raise_exception=True)
    return dict(checked.validated_data)


def uploads_in(values: dict[str, Any]) -> list[Any]:
    """The file of a body, taken out of it; none or one."""
    file = values.pop("file", None)
    return [file] if file else []
