"""Service accounts of both groups: one that is asked for, and one in force with a token, a webhook and a delivery."""

from typing import Any

from django.utils import timezone

from accounts.models import Organisation, Role, User
from common.periods import now, today
from integrations.models import Delivery, Endpoint, ServiceAccount, ServiceToken
from tests.access.actors import NORTH, SOUTH

CODES = {NORTH: "northern-re", SOUTH: "southern-re"}


def build_integrations(world: Any) -> None:
    """Rows that nobody outside the group's keepers and the security administrator may see."""
    for side, code in CODES.items():
        home, text = Organisation.objects.get(code=code), world.canaries.text
        asker = User.objects.create_user(f"asker-{side}", "long-Passphrase-2021", name="申请人", organisation=home)
        world.rows["service account", side] = _account(home, "asked", text(f"{side}-programs", "用途"), asker)
        running = _account(home, "running", text(f"{side}-programs", "用途"), asker)
        running.consented_by, running.consented_at = world.people[f"{side}_officer"], now()
        running.save()
        ServiceToken.objects.create(
            account=running, prefix=f"req_{side}", digest="0" * 64, issued_by=asker, issued_at=now()
        )
        url = f"https://{side}.example/{text(f'{side}-programs', '地址')}"
        hook = Endpoint.objects.create(account=running, url=url, events=["notice.issued"], secret="x", made_at=now())
        world.rows["service account.running", side] = running
        world.rows["webhook", side] = hook
        world.rows["delivery", side] = Delivery.objects.create(
            endpoint=hook, event=1, kind="notice.issued", payload={"data": {"number": "1"}},
            queued_at=timezone.now(), next_try_at=timezone.now(),
        )  # fmt: skip


def _account(home: Organisation, name: str, purpose: str, asker: User) -> ServiceAccount:
    user = User.objects.create_user(f"{home.code}.{name}", "x", name=name, organisation=home)
    user.roles.set(Role.objects.filter(code=Role.VIEWER))
    return ServiceAccount.objects.create(
        user=user, purpose=purpose, scopes=["reports:read"], last_day=today(), asked_by=asker, asked_at=now()
    )
