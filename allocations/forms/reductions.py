"""What people type into the pages of reductions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phrases import PhrasedText
from accounts.forms.selects import LongSelect
from common.quantities import Category, TonnesFormField
from enterprises.models import Enterprise


class ReductionForm(forms.Form):
    """What is taken back from whom, and the document that orders it."""

    enterprise = forms.ModelChoiceField(label=_("enterprise"), queryset=Enterprise.objects.all(), widget=LongSelect)
    year = forms.IntegerField(label=_("year"), min_value=2006, max_value=2100)
    category = forms.ChoiceField(label=_("category"), choices=Category.choices)
    tonnes = TonnesFormField(label=_("tonnes REO taken back"))
    document_number = forms.CharField(label=_("document number"), max_length=60, required=False)
    document = forms.FileField(label=_("document"), required=False)
    reason = forms.CharField(label=_("reason"), max_length=1000, widget=PhrasedText(rows=3), strip=True)
