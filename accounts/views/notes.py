"""The page of the own organisation's notes about one row, and striking one out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.notes import NoteForm
from accounts.models import Note
from accounts.permissions import note_policies
from accounts.reads.notes import notes_about, subject_of
from accounts.services import notes as services
from accounts.views.signed_in import SignedIn
from common.constraints import Refusal
from common.http import form_status, get_visible_or_404, refuse_form
from common.workflow import refusal_of


@never_cache
@require_http_methods(["GET", "POST"])
def note_list(request: SignedIn, kind: str, pk: int) -> HttpResponse:
    """The notes about a row, and a field for another one."""
    subject = subject_of(request.user, kind, pk)
    may_write = note_policies.write_notes(request.user) is None
    if request.method == "POST":
        refusal_of(note_policies.write_notes(request.user))
    form = NoteForm(request.POST or None)
    if form.is_valid():
        try:
            services.write_note(subject=subject, text=form.cleaned_data["text"], by=request.user)
        except Refusal as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, _("Noted; only your own organisation reads it."))
            return redirect("note_list", kind, pk)
    context = {
        "subject": subject,
        "notes": list(notes_about(request.user, kind, pk)),
        "form": form,
        "may_write": may_write,
    }
    return render(request, "accounts/notes/note_list.html", context, status=form_status(form))


@require_POST
def note_withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Strikes one's own note out."""
    note = get_visible_or_404(Note.objects, request.user, pk=pk)
    services.withdraw_note(note=note, by=request.user)
    messages.success(request, _("Struck out; your organisation can still read it."))
    return redirect("note_list", note.kind, note.subject)
