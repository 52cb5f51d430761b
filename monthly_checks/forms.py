"""What people type in a monthly check."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from monthly_checks.models import CheckVerdict

LONGEST = 1000


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
        help_text=_("The counts of verdicts, questions and inspections stand beside it by themselves."),
    )
