"""An organisation's administrator keeps its people; the security administrator keeps the administrators."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.models import Invitation, Organisation, Role, User
from accounts.services import people
from accounts.services.invitations import invitation_of, token_of
from audit.models import Event
from authentication.services.second_factor import reset_second_factor
from common.constraints import NotAllowed, NotValid, Refusal
from common.periods import at, now
from tests.accounts.keepers import administrator, audit_admin, codes, security_admin, system_admin
from tests.conftest import JOURNEY, PASSWORD, Cast

pytestmark = pytest.mark.django_db
STRONG = "Kiln-Cerium-2021-ash"


def invited(by: User, *roles: str, username: str = "wang", organisation: str = "") -> Invitation:
    home = Organisation.objects.get(code=organisation) if organisation else by.organisation
    return people.invite(
        organisation=home, username=username, name="测试·王", email="wang@example.org", roles=roles, by=by
    )


def refused(code: str, call: Any, /, **values: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(**values)
    assert caught.value.code == code
    return caught.value


# --- invitations ------------------------------------------------------------------------------------


def test_an_invited_person_sets_the_password_at_the_link_and_signs_in(client: Client) -> None:
    link = reverse("invitation", args=[token_of(invited(administrator("northern-re"), "clerk"))])
    assert "测试·王" in client.get(link).content.decode()
    answer = client.post(link, {"new_password1": STRONG, "new_password2": STRONG})
    assert answer.headers["Location"] == reverse("sign_in")
    answer = client.post(reverse("sign_in"), {"username": "wang", "password": STRONG})
    assert answer.headers["Location"] == "/"
    assert codes(User.objects.get(username="wang")) == {"clerk"}


def test_nobody_signs_in_before_the_link_was_used() -> None:
    invited(administrator("northern-re"), "clerk")
    for guess in ("", "wang", STRONG):
        assert authenticate(None, username="wang", password=guess) is None


def test_a_link_is_used_once_and_says_so(client: Client) -> None:
    token = token_of(invited(administrator("northern-re")))
    people.accept_invitation(token=token, password=STRONG)
    refused("link_used", people.accept_invitation, token=token, password="Another-Cerium-2021")
    answer = client.get(reverse("invitation", args=[token]))
    assert answer.status_code == 410
    assert "已于" in answer.content.decode()
    assert authenticate(None, username="wang", password=STRONG)


def test_a_link_ends_after_its_days_and_says_until_when(client: Client, settings: Any) -> None:
    settings.INVITATION_DAYS = 3
    token = token_of(invited(administrator("northern-re")))
    with at(JOURNEY + timedelta(days=3, seconds=-1)):
        assert client.get(reverse("invitation", args=[token])).status_code == 200
    with at(JOURNEY + timedelta(days=3)):
        answer = client.get(reverse("invitation", args=[token]))
        assert answer.status_code == 410
        assert "2021年10月11日09:00" in answer.content.decode()
        refused("link_expired", people.accept_invitation, token=token, password=STRONG)


def test_a_new_link_replaces_the_old_one() -> None:
    admin = administrator("northern-re")
    old = invited(admin)
    new = people.renew_link(person=old.person, by=admin)
    refused("link_withdrawn", people.accept_invitation, token=token_of(old), password=STRONG)
    people.accept_invitation(token=token_of(new), password=STRONG)
    assert User.objects.get(pk=old.person.pk).check_password(STRONG)


def test_a_link_that_was_changed_opens_nothing(client: Client) -> None:
    token = token_of(invited(administrator("northern-re")))
    with pytest.raises(Http404):
        invitation_of(token[:-1] + ("A" if token[-1] != "A" else "B"))
    assert client.get(reverse("invitation", args=["1"])).status_code == 404


def test_a_weak_password_is_refused_beside_its_field(client: Client) -> None:
    link = reverse("invitation", args=[token_of(invited(administrator("northern-re")))])
    for weak in ("short", "1234567890123", "password123456"[:8]):
        answer = client.post(link, {"new_password1": weak, "new_password2": weak})
        assert answer.status_code == 422
        assert "error-summary" in answer.content.decode()
    refused(
        "weak_password",
        people.accept_invitation,
        token=link.removesuffix("/").rpartition("/")[2],
        password="1234567890123",
    )


def test_the_link_is_mailed_and_shown_once(as_user: Any) -> None:
    client = as_user(administrator("northern-re"))
    values = {"username": "li", "name": "测试·李", "email": "li@example.org", "roles": ["viewer"]}
    page = client.post(reverse("person_invite"), values)
    link = reverse("invitation", args=[token_of(Invitation.objects.get(person__username="li"))])
    assert link in page.content.decode()
    assert page.headers["Cache-Control"].startswith("max-age=0")
    assert mail.outbox[0].to == ["li@example.org"]
    assert link in mail.outbox[0].body
    person = User.objects.get(username="li")
    assert link not in client.get(reverse("person_detail", args=[person.pk])).content.decode()


def test_a_link_for_who_has_a_password_is_mailed_and_not_shown(as_user: Any, cast: Cast) -> None:
    """Or an administrator could take an account over unseen."""
    person = cast.northern_clerk
    client = as_user(administrator("northern-re"))
    page = client.post(reverse("person_renew_link", args=[person.pk]), {})
    assert page.status_code == 409
    User.objects.filter(pk=person.pk).update(email="clerk@example.org")
    page = client.post(reverse("person_renew_link", args=[person.pk]), {})
    link = reverse("invitation", args=[token_of(Invitation.objects.get(person=person))])
    assert link in mail.outbox[0].body
    assert link not in page.content.decode()
    assert authenticate(None, username=person.username, password=PASSWORD)


def test_a_mail_server_that_does_not_answer_is_reported_and_the_link_is_shown(as_user: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    values = {"username": "li", "name": "测试·李", "email": "li@example.org"}
    page = as_user(administrator("northern-re")).post(reverse("person_invite"), values).content.decode()
    assert "没有发出" in page
    assert "/account/invitation/" in page


def test_an_account_is_named_once_whatever_its_case(cast: Cast) -> None:
    refused("account_taken", invited, by=administrator("northern-re"), username=cast.miit_clerk.username.upper())
    assert User.objects.filter(username__iexact=cast.miit_clerk.username).get() == cast.miit_clerk


# --- who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["clerk", "officer", "viewer"])
def test_an_administrator_gives_and_takes_business_roles(cast: Cast, role: str) -> None:
    admin, person = administrator("northern-re"), cast.person("zhao", "northern-re", "viewer")
    people.change_roles(person=person, roles={role}, reason="岗位变动", by=admin)
    assert codes(person) == {role}
    people.change_roles(person=person, roles=(), by=admin)
    assert codes(person) == set()


@pytest.mark.parametrize("role", ["administrator", "system_admin", "security_admin", "audit_admin"])
def test_an_administrator_gives_no_role_that_keeps_accounts(cast: Cast, role: str) -> None:
    admin, person = administrator("northern-re"), cast.northern_clerk
    refused("not_your_grant", people.change_roles, person=person, roles={"clerk", role}, by=admin)
    with pytest.raises(NotAllowed):
        invited(admin, role, username="new")
    assert codes(person) == {"clerk"}


def test_nobody_gives_or_takes_roles_of_themselves() -> None:
    for keeper in (administrator("northern-re"), security_admin(), system_admin()):
        before = codes(keeper)
        for wanted in (before | {"officer"}, set()):
            refused("own_roles", people.change_roles, person=keeper, roles=wanted, by=keeper)
        assert codes(keeper) == before


def test_foreign_people_are_not_there(cast: Cast, as_user: Any) -> None:
    client, foreign = as_user(administrator("northern-re")), cast.miit_clerk
    for name in PERSON_PAGES:
        assert client.get(reverse(name, args=[foreign.pk])).status_code == 404, name
        assert client.post(reverse(name, args=[foreign.pk]), {"roles": "officer"}).status_code in {404, 405}, name
    assert foreign.username not in client.get(reverse("people_list")).content.decode()


def test_the_service_refuses_foreign_people_too(cast: Cast) -> None:
    admin, foreign = administrator("northern-re"), cast.miit_clerk
    with pytest.raises(NotAllowed):
        people.disable(person=foreign, reason="", by=admin)
    with pytest.raises(NotAllowed):
        people.change_roles(person=foreign, roles={"officer"}, by=admin)
    with pytest.raises(NotAllowed):
        invited(admin, organisation="miit")


PERSON_PAGES = (
    "person_detail", "person_roles", "person_disable", "person_enable", "person_renew_link",
    "person_reset_second_factor",
)  # fmt: skip


def test_people_without_account_rights_see_the_reason(cast: Cast, as_user: Any) -> None:
    for person in (cast.northern_clerk, cast.northern_officer, cast.miit_officer, cast.neimenggu_industry):
        client = as_user(person)
        for name in ("people_list", "person_invite", "organisation_list", "organisation_new", "province_new"):
            assert client.get(reverse(name)).status_code == 403, name
        assert client.get(reverse("person_detail", args=[person.pk])).status_code == 200
        assert client.get(reverse("person_roles", args=[person.pk])).status_code == 403
        assert client.post(reverse("person_roles", args=[person.pk]), {"roles": "officer"}).status_code == 403


def test_the_system_administrator_invites_the_first_person_without_a_role_and_gives_none(cast: Cast) -> None:
    system, security = system_admin(), security_admin()
    first = invited(system, organisation="xiamen-tungsten").person
    assert codes(first) == set()
    for role in ("administrator", "clerk"):
        with pytest.raises(NotAllowed):
            people.change_roles(person=first, roles={role}, by=system)
    people.change_roles(person=first, roles={"administrator"}, by=security)
    first = User.objects.get(pk=first.pk)
    assert invited(first, "officer", username="second").person.organisation.code == "xiamen-tungsten"
    refused("has_administrator", invited, by=system, organisation="xiamen-tungsten", username="third")


def test_the_security_administrator_gives_no_business_role(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        people.change_roles(person=cast.northern_clerk, roles={"clerk", "officer"}, by=security_admin())
    with pytest.raises(NotAllowed):
        invited(security_admin(), organisation="northern-re")


def test_an_administrator_does_not_touch_another_administrators_account() -> None:
    one, other = administrator("northern-re"), administrator("northern-re", 2)
    refused("is_administrator", people.disable, person=other, reason="", by=one)
    refused("is_administrator", people.renew_link, person=other, by=one)
    people.disable(person=other, reason="", by=security_admin())
    assert not User.objects.get(pk=other.pk).is_active


# --- disabled, enabled, sessions ------------------------------------------------------------------------


def test_disabling_ends_sessions_links_and_tokens_at_once(cast: Cast, as_user: Any) -> None:
    person, admin = cast.northern_clerk, administrator("northern-re")
    session = as_user(person)
    assert session.get("/").status_code == 200
    people.disable(person=person, reason="离职", by=admin)
    assert session.get("/").status_code == 302
    assert authenticate(None, username=person.username, password=PASSWORD) is None
    people.enable(person=person, reason="返岗", by=admin)
    assert session.get("/").status_code == 302
    assert authenticate(None, username=person.username, password=PASSWORD)


def test_a_change_of_roles_ends_the_sessions(cast: Cast, as_user: Any) -> None:
    person = cast.northern_clerk
    session = as_user(person)
    people.change_roles(person=person, roles={"viewer"}, by=administrator("northern-re"))
    assert session.get("/").status_code == 302


def test_disabling_twice_is_written_once(cast: Cast) -> None:
    person = cast.northern_clerk
    for _time in range(2):
        people.disable(person=person, reason="", by=administrator("northern-re"))
    assert Event.objects.about(person).filter(action="person.disable").count() == 1


def test_whom_the_security_administrator_has_disabled_the_own_administrator_does_not_enable(cast: Cast) -> None:
    person = cast.northern_clerk
    people.disable(person=person, reason="调查", by=security_admin())
    refused("disabled_by_security", people.enable, person=person, reason="", by=administrator("northern-re"))
    assert not User.objects.get(pk=person.pk).is_active
    people.enable(person=person, reason="", by=security_admin())
    assert User.objects.get(pk=person.pk).is_active


def test_nobody_disables_their_own_account_or_resets_their_own_second_factor() -> None:
    security = security_admin()
    refused("own_account", people.disable, person=security, reason="", by=security)
    refused("own_second_factor", reset_second_factor, person=security, reason="", by=security)
    reset_second_factor(person=security, reason="手机丢失", by=security_admin(2))
    assert User.objects.get(pk=security.pk).is_active
    assert Event.objects.about(security).filter(action__contains="second_factor").count() == 1


def test_only_the_security_administrator_resets_a_second_factor(cast: Cast) -> None:
    for keeper in (administrator("northern-re"), system_admin()):
        with pytest.raises(NotAllowed):
            reset_second_factor(person=cast.northern_officer, reason="", by=keeper)


def test_a_role_is_not_changed_on_what_somebody_else_changed_meanwhile(cast: Cast) -> None:
    person, one, other = cast.northern_clerk, administrator("northern-re"), administrator("northern-re", 2)
    people.change_roles(person=person, roles={"viewer"}, by=one)
    seen = Event.objects.about(person).latest("number").number
    people.change_roles(person=person, roles={"clerk"}, by=one)
    refused("changed_since", people.change_roles, person=person, roles={"officer"}, by=other, seen=seen)
    assert codes(person) == {"clerk"}


def test_that_the_person_signed_in_meanwhile_is_no_change(cast: Cast, client: Client) -> None:
    person, admin = cast.northern_clerk, administrator("northern-re")
    people.change_roles(person=person, roles={"viewer"}, by=admin)
    seen = Event.objects.about(person).latest("number").number
    client.post(reverse("sign_in"), {"username": person.username, "password": PASSWORD})
    assert Event.objects.about(person).latest("number").action == "sign_in"
    people.change_roles(person=person, roles={"clerk"}, by=admin, seen=seen)
    assert codes(person) == {"clerk"}


# --- the three who keep the system -----------------------------------------------------------------------


def test_the_three_are_three_people_for_the_service_and_for_the_database(cast: Cast) -> None:
    security, system = security_admin(), system_admin()
    refused("operators_apart", people.change_roles, person=system, roles={"system_admin", "audit_admin"}, by=security)
    for person, role in ((system, "audit_admin"), (system, "clerk"), (cast.miit_clerk, "security_admin")):
        with pytest.raises(IntegrityError), transaction.atomic():
            person.roles.add(Role.objects.get(code=role))
        assert len(codes(person)) == 1


def test_a_business_role_does_not_stand_in_the_operators_organisation(cast: Cast) -> None:
    person = invited(system_admin(), organisation="operator").person
    for role in ("clerk", "administrator"):
        with pytest.raises(IntegrityError), transaction.atomic():
            person.roles.add(Role.objects.get(code=role))
    people.change_roles(person=person, roles={"audit_admin"}, by=security_admin())
    assert codes(person) == {"audit_admin"}


def test_the_three_and_administrators_see_no_business_page_with_figures(as_user: Any, cast: Cast) -> None:
    for keeper in (system_admin(), security_admin(), audit_admin(), administrator("northern-re")):
        assert not keeper.sees_business
        page = as_user(keeper).get("/").content.decode()
        for address in ("/notices/", "/filings/", "/reports/", "/register/", "/execution/"):
            assert f'href="{address}' not in page, (keeper, address)


# --- the log ----------------------------------------------------------------------------------------------


def test_every_step_is_in_the_history_of_the_person(cast: Cast, as_user: Any) -> None:
    admin = administrator("northern-re")
    invitation = invited(admin, "clerk")
    person = people.accept_invitation(token=token_of(invitation), password=STRONG)
    people.change_roles(person=person, roles={"officer"}, reason="任命", by=admin)
    people.disable(person=person, reason="离职", by=admin)
    people.enable(person=person, reason="返岗", by=admin)
    events = list(Event.objects.about(person))
    assert [event.action for event in events] == [
        "person.invite", "person.accept", "person.change_roles", "person.disable", "person.enable",
    ]  # fmt: skip
    assert events[2].before == {"roles": ["clerk"]}
    assert events[2].after == {"roles": ["officer"], "reason": "任命"}
    assert STRONG not in str([event.after for event in events])
    page = as_user(admin).get(reverse("person_detail", args=[person.pk])).content.decode()
    for text in ("任命", "离职", "返岗", admin.name):
        assert text in page


def test_a_role_is_changed_on_a_page_that_asks_first(cast: Cast, as_user: Any) -> None:
    person, client = cast.northern_clerk, as_user(administrator("northern-re"))
    address = reverse("person_roles", args=[person.pk])
    asked = client.post(address, {"roles": ["officer"], "reason": "任命"})
    assert asked.status_code == 200
    text = asked.content.decode()
    assert "经办人" in text
    assert "负责人" in text
    assert codes(person) == {"clerk"}
    done = client.post(address, {"roles": ["officer"], "reason": "任命", "confirmed": "1"})
    assert done.headers["Location"] == reverse("person_detail", args=[person.pk])
    assert codes(person) == {"officer"}


def test_a_forged_role_is_refused(cast: Cast, as_user: Any) -> None:
    person, client = cast.northern_clerk, as_user(administrator("northern-re"))
    address = reverse("person_roles", args=[person.pk])
    for role in ("administrator", "security_admin", "nonsense"):
        assert client.post(address, {"roles": ["clerk", role], "confirmed": "1"}).status_code in {403, 422}
    assert codes(person) == {"clerk"}


def test_what_nobody_may_set_is_not_set(as_user: Any) -> None:
    """A forged organisation or flag in the form of the invitation has no effect."""
    miit = Organisation.objects.get(code="miit")
    values = {
        "username": "li", "name": "测试·李", "email": "li@example.org", "roles": ["clerk"],
        "organisation": miit.pk, "session_epoch": "9", "is_active": "", "password": STRONG,
    }  # fmt: skip
    as_user(administrator("northern-re")).post(reverse("person_invite"), values)
    person = User.objects.get(username="li")
    assert person.organisation.code == "northern-re"
    assert person.is_active
    assert not person.has_usable_password()
    assert person.joined_at <= now()
    with pytest.raises(NotValid):
        invited(administrator("northern-re"), username="LI")
