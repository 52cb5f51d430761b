"""Ending every session and API token of a person."""

from django.db import transaction
from django.db.models import F
from knox.models import AuthToken

from accounts.models import User


@transaction.atomic
def end_all(user: User) -> None:
    """Ends every session and every API token of the person: the account is disabled, or its roles have changed."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.session_epoch = User.objects.values_list("session_epoch", flat=True).get(pk=user.pk)
    AuthToken.objects.filter(user=user.pk).delete()
