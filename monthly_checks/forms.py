"""What people type in a monthly check."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from monthly_checks.models import CheckVerdict
from monthly_checks.models.check import CheckedEnterpriseQuerySet

LONGEST = 1000


STATES = (
    ("unjudged", _("no verdict")),
    ("question", _("waiting for an answer")),
    ("answered", _("answered, to be checked")),
    ("agree", _("agrees")),
    ("to_inspect", _("to be inspected")),
)


class CheckFilter(forms.Form):
    """Which enterprises of a check are shown; what is left empty filters nothing."""

    search = forms.CharField(label=_("name or credit code"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("verdict"), required=False, choices=[("", _("all")), *STATES])

    def rows(self, rows: CheckedEnterpriseQuerySet) -> CheckedEnterpriseQuerySet:
        """Those that fit; none while the filter is wrong."""
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if words := asked["search"].strip():
            named = Q(enterprise__name_zh__icontains=words) | Q(enterprise__name_en__icontains=words)
            rows = rows.filter(named | Q(enterprise__credit_code__icontains=words))
        return rows.in_state(asked["state"]) if asked["state"] else rows


class VerdictForm(forms.Form):
    """What the province says of an enterprise's month."""

    verdict = forms.ChoiceField(
        label=_("verdict"),
        choices=[
            (CheckVerdict.Verdict.AGREE, _("agree: quota, output and traceability fit")),
            (CheckVerdict.Verdict.QUESTION, _("ask the group; it answers within a set number of working days")),
            (
                CheckVerdict.Verdict.INSPECT,
                _("inspect: weighs in the next draw of inspections, until it has taken place"),
            ),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("question, or what is to be inspected"),
        required=False,
        max_length=LONGEST,
        widget=PhrasedText(rows=3),
        help_text=_("The group sees a question and nothing else of the check."),
    )


class AnswerForm(forms.Form):
    """A group's answer."""

    answer = forms.CharField(label=_("answer"), max_length=LONGEST * 2, widget=PhrasedText(rows=5))
    file = forms.FileField(label=_("document"), required=False, allow_empty_file=True)


class CloseForm(forms.Form):
    """The province's report to the ministries."""

    summary = forms.CharField(
        label=_("summary for the ministries"),
        max_length=LONGEST,
        widget=PhrasedText(rows=4),
        help_text=_("The counts of verdicts, questions and inspections are filled in automatically."),
    )
