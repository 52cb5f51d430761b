"""The JSON form of a notice: the same for the file, the API and the demo."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Organisation
from allocations.models import Notice, NoticeParty
from common.periods import day_text
from common.quantities import ABSURD, Category, format_tonnes_plain
from enterprises.models import Enterprise

FIGURES = [str(category) for category in Category]
PLAIN = (
    "year", "batch", "title", "document_number", "clock_starts_on", "figures_include_prior", "file_to",
    "report_due_day", "publish_enterprise_list", "confidential", "rule_set",
)  # fmt: skip
# Kinds of organisations that filings go to, and those that are parties to a notice.
RECIPIENTS = ["miit", "mnr", "province_miit", "province_mnr"]
PARTIES = [*RECIPIENTS, "ndrc"]
DAYS = ("signed_on", "published_on", "received_on")
# Of a correction: the clock of the notice that it corrects.
BASE_CLOCK = ("base_clock_starts_on", "base_clock_day")
AROUND = ("addressees", "opening", "contacts", "annex_1", "annex_2")
# What names a row of a list.
NAMES = ("group", "enterprise", "name")


UNKNOWN_GROUP: dict[str, Any] = {
    "does_not_exist": _("There is no group named “{value}”; write its full name as the register of groups has it."),
    "invalid": _("A group is named by its full name, as text."),
}
UNKNOWN_ENTERPRISE: dict[str, Any] = {
    "does_not_exist": _(
        "There is no enterprise with the unified social credit code “{value}” in the register; correct the code."
    ),
    "invalid": _("An enterprise is named by its unified social credit code, as text."),
}


def tonnes_field(**kwargs: Any) -> serializers.DecimalField:
    """Tonnes REO: a decimal string with up to three places, 0 or more."""
    return serializers.DecimalField(max_digits=14, decimal_places=3, min_value=0, max_value=ABSURD, **kwargs)


class FiguresForm(serializers.Serializer[Any]):
    """Figures by category; a category that is left out is none."""

    mining_rock = tonnes_field(required=False)
    mining_ionic = tonnes_field(required=False)
    separation = tonnes_field(required=False)

    def figures(self, values: dict[str, Any]) -> dict[str, Any]:
        """Only the categories that are given."""
        return {name: values[name] for name in FIGURES if name in values}


class OfWhichForm(FiguresForm):
    """A row “of which”."""

    name = serializers.CharField(max_length=200)


class AllocationForm(FiguresForm):
    """One group's row of annex 1; the group is named as in the notice."""

    group = serializers.SlugRelatedField(
        slug_field="name_zh", queryset=Organisation.objects.groups(), error_messages=UNKNOWN_GROUP
    )
    of_which = OfWhichForm(many=True, required=False)


class DirectForm(FiguresForm):
    """A row that names an enterprise, by its unified social credit code."""

    enterprise = serializers.SlugRelatedField(
        slug_field="credit_code", queryset=Enterprise.objects.all(), error_messages=UNKNOWN_ENTERPRISE
    )


class FilingTermForm(serializers.Serializer[Any]):
    """How long groups have to file: working days, or a fixed day."""

    working_days = serializers.IntegerField(min_value=1, max_value=250, required=False)
    fixed_day = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one of the two."""
        if len(attrs) != 1:
            raise serializers.ValidationError(_("Give either working_days or fixed_day, not both and not neither."))
        return attrs


class PartyForm(serializers.Serializer[Any]):
    """A party: a kind of organisation of this system, or a body outside it by name, with the document of its act."""

    role = serializers.ChoiceField(choices=NoticeParty.Role.choices)
    kind = serializers.ChoiceField(choices=PARTIES, required=False)
    name = serializers.CharField(max_length=100, required=False)
    reference = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of kind and name; a province does not sign."""
        if ("kind" in attrs) == ("name" in attrs):
            raise serializers.ValidationError(_("Give either the kind of an organisation or the name of a body."))
        if attrs["role"] == NoticeParty.Role.SIGNS and str(attrs.get("kind", "")).startswith("province"):
            raise serializers.ValidationError(_("Provinces are informed of a notice; they do not sign it."))
        return attrs


class TextForm(serializers.Serializer[Any]):
    """The wording of a notice; placeholders that the system fills are written as 【name】."""

    addressees = serializers.CharField(max_length=2_000)
    opening = serializers.CharField(max_length=2_000)
    clauses = serializers.ListField(child=serializers.CharField(max_length=5_000), min_length=1, max_length=40)
    contacts = serializers.CharField(max_length=1_000, allow_blank=True, default="")
    annex_1 = serializers.CharField(max_length=200, allow_blank=True, default="")
    annex_2 = serializers.CharField(max_length=200, allow_blank=True, default="")


class NoticeForm(serializers.Serializer[Any]):
    """A notice as JSON: see docs/notice-file.md for the keys. A draft in the browser may still lack its annex."""

    year = serializers.IntegerField(min_value=2006, max_value=2100)
    batch = serializers.IntegerField(min_value=1, max_value=9)
    title = serializers.CharField(max_length=200)
    document_number = serializers.CharField(max_length=60, allow_null=True, required=False, default=None)
    signed_on = serializers.DateField(allow_null=True, required=False, default=None)
    published_on = serializers.DateField(allow_null=True, required=False, default=None)
    received_on = serializers.DateField(allow_null=True, required=False, default=None)
    clock_starts_on = serializers.ChoiceField(choices=Notice.Clock.choices)
    base_clock_starts_on = serializers.ChoiceField(choices=Notice.Clock.choices, required=False)
    base_clock_day = serializers.DateField(required=False)
    figures_include_prior = serializers.BooleanField()
    filing = FilingTermForm()
    file_to = serializers.ListField(child=serializers.ChoiceField(choices=RECIPIENTS), min_length=1)
    report_due_day = serializers.IntegerField(min_value=1, max_value=28, default=10)
    publish_enterprise_list = serializers.BooleanField(default=False)
    confidential = serializers.BooleanField(default=False)
    rule_set = serializers.SlugField()
    totals = FiguresForm()
    reserve = FiguresForm(required=False)
    allocations = AllocationForm(many=True, required=False, default=list)
    enterprises = DirectForm(many=True, required=False, default=list)
    text = TextForm(required=False)
    parties = PartyForm(many=True, required=False, allow_empty=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Check that the clock's date is known and that no group occurs twice."""
        if not attrs.get(f"{attrs['clock_starts_on']}_on"):
            raise serializers.ValidationError(
                {"clock_starts_on": _("The clock starts on a date that is not given; give that date too.")}
            )
        self._refuse_half_clock(attrs)
        if not attrs["allocations"] and not attrs["enterprises"] and not self.context.get("draft"):
            raise serializers.ValidationError({"allocations": _("Give a row for each group, or for each enterprise.")})
        self._refuse_ended(attrs)
        codes = [row["enterprise"].credit_code for row in attrs["enterprises"]]
        if len(codes) != len(set(codes)):
            raise serializers.ValidationError({"enterprises": _("An enterprise appears twice; make it one row.")})
        names = [row["group"].name_zh for row in attrs["allocations"]]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise serializers.ValidationError(
                {"allocations": _("%(group)s appears twice; make it one row.") % {"group": "、".join(twice)}}
            )
        return attrs

    def _refuse_half_clock(self, attrs: dict[str, Any]) -> None:
        """Only a correction names the clock of another notice, and then which date it is and the day."""
        given = [name for name in BASE_CLOCK if name in attrs]
        if given and not self.context.get("correction"):
            raise serializers.ValidationError(dict.fromkeys(given, _("Only a correction names this.")))
        if len(given) == 1:
            sentence = _("Give which date starts the clock of the corrected notice, and the day.")
            raise serializers.ValidationError({given[0]: sentence})

    def _refuse_ended(self, attrs: dict[str, Any]) -> None:
        """A group that had ended gets nothing: its successor does."""
        day = attrs.get("published_on") or attrs[f"{attrs['clock_starts_on']}_on"]
        day = min(day, date(attrs["year"], 12, 31))
        for row in attrs["allocations"]:
            if row["group"].valid_to and row["group"].valid_to < day:
                sentence = _("%(group)s ended on %(day)s; name its successor.")
                message = sentence % {"group": row["group"].name, "day": day_text(row["group"].valid_to)}
                raise serializers.ValidationError({"allocations": message})

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Refuses keys it does not know, so that a misspelt one is not silently nothing."""
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError(
                {name: _("This key is not known; see docs/notice-file.md for those that are.") for name in unknown}
            )
        values: dict[str, Any] = super().to_internal_value(data)
        return values


def notice_data(notice: Notice) -> dict[str, Any]:
    """A stored notice in its JSON form: what `NoticeForm` reads, and what the log compares when a draft is edited."""
    plain = {name: getattr(notice, name) for name in PLAIN}
    days = {name: day.isoformat() if (day := getattr(notice, name)) else None for name in DAYS}
    if notice.base_clock_day is not None:
        days |= {
            "base_clock_starts_on": notice.base_clock_starts_on,
            "base_clock_day": notice.base_clock_day.isoformat(),
        }
    fixed = notice.filing_fixed_day
    term = {"fixed_day": fixed.isoformat()} if fixed else {"working_days": notice.filing_working_days}
    totals = {row.category: row for row in notice.totals.all()}
    return {
        **plain,
        **days,
        "filing": term,
        "totals": {category: format_tonnes_plain(row.stated) for category, row in totals.items()},
        "reserve": {category: format_tonnes_plain(row.reserve) for category, row in totals.items() if row.reserve},
        "allocations": _group_rows(notice),
        "enterprises": _direct_rows(notice),
        "parties": [
            {
                "role": party.role,
                **({"kind": party.kind} if party.kind else {"name": party.name}),
                "reference": party.reference,
            }
            for party in notice.parties.all()
        ],
        "text": {
            **{name: getattr(notice.text, name) for name in AROUND},
            "clauses": [clause.wording for clause in notice.clauses.all()],
        },
    }


def _group_rows(notice: Notice) -> list[dict[str, Any]]:
    rows: dict[int, dict[str, Any]] = {}
    for line in notice.allocations.select_related("group").prefetch_related("of_which"):
        row = rows.setdefault(line.group_id, {"group": line.group.name_zh})
        row[line.category] = format_tonnes_plain(line.stated)
        for part in line.of_which.all():
            parts = row.setdefault("of_which", [])
            same = next((one for one in parts if one["name"] == part.name), None)
            if same is None:
                parts.append(same := {"name": part.name})
            same[line.category] = format_tonnes_plain(part.stated)
    return list(rows.values())


def _direct_rows(notice: Notice) -> list[dict[str, Any]]:
    rows: dict[int, dict[str, Any]] = {}
    for line in notice.enterprise_allocations.select_related("enterprise"):
        row = rows.setdefault(line.enterprise_id, {"enterprise": line.enterprise.credit_code})
        row[line.category] = format_tonnes_plain(line.stated)
    return list(rows.values())


def flat(data: Any, path: str = "") -> dict[str, Any]:
    """Nested data as {path: value}: rows are named by whose they are, so that a change names the row it is in."""
    if isinstance(data, dict):
        parts = [flat(value, _path(path, key)) for key, value in data.items() if key not in NAMES]
    elif path.endswith("clauses"):
        parts = [{f"{path}[{place}]": wording} for place, wording in enumerate(data, start=1)]
    elif isinstance(data, list) and any(isinstance(item, dict) for item in data):
        parts = [flat(item, f"{path}[{_name_of(item, place)}]") for place, item in enumerate(data, start=1)]
    else:
        return {path: data}
    return {name: value for part in parts for name, value in part.items()}


def _name_of(row: dict[str, Any], place: int) -> str:
    return str(next((row[name] for name in NAMES if name in row), place))


def sentences(errors: Any, path: str = "") -> dict[str, str]:
    """DRF's nested errors as {path in the file: sentence}; rows count from 1, as people do."""
    if isinstance(errors, dict):
        parts = [sentences(value, _path(path, key)) for key, value in errors.items()]
    elif isinstance(errors, list) and any(isinstance(item, dict) for item in errors):
        parts = [sentences(item, f"{path}[{row}]") for row, item in enumerate(errors, start=1)]
    else:
        return {path.removesuffix(".non_field_errors"): " ".join(str(item) for item in errors)}
    return {name: text for part in parts for name, text in part.items()}


def _path(path: str, key: Any) -> str:
    """`totals.separation`, or `allocations[1].group` for a row; DRF names rows of a list by their index."""
    return f"{path}[{key + 1}]" if isinstance(key, int) else f"{path}.{key}".lstrip(".")
