"""What people type about organisations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day
from accounts.forms.people import AskedTwice, Reason
from accounts.models import Organisation, Province
from accounts.services.reference import LONGEST_NAME_EN, LONGEST_NAME_ZH, LONGEST_SHORT_ZH

Kind = Organisation.Kind


class NamesForm(AskedTwice):
    """The four names of an organisation, and from which day on they hold."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200)
    short_zh = forms.CharField(label=_("Chinese short name"), max_length=50)
    short_en = forms.CharField(label=_("English short name"), max_length=50)
    first_day = Day(label=_("the new names hold from"))


class OrganisationForm(AskedTwice):
    """A new ministry or group."""

    kind = forms.ChoiceField(
        label=_("kind"), choices=[(kind.value, kind.label) for kind in (Kind.GROUP, *Organisation.SIGNING)]
    )
    code = forms.SlugField(label=_("code"), help_text=_("In addresses and files, like northern-re; it never changes."))
    name_zh = forms.CharField(label=_("Chinese name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200)
    short_zh = forms.CharField(label=_("Chinese short name"), max_length=50)
    short_en = forms.CharField(label=_("English short name"), max_length=50)
    position = forms.IntegerField(label=_("position in notices"), min_value=0, max_value=99)
    valid_from = Day(label=_("exists from"))


class ValidityForm(AskedTwice):
    """From which day to which an organisation exists."""

    valid_from = Day(label=_("exists from"), required=False)
    valid_to = Day(label=_("exists until"), required=False)
    reason = Reason()


class MergerForm(AskedTwice):
    """Which organisations end, which one follows, and when."""

    predecessors = forms.ModelMultipleChoiceField(
        label=_("organisations that end"),
        queryset=Organisation.objects.groups(),
        widget=forms.CheckboxSelectMultiple,
    )
    successor = forms.ModelChoiceField(label=_("successor"), queryset=Organisation.objects.groups())
    day = Day(label=_("first day of the successor"))
    document = forms.CharField(label=_("document"), max_length=300, help_text=_("Title, number or address."))


class ProvinceForm(AskedTwice):
    """A province that has rare-earth enterprises."""

    code = forms.RegexField(r"^[1-9][0-9]$", label=_("code of GB/T 2260"), max_length=2)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=LONGEST_NAME_ZH)
    short_zh = forms.CharField(label=_("Chinese short name"), max_length=LONGEST_SHORT_ZH)
    name_en = forms.CharField(label=_("English name"), max_length=LONGEST_NAME_EN)
    slug = forms.SlugField(label=_("code"), max_length=30, help_text=_("In addresses and files, like neimenggu."))

    def clean_code(self) -> str:
        """A code that is free."""
        code: str = self.cleaned_data["code"]
        if Province.objects.filter(code=code).exists():
            sentence = _("The province with the code %(code)s is there already.")
            raise forms.ValidationError(sentence, params={"code": code})
        return code
