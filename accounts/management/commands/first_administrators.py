"""`manage.py first_administrators`: the three who keep the system, for an installation that has none."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.models import Role
from accounts.services.first_administrators import ORDER, appoint_operators
from accounts.services.invitations import token_of
from audit.services.record import System
from common.constraints import Refusal
from common.periods import instant_in_words


class Command(BaseCommand):
    help = (
        "Makes the accounts of the system, the security and the audit administrator, three different people, and "
        "prints the link at which each sets the password. Refused when there are some."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="http://localhost:8000", help="where the service is, for the links")
        for role in ORDER:
            option = "--" + role.replace("_", "-")
            parser.add_argument(option, nargs=2, metavar=("ACCOUNT", "NAME"), required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        people = {role: tuple(options[role]) for role in ORDER}
        try:
            invitations = appoint_operators(people, by=System("first_administrators"))
        except (Refusal, ValidationError) as refusal:
            sentence = "; ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
            raise CommandError(sentence) from None
        names = dict(Role.objects.values_list("code", "name_zh"))
        for role, invitation in zip(ORDER, invitations, strict=True):
            link = options["address"].rstrip("/") + reverse("invitation", args=[token_of(invitation)])
            until = instant_in_words(invitation.expires_at)
            self.stdout.write(
                f"{names[role]} {invitation.person.name} ({invitation.person.username}), {until}\n  {link}"
            )
