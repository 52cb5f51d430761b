"""The link by which an invited person sets the password: signed, dated, used once."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Invitation, User
from common.constraints import Refusal
from common.periods import instant_in_words, now

# The same invitation has the same link, and nobody without the key of the service can make one.
SIGNER = signing.Signer(salt="accounts.invitation", sep=".")


class LinkGone(Refusal):
    """The link was good once."""

    status = 410


def new_invitation(person: User, *, by: User | None) -> Invitation:
    """A link that is good for some days; the one before it no longer opens. The person's row is locked."""
    at = now()
    person.invitations.open().update(withdrawn_at=at)
    expires_at = at + timedelta(days=settings.INVITATION_DAYS)
    return Invitation.objects.create(person=person, made_by=by, made_at=at, expires_at=expires_at)


def token_of(invitation: Invitation) -> str:
    """The signed token of the link; it needs the secret key of this service."""
    return SIGNER.sign(str(invitation.pk))


def invitation_of(token: str) -> Invitation:
    """The invitation of a link that still opens. Raises Http404 for a forged one, LinkGone for one that is over."""
    try:
        number = int(SIGNER.unsign(token))
    except signing.BadSignature:
        raise Http404 from None
    found = Invitation.objects.select_related("person__organisation").filter(pk=number).first()
    if found is None:
        raise Http404
    gone = _gone(found)
    if gone is not None:
        raise gone
    return found


def _gone(invitation: Invitation) -> LinkGone | None:
    if invitation.accepted_at is not None:
        sentence = _("This link was used at %(at)s, and each is used once. Sign in with the password set then.")
        return LinkGone("link_used", sentence % {"at": instant_in_words(invitation.accepted_at)})
    if invitation.withdrawn_at is not None:
        return LinkGone("link_withdrawn", _("A newer link was sent, or this one was withdrawn. Use the newest one."))
    if invitation.expired(now()):
        sentence = _("This link was good until %(until)s. Ask the administrator of your organisation for a new one.")
        return LinkGone("link_expired", sentence % {"until": instant_in_words(invitation.expires_at)})
    if not invitation.person.is_active:
        return LinkGone("account_disabled", _("The account is disabled. Ask the administrator of your organisation."))
    return None


def send_link(invitation: Invitation, url: str) -> bool:
    """Sends the link by e-mail; False when there is nowhere to send it or the mail server does not take it."""
    person = invitation.person
    if not (person.email and settings.MESSAGES_BY_EMAIL):
        return False
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Your account in the administration of rare-earth quotas")
        body = _(
            "%(name)s, %(organisation)s: your account is “%(account)s”. Set its password at this link, until %(until)s. "
            "The link works once and is for this person only.\n\n%(url)s\n\n"
            "If you did not ask for an account, do not open the link and inform the administrator of your organisation."
        ) % {
            "name": person.name,
            "organisation": person.organisation.name,
            "account": person.username,
            "until": instant_in_words(invitation.expires_at),
            "url": url,
        }
    try:
        return bool(send_mail(subject, body, None, [person.email]))
    except OSError:
        return False
