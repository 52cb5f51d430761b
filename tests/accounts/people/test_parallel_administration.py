"""Two administrators, two officers, two openings of one link at the same instant: one effect each, with a control."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Delegation, Invitation, Organisation, Role, User
from accounts.services import delegations, people
from accounts.services.delegations import delegate
from accounts.services.invitations import token_of
from audit.models import Event
from common.constraints import Refusal
from common.periods import at
from tests.accounts.keepers import administrator, codes
from tests.conftest import JOURNEY, Cast

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("real_db")]
FIRST, LAST = date(2021, 10, 11), date(2021, 10, 15)


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Each job's result or exception, in threads with connections of their own."""
    results: list[Any] = [None] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        try:
            with at(JOURNEY):
                results[place] = job()
        except Exception as error:  # noqa: BLE001 - it is what is looked at
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def two_officers_name_the_same_person() -> list[Any]:
    cast = Cast()
    acting = cast.northern_viewer
    officers = [cast.northern_officer, cast.person("second", "northern-re", "officer")]

    def job(officer: User) -> Callable[[], Any]:
        return lambda: delegate(acting=acting, first_day=FIRST, last_day=LAST, reason="出差", by=officer)

    return together(*(job(officer) for officer in officers))


def test_two_officers_who_name_the_same_person_at_once_get_one_delegation(monkeypatch: pytest.MonkeyPatch) -> None:
    results = two_officers_name_the_same_person()
    assert Delegation.objects.count() == 1
    assert [type(result) for result in results if isinstance(result, Exception)] == [Refusal]


def test_without_the_lock_both_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both have looked before either writes."""
    meet = threading.Barrier(2, timeout=60)
    look = delegations._refuse_overlap

    def look_and_wait(*arguments: Any) -> None:
        look(*arguments)
        meet.wait()

    monkeypatch.setattr(delegations, "_refuse_overlap", look_and_wait)
    monkeypatch.setattr(delegations, "_lock", lambda *pks: list(User.objects.filter(pk__in=pks)))
    results = two_officers_name_the_same_person()
    assert [type(result) for result in results] == [Delegation, Delegation], results
    assert Delegation.objects.count() == 2


def test_a_link_opened_twice_at_once_sets_one_password() -> None:
    admin = administrator("northern-re")
    invitation = people.invite(
        organisation=admin.organisation, username="wang", name="测试·王", email="w@example.org", roles=(), by=admin
    )
    token, passwords = token_of(invitation), ("Kiln-Cerium-2021-ash", "Kiln-Yttrium-2021-ash")

    def job(password: str) -> Callable[[], Any]:
        return lambda: people.accept_invitation(token=token, password=password)

    results = together(*(job(password) for password in passwords))
    refused = [result for result in results if isinstance(result, Refusal)]
    assert [refusal.code for refusal in refused] == ["link_used"]
    person = User.objects.get(username="wang")
    won = passwords[0] if isinstance(results[1], Refusal) else passwords[1]
    assert person.check_password(won)
    assert Invitation.objects.get().accepted_at is not None


def test_disabled_by_two_administrators_at_once_is_disabled_once() -> None:
    person = Cast().northern_clerk
    admins = [administrator("northern-re", number) for number in (1, 2)]

    def job(admin: User) -> Callable[[], Any]:
        return lambda: people.disable(person=person, reason="离职", by=admin)

    results = together(*(job(admin) for admin in admins))
    assert all(isinstance(result, User) and not result.is_active for result in results)
    assert Event.objects.about(person).filter(action="person.disable").count() == 1


def test_two_operator_roles_given_at_once_by_hand_are_refused_by_the_database() -> None:
    person = User.objects.create_user(
        "both", "", name="测试·两者", organisation=Organisation.objects.get(code="operator")
    )
    meet = threading.Barrier(2, timeout=60)

    def job(code: str) -> Callable[[], Any]:
        def give() -> None:
            with transaction.atomic():
                role = Role.objects.get(code=code)
                meet.wait()
                User.roles.through.objects.create(user_id=person.pk, role_id=role.pk)

        return give

    results = together(job("system_admin"), job("audit_admin"))
    assert [type(result) for result in results if result] == [IntegrityError]
    assert len(codes(person)) == 1
