"""An empty installation gets its three administrators by one command, once."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Role, User
from audit.models import Event
from tests.accounts.keepers import codes, system_admin

pytestmark = pytest.mark.django_db
THREE: dict[str, Any] = {
    "system_admin": ["wang", "测试·王"],
    "security_admin": ["li", "测试·李"],
    "audit_admin": ["zhao", "测试·赵"],
}
STRONG = "Kiln-Cerium-2021-ash"


def appoint(**changes: Any) -> str:
    out = StringIO()
    call_command("first_administrators", address="https://quota.example/", stdout=out, **{**THREE, **changes})
    return out.getvalue()


def test_three_people_get_their_role_and_a_link_each(client: Client) -> None:
    printed = appoint()
    links = re.findall(r"https://quota\.example(/account/invitation/\S+/)", printed)
    assert len(links) == 3
    for link, (account, _name) in zip(links, THREE.values(), strict=True):
        answer = client.post(link, {"new_password1": STRONG, "new_password2": STRONG})
        assert answer.status_code == 302
        assert User.objects.get(username=account).check_password(STRONG)
    assert {account: codes(User.objects.get(username=account)) for account in ("wang", "li", "zhao")} == {
        "wang": {Role.SYSTEM_ADMIN}, "li": {Role.SECURITY_ADMIN}, "zhao": {Role.AUDIT_ADMIN},
    }  # fmt: skip
    assert Event.objects.filter(action="person.appoint", actor="system:first_administrators").count() == 3


def test_it_is_refused_when_there_are_some() -> None:
    system_admin()
    with pytest.raises(CommandError, match="system-admin"):
        appoint()
    assert not User.objects.filter(username="wang").exists()


@pytest.mark.parametrize("pair", [["li", "测试·王"], ["LI", "测试·某"], ["wang", "测试·李"]])
def test_one_person_is_not_two_of_them(pair: list[str]) -> None:
    with pytest.raises(CommandError):
        appoint(system_admin=pair)
    assert User.objects.count() == 0


def test_an_account_that_is_no_account_is_refused() -> None:
    with pytest.raises(CommandError):
        appoint(system_admin=["a b!", "测试·某"])
