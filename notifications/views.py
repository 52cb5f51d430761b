"""One's own messages and channels; and, for who keeps the system, what could not be sent."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.signed_in import SignedIn
from common.http import get_visible_or_404
from common.listing import list_page
from notifications.models import Message
from notifications.permissions import keep_messages
from notifications.reads.digests import digests
from notifications.reads.message_text import place_of, reason_of, title_of
from notifications.services.chain_verification import audit_verified_at
from notifications.services.heartbeats import worker_heard_at
from notifications.services.messages import (
    channels_of,
    choose_channels,
    mark_all_read,
    mark_read,
    mark_several_read,
    try_again,
)

# Messages on a page, not digests: one that begins on a page may go on on the next.
LINES = 200
SORTS = {"received": ("-queued_at", "-pk")}


class ChannelsForm(forms.Form):
    """One question."""

    email = forms.BooleanField(label=gettext_lazy("by e-mail too"), required=False)


@dataclass(frozen=True)
class Line:
    """A message as shown: what it says, why, and the form it opens."""

    message: Message
    title: str
    reason: str
    url: str

    @property
    def settled(self) -> bool:
        """The obligation was met meanwhile: the message is shown for the record without a request to act."""
        duty = self.message.obligation
        return duty is not None and duty.met_at is not None


@require_GET
def message_list(request: SignedIn) -> HttpResponse:
    """This person's messages, a digest for each day and subject, the newest first; `?unread=1` leaves out what is read
    or settled."""
    mine = Message.objects.visible_to(request.user)
    unread = request.GET.get("unread") == "1"
    page = list_page((mine.unread() if unread else mine).about(), request.GET, sorts=SORTS, size=LINES)
    grouped = [(digest, [_line(message) for message in digest.messages]) for digest in digests(page)]
    context = {
        "digests": grouped,
        "page": page,
        "only_unread": unread,
        "keeps_system": keep_messages(request.user) is None,
    }
    return render(request, "notifications/message_list.html", context)


def _line(message: Message) -> Line:
    leads = message.obligation is not None or message.details.get("url")
    return Line(message, title_of(message), reason_of(message), place_of(message) if leads else "")


@require_POST
def message_read(request: SignedIn, pk: int) -> HttpResponse:
    """Marks one as read."""
    mark_read(get_visible_or_404(Message.objects, request.user, pk=pk), by=request.user)
    return redirect("message_list")


@require_POST
def digest_read(request: SignedIn) -> HttpResponse:
    """Marks the messages of one digest as read."""
    named = [int(pk) for pk in request.POST.getlist("pk")[:LINES] if pk.isdecimal() and len(pk) < 19]
    count = mark_several_read(named, by=request.user)
    notes.success(request, _("%(count)s messages marked as read.") % {"count": count})
    return redirect("message_list")


@require_POST
def messages_read(request: SignedIn) -> HttpResponse:
    """Marks all as read."""
    count = mark_all_read(by=request.user)
    notes.success(request, _("%(count)s messages marked as read.") % {"count": count})
    return redirect("message_list")


@require_http_methods(["GET", "POST"])
def channels(request: SignedIn) -> HttpResponse:
    """By which channels this person hears."""
    form = ChannelsForm(request.POST or None, initial={"email": channels_of(request.user).email})
    if request.method == "POST":
        choose_channels(email=request.POST.get("email") == "on", by=request.user)
        notes.success(request, _("Saved."))
        return redirect("message_channels")
    context = {"form": form, "address": request.user.email, "by_email": settings.MESSAGES_BY_EMAIL}
    return render(request, "notifications/channels.html", context)


@require_GET
def undelivered(request: SignedIn) -> HttpResponse:
    """The e-mails that failed, without what they are about; and when the sweepers' work was last seen."""
    if refusal := keep_messages(request.user):
        raise refusal
    page = list_page(Message.objects.troubled().select_related("recipient__organisation"), request.GET, sorts=SORTS)
    context = {
        "page": page,
        "waiting": Message.objects.waiting().count(),
        "worker_heard_at": worker_heard_at(),
        "audit_verified_at": audit_verified_at(),
        "attempts": settings.MESSAGE_ATTEMPTS,
    }
    return render(request, "notifications/undelivered.html", context)


@require_POST
def undelivered_again(request: SignedIn, pk: int) -> HttpResponse:
    """Sends one anew that was given up."""
    if refusal := keep_messages(request.user):
        raise refusal
    try_again(get_object_or_404(Message, pk=pk), by=request.user)
    notes.success(request, _("It is sent again at the next run of the sender."))
    return redirect("undelivered")
