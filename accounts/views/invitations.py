"""The page behind the link of an invitation: the person sets the password."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms.people import FirstPasswordForm
from accounts.services.invitations import LinkGone, invitation_of
from accounts.services.people import accept_invitation
from common.constraints import NotValid
from common.http import form_status


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Sets the password once; a link that is over says why, with 410."""
    try:
        found = invitation_of(token)
    except LinkGone as gone:
        return _gone(request, gone)
    form = FirstPasswordForm(found.person, request.POST or None)
    if form.is_valid():
        try:
            accept_invitation(token=token, password=form.cleaned_data["new_password1"])
        except LinkGone as gone:
            return _gone(request, gone)
        except NotValid as refusal:
            form.add_error("new_password1", str(refusal))
        else:
            messages.success(request, _("Your password is set. Sign in with it."))
            return redirect("sign_in")
    context = {"form": form, "person": found.person, "invitation": found}
    return render(request, "accounts/invitations/invitation.html", context, status=form_status(form))


def _gone(request: HttpRequest, gone: LinkGone) -> HttpResponse:
    return render(request, "accounts/invitations/link_gone.html", {"refusal": gone}, status=gone.status)
