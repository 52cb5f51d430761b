"""The JSON forms of execution."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from allocations.files.notice_file import tonnes_field
from common.quantities import Category


class ExecutedRow(serializers.Serializer[Any]):
    """Quota and output of the year in one category, t REO; completion as a share of 1.

    `awaited`: there is no quota yet, and a batch of the year may still give it (待下达).
    """

    category = serializers.ChoiceField(choices=Category.choices)
    quota = tonnes_field()
    awaited = serializers.BooleanField()
    output = tonnes_field()
    remaining = serializers.DecimalField(max_digits=14, decimal_places=3)
    completion = serializers.DecimalField(max_digits=12, decimal_places=4, allow_null=True, rounding="ROUND_HALF_UP")


class ExecutedGroup(serializers.Serializer[Any]):
    """A group's execution."""

    code = serializers.CharField(source="group.code")
    group = serializers.CharField(source="group.name_zh")
    reported_until = serializers.CharField(source="latest", allow_null=True)
    categories = ExecutedRow(many=True, source="cells")


@extend_schema_serializer(many=False)
class ExecutedNation(serializers.Serializer[Any]):
    """The nation's execution until a month, by category and by group."""

    until = serializers.CharField()
    nation = ExecutedRow(many=True)
    groups = ExecutedGroup(many=True)


class ExecutedEnterprise(serializers.Serializer[Any]):
    """An enterprise's execution in one category."""

    enterprise = serializers.IntegerField(source="enterprise.pk")
    enterprise_name = serializers.CharField(source="enterprise.name_zh")
    executed = ExecutedRow()


class TrendSource(serializers.Serializer[Any]):
    """A workbook that figures of a year were imported from."""

    file = serializers.CharField(source="name")
    sha256 = serializers.CharField()


class TrendYear(serializers.Serializer[Any]):
    """A year: quota, output, the output of January to the month asked for, and the same of the year before, t REO;
    null where nothing of it is in the system."""

    year = serializers.IntegerField()
    quota = tonnes_field()
    output = serializers.DecimalField(max_digits=14, decimal_places=3, allow_null=True)
    until_month = serializers.DecimalField(max_digits=14, decimal_places=3, allow_null=True)
    before = serializers.DecimalField(max_digits=14, decimal_places=3, allow_null=True)
    completion = serializers.DecimalField(max_digits=12, decimal_places=4, allow_null=True, rounding="ROUND_HALF_UP")
    change = serializers.DecimalField(max_digits=12, decimal_places=4, allow_null=True, rounding="ROUND_HALF_UP")
    sources = TrendSource(many=True)


class TrendRow(serializers.Serializer[Any]):
    """The years of one category, earliest first."""

    category = serializers.ChoiceField(choices=Category.choices)
    years = TrendYear(many=True, source="rows")
