"""What people type about people."""

from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User


class Reason(forms.CharField):
    """The reason, one line, recorded in the log."""

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
    """The new password, twice, with the password rules as help text."""


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
