"""The pages of one's own phrases: the list, in which they are added and sorted; one edited; one removed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.phrases import PhraseForm
from accounts.models import Phrase
from accounts.permissions import phrase_policies
from accounts.services import phrases as services
from accounts.views.confirmation import ask
from accounts.views.signed_in import SignedIn
from common.constraints import Refusal
from common.http import form_status, get_visible_or_404, refuse_form
from common.workflow import refusal_of


@never_cache
@require_http_methods(["GET", "POST"])
def phrase_list(request: SignedIn) -> HttpResponse:
    """The list, and a field for another one."""
    refusal_of(phrase_policies.keep_phrases(request.user))
    form = PhraseForm(request.POST or None)
    if form.is_valid():
        try:
            services.add_phrase(text=form.cleaned_data["text"], by=request.user)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Kept; it is offered beside every field for opinions, reasons and remarks."))
            return redirect("phrase_list")
    rows = list(Phrase.objects.visible_to(request.user))
    context = {"form": form, "rows": rows, "most": Phrase.MOST}
    return render(request, "accounts/phrases/phrase_list.html", context, status=form_status(form))


@never_cache
@require_http_methods(["GET", "POST"])
def phrase_edit(request: SignedIn, pk: int) -> HttpResponse:
    """Other words for one."""
    phrase = get_visible_or_404(Phrase.objects, request.user, pk=pk)
    refusal_of(phrase_policies.keep_phrases(request.user))
    form = PhraseForm(request.POST or None, initial={"text": phrase.text})
    if form.is_valid():
        try:
            services.edit_phrase(phrase=phrase, text=form.cleaned_data["text"], by=request.user)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Changed. Where it has already been used, the former text is kept."))
            return redirect("phrase_list")
    return render(request, "accounts/phrases/phrase_edit.html", {"form": form}, status=form_status(form))


@require_POST
def phrase_move(request: SignedIn, pk: int) -> HttpResponse:
    """One place up or down."""
    phrase = get_visible_or_404(Phrase.objects, request.user, pk=pk)
    services.move_phrase(phrase=phrase, up=request.POST.get("to") == "up", by=request.user)
    return redirect("phrase_list")


@never_cache
@require_http_methods(["GET", "POST"])
def phrase_remove(request: SignedIn, pk: int) -> HttpResponse:
    """Asks, then removes it."""
    phrase = get_visible_or_404(Phrase.objects, request.user, pk=pk)
    refusal_of(phrase_policies.keep_phrases(request.user))
    if request.method == "POST":
        services.remove_phrase(phrase=phrase, by=request.user)
        messages.success(request, _("Removed."))
        return redirect("phrase_list")
    effects = [
        _("“%(phrase)s” is no longer offered to you.") % {"phrase": phrase.text},
        _("Where it has already been used, the text is kept."),
    ]
    title = _("Remove the phrase")
    back = reverse("phrase_list")
    return ask(request, title=title, label=title, effects=effects, back=back, back_label=_("Own phrases"), danger=True)
