"""What people type into the pages of people, organisations and delegations."""

from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Province, Role, User

Kind = Organisation.Kind


class Reason(forms.CharField):
    """Why: one line that stands in the log."""

    def __init__(self) -> None:
        super().__init__(label=_("reason"), max_length=300)


class AskedTwice(forms.Form):
    """A form whose values are shown with their effects, and sent again with the confirmation."""

    def hidden(self, **arguments: Any) -> Self:
        """The same values, hidden. `arguments` are those the form was made with."""
        form = type(self)(initial=self.cleaned_data, **arguments)
        for field in form.fields.values():
            field.widget = field.hidden_widget()
        form.fields["confirmed"] = forms.BooleanField(initial="1", widget=forms.HiddenInput)
        return form


class RoleChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Roles as boxes to tick, each with what it means; what this person may not give is no box."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Role.objects.none(),
            required=False,
            label=_("roles"),
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )

    def offer(self, codes: Iterable[str]) -> None:
        """Only these are choices."""
        self.queryset = Role.objects.filter(code__in=codes)

    def label_from_instance(self, obj: Role) -> str:
        return f"{obj.name} – {obj.description}"


class InvitationForm(forms.Form):
    """Who is invited, and with which roles."""

    username = forms.CharField(
        label=_("account"),
        max_length=150,
        help_text=_("Letters, digits and @ . + - _; it is typed when signing in and is never given to anybody else."),
        validators=User._meta.get_field("username").validators,
    )
    name = forms.CharField(label=_("name"), max_length=150)
    email = forms.EmailField(label=_("e-mail"), help_text=_("The link to set the password is sent here."))
    roles = RoleChoice()

    def __init__(self, *args: Any, roles: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = frozenset(roles)
        self.fields["roles"].offer(offered)  # type: ignore[attr-defined]
        if not offered:
            del self.fields["roles"]


class RolesForm(AskedTwice):
    """The roles from now on, of those that may be given here."""

    roles = RoleChoice()
    reason = Reason()

    def __init__(self, *args: Any, roles: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].offer(roles)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = Reason()


class FirstPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """The password, twice; the password rules stand beside it."""


class PeopleFilter(forms.Form):
    """Search, organisation and state; what is left empty filters nothing."""

    STATES = (
        ("active", _("active")),
        ("invited", _("invited")),
        ("disabled", _("disabled")),
    )
    search = forms.CharField(label=_("name or account"), required=False)
    organisation = forms.ModelChoiceField(
        label=_("organisation"), required=False, queryset=Organisation.objects.none(), empty_label=_("all")
    )
    state = forms.ChoiceField(label=_("state"), required=False, choices=[("", _("all")), *STATES])

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class Day(forms.DateField):
    """A day, typed or picked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


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
        label=_("kind"), choices=[(kind.value, kind.label) for kind in (Kind.GROUP, Kind.MIIT, Kind.MNR)]
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
    name_zh = forms.CharField(label=_("Chinese name"), max_length=100)
    short_zh = forms.CharField(label=_("Chinese short name"), max_length=20)
    name_en = forms.CharField(label=_("English name"), max_length=100)
    slug = forms.SlugField(label=_("code"), max_length=30, help_text=_("In addresses and files, like neimenggu."))

    def clean_code(self) -> str:
        """A code that is free."""
        code: str = self.cleaned_data["code"]
        if Province.objects.filter(code=code).exists():
            sentence = _("The province with the code %(code)s is there already.")
            raise forms.ValidationError(sentence, params={"code": code})
        return code


class DelegationForm(AskedTwice):
    """Who acts, from when to when, and why."""

    acting = forms.ModelChoiceField(label=_("acting officer"), queryset=User.objects.none())
    first_day = Day(label=_("first day"))
    last_day = Day(label=_("last day"), help_text=_("It ends by itself at 24:00 of this day."))
    reason = Reason()

    def __init__(self, *args: Any, officer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acting"].queryset = User.objects.may_act_for(officer)  # type: ignore[attr-defined]
