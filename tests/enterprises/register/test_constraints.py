"""Every constraint of the register, the deadlines and the accounts, broken once: the database refuses."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model

from accounts.models import (
    Delegation,
    HeadingMatch,
    Invitation,
    Note,
    Organisation,
    OrganisationName,
    Phrase,
    SavedFilter,
    Succession,
    User,
)
from common.periods import SHANGHAI
from deadlines.models import Arrangement, CalendarDay, Extension, Feed, GeneralExtension, Obligation, Parameter
from enterprises.models import (
    Capacity,
    ComplianceFact,
    Enterprise,
    EnterpriseChange,
    GroupMembership,
    Halt,
    KeptVerdict,
    Licence,
    PermitBreach,
    PondEvaluation,
    StopOrder,
    TailingsPond,
)
from notifications.models import Message
from tests.builders import credit_code, enterprise
from tests.conftest import JOURNEY, Cast

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2021, 1, 1), date(2021, 1, 2)
Break = Callable[[Enterprise, User], Any]


def _enterprise(**values: Any) -> Enterprise:
    common = {"credit_code": credit_code(77), "name_zh": "示例", "kind": "separation", "province_id": "15"}
    return Enterprise.objects.create(**{**common, **values})


def _verdict(row: Enterprise, since: date | None, *, until: date | None) -> KeptVerdict:
    rules = {"category": "separation", "rule_set": "1999", "status": "eligible", "grounds": []}
    return KeptVerdict.objects.create(enterprise=row, since=since, until=until, **rules)


def _organisation(**values: Any) -> Organisation:
    return Organisation.objects.create(**{"code": "new", "kind": "group", "name_zh": "示例集团", **values})


def _ministry() -> Organisation:
    return Organisation.objects.get(code="miit")


def _succession(predecessor: Organisation, successor: Organisation) -> Succession:
    return Succession.objects.create(predecessor=predecessor, successor=successor, day=AFTER)


def _delegation(user: User, **values: Any) -> Delegation:
    acting = User.objects.create_user("acting", "", name="代行", organisation=user.organisation)
    common = {"acting": acting, "first_day": BEFORE, "last_day": AFTER, "made_at": JOURNEY}
    return Delegation.objects.create(**{"officer": user, "made_by": user, **common, **values})


def _invitation(user: User, **values: Any) -> Invitation:
    common = {"made_at": JOURNEY, "expires_at": JOURNEY + timedelta(days=1)}
    return Invitation.objects.create(person=user, **{**common, **values})


def _licence(row: Enterprise, **values: Any) -> Licence:
    return Licence.objects.create(
        enterprise=row, **{"kind": "safety_licence", "number": "1", "valid_from": AFTER, **values}
    )


def _obligation(user: User, **values: Any) -> Obligation:
    instant = datetime(2021, 10, 1, tzinfo=SHANGHAI)
    common: dict[str, Any] = {
        "kind": "monthly_report",
        "organisation": user.organisation,
        "year": 2021,
        "period": "2021-09",
        "opens_at": instant,
        "due_on": date(2021, 10, 11),
        "late_from": datetime(2021, 10, 12, tzinfo=SHANGHAI),
        "derivation": {},
    }
    return Obligation.objects.create(**{**common, **values})


def _arrangement(**values: Any) -> Arrangement:
    common = {"year": 2031, "version": 1, "document": "http://www.gov.cn/", "entered_at": JOURNEY}
    return Arrangement.objects.create(**{**common, **values})


def _day(arrangement: Arrangement, **values: Any) -> CalendarDay:
    common = {"day": date(2031, 1, 1), "kind": "holiday", "name": "元旦", "document": "http://www.gov.cn/"}
    return CalendarDay.objects.create(arrangement=arrangement, **{**common, **values})


def _extension(user: User, **values: Any) -> Extension:
    common = {"due_before": date(2021, 10, 11), "wanted_until": date(2021, 10, 20), "asked_at": JOURNEY}
    values = values if "obligation" in values else {**values, "obligation": _obligation(user)}
    return Extension.objects.create(**{"asked_by": user, "reason": "示例", **common, **values})


def _granted(user: User, **values: Any) -> dict[str, Any]:
    officer = User.objects.create_user("decides", "", name="决定", organisation=user.organisation)
    until = date(2021, 10, 20)
    common = {"state": "granted", "granted_until": until, "decided_by": officer, "decided_at": JOURNEY}
    return {**common, **values}


def _twice(make: Callable[[], Any]) -> None:
    make()
    make()


def _same_day_twice() -> None:
    arrangement = _arrangement()
    _twice(lambda: _day(arrangement))


def _extension_asked_twice(user: User) -> None:
    duty = _obligation(user)
    _twice(lambda: _extension(user, obligation=duty))


def _same_message_twice(user: User) -> None:
    duty = _obligation(user)
    _twice(
        lambda: Message.objects.create(
            obligation=duty, recipient=user, occasion="before-1", due_on=duty.due_on, queued_at=duty.opens_at
        )
    )


def _same_fault_twice(user: User) -> None:
    _twice(lambda: Message.objects.create(recipient=user, occasion="audit-fault-1", queued_at=JOURNEY))


def _message_without_its_day(user: User) -> None:
    duty = _obligation(user)
    Message.objects.create(obligation=duty, recipient=user, occasion="before-1", queued_at=duty.opens_at)


# Each constraint's name (or `table.column` of a unique column), and how it is broken.
BROKEN: dict[str, Break] = {
    # enterprises
    "enterprise_mines_have_an_ore": lambda row, user: _enterprise(kind="mine"),
    "enterprises_enterprise.credit_code": lambda row, user: _enterprise(credit_code=row.credit_code),
    "membership_ends_after_it_begins": lambda row, user: GroupMembership.objects.create(
        enterprise=row, group=user.organisation, valid_from=AFTER, valid_to=BEFORE
    ),
    "membership_one_open_per_enterprise": lambda row, user: GroupMembership.objects.create(
        enterprise=row, group=user.organisation, valid_from=AFTER
    ),
    "licence_number_once_per_kind": lambda row, user: _twice(lambda: _licence(row)),
    "licence_ends_after_it_begins": lambda row, user: _licence(row, valid_to=BEFORE),
    "licence_revoked_after_it_begins": lambda row, user: _licence(row, revoked_on=BEFORE),
    "capacity_is_positive": lambda row, user: Capacity.objects.create(
        enterprise=row, tonnes_per_year=Decimal(0), valid_from=BEFORE
    ),
    "compliance_ends_after_the_test": lambda row, user: ComplianceFact.objects.create(
        enterprise=row, kind="emission", passed=True, tested_on=AFTER, valid_until=BEFORE
    ),
    "pond_name_once": lambda row, user: _twice(lambda: TailingsPond.objects.create(enterprise=row, name="库")),
    "stop_order_number_once": lambda row, user: _twice(
        lambda: StopOrder.objects.create(enterprise=row, number="1", issued_on=BEFORE)
    ),
    "stop_order_lifted_after_it_is_issued": lambda row, user: StopOrder.objects.create(
        enterprise=row, number="1", issued_on=AFTER, lifted_on=BEFORE
    ),
    "stop_order_lifted_by_a_second_person": lambda row, user: StopOrder.objects.create(
        enterprise=row,
        number="1",
        issued_on=BEFORE,
        lift_asked_by=user,
        lift_asked_on=AFTER,
        lift_reason="合格",
        lifted_by=user,
    ),
    "stop_order_lifting_asked_with_a_reason": lambda row, user: StopOrder.objects.create(
        enterprise=row, number="1", issued_on=BEFORE, lift_asked_by=user, lift_asked_on=AFTER
    ),
    "kept_verdict_begins_once": lambda row, user: [
        _verdict(row, BEFORE, until=AFTER),
        _verdict(row, BEFORE, until=None),
    ],
    "kept_verdict_one_without_beginning": lambda row, user: [_verdict(row, None, until=day) for day in (BEFORE, AFTER)],
    "kept_verdict_one_without_end": lambda row, user: [_verdict(row, day, until=None) for day in (BEFORE, AFTER)],
    "kept_verdict_ends_after_it_begins": lambda row, user: _verdict(row, AFTER, until=BEFORE),
    "halt_ends_after_it_begins": lambda row, user: Halt.objects.create(enterprise=row, since=AFTER, until=BEFORE),
    # accounts
    "organisation_province_fits_kind": lambda row, user: _organisation(kind="province_miit"),
    "organisation_ends_after_it_begins": lambda row, user: _organisation(valid_from=AFTER, valid_to=BEFORE),
    "organisation_name_once_per_kind": lambda row, user: _organisation(name_zh=user.organisation.name_zh),
    "accounts_organisation.code": lambda row, user: _organisation(code=user.organisation.code),
    "accounts_user.username": lambda row, user: User.objects.create(
        username=user.username, organisation=user.organisation
    ),
    "organisation_name_ends_once_a_day": lambda row, user: _twice(
        lambda: OrganisationName.objects.create(organisation=user.organisation, name_zh="旧名", last_day=AFTER)
    ),
    "succession_once": lambda row, user: _twice(lambda: _succession(user.organisation, _ministry())),
    "succession_of_another": lambda row, user: _succession(user.organisation, user.organisation),
    "delegation_ends_after_start": lambda row, user: _delegation(user, first_day=AFTER, last_day=BEFORE),
    "delegation_to_another": lambda row, user: _delegation(user, acting=user),
    "delegation_ended_by_somebody": lambda row, user: _delegation(user, ended_at=JOURNEY),
    "invitation_one_open_per_person": lambda row, user: _twice(lambda: _invitation(user)),
    "invitation_used_or_withdrawn": lambda row, user: _invitation(user, accepted_at=JOURNEY, withdrawn_at=JOURNEY),
    "invitation_ends_later": lambda row, user: _invitation(user, expires_at=JOURNEY),
    # deadlines
    "calendar_day_cites_its_document": lambda row, user: _day(_arrangement(), document=""),
    "calendar_day_once_per_arrangement": lambda row, user: _same_day_twice(),
    "arrangement_version_once": lambda row, user: _twice(lambda: _arrangement(state="refused")),
    "arrangement_one_in_force_per_year": lambda row, user: _arrangement(
        year=2021, version=9, state="in_force", sequence=99
    ),
    "arrangement_one_proposed_per_year": lambda row, user: [_arrangement(version=number) for number in (1, 2)],
    "arrangement_cites_its_document": lambda row, user: _arrangement(document=""),
    "arrangement_takes_two_people": lambda row, user: _arrangement(entered_by=user, decided_by=user),
    "arrangement_in_force_is_numbered": lambda row, user: _arrangement(state="in_force"),
    "deadlines_arrangement.sequence": lambda row, user: [
        _arrangement(version=number, state="superseded", sequence=99) for number in (1, 2)
    ],
    "extension_one_asked_per_obligation": lambda row, user: _extension_asked_twice(user),
    "extension_never_without_an_end": lambda row, user: _extension(user, **_granted(user, granted_until=None)),
    "extension_ends_after_the_due_day": lambda row, user: _extension(
        user, **_granted(user, granted_until=date(2021, 10, 11))
    ),
    "extension_takes_two_people": lambda row, user: _extension(user, **_granted(user, decided_by=user)),
    "extension_decided_by_somebody": lambda row, user: _extension(user, **_granted(user, decided_by=None)),
    "obligation_is_late_before_it_is_locked": lambda row, user: _obligation(
        user, locked_from=datetime(2021, 10, 11, tzinfo=SHANGHAI)
    ),
    "obligation_once_per_period": lambda row, user: _twice(lambda: _obligation(user)),
    "obligation_opens_before_it_is_late": lambda row, user: _obligation(
        user, late_from=datetime(2021, 10, 1, tzinfo=SHANGHAI)
    ),
    "deadlines_feed.token_hash": lambda row, user: [
        Feed.objects.create(person=person, token_hash="0" * 64, made_at=JOURNEY)
        for person in (user, Cast().northern_officer)
    ],
    "message_without_duty_once": lambda row, user: _same_fault_twice(user),
    "message_about_a_duty_has_its_day": lambda row, user: _message_without_its_day(user),
    "message_once_per_occasion": lambda row, user: _same_message_twice(user),
}


def _note(user: User, **values: Any) -> Note:
    common = {"organisation": user.organisation, "kind": "filing", "subject": 1, "text": "示例"}
    return Note.objects.create(written_by=user, written_at=JOURNEY, **{**common, **values})


def _change(row: Enterprise, user: User, **values: Any) -> EnterpriseChange:
    common = {"group": user.organisation, "province_id": "15", "kind": "closed", "day": AFTER, "document": "示例",
              "entered_by": user, "entered_at": JOURNEY}  # fmt: skip
    return EnterpriseChange.objects.create(enterprise=row, **{**common, **values})


def _breach(row: Enterprise, **values: Any) -> PermitBreach:
    permit = _licence(row, kind="discharge_permit")
    common = {"found_on": AFTER, "found_by": "示例", "document": "示例"}
    return PermitBreach.objects.create(enterprise=row, permit=permit, **{**common, **values})


def _for_all(user: User, **values: Any) -> GeneralExtension:
    common = {"kind": "monthly_report", "period": "2021-09", "until": date(2021, 10, 20), "reason": "示例",
              "proposed_by": user, "proposed_at": JOURNEY}  # fmt: skip
    return GeneralExtension.objects.create(**{**common, **values})


def _decided(user: User, state: str) -> dict[str, Any]:
    return {"state": state, "decided_by": user, "decided_at": JOURNEY}


def _filter(user: User, **fields: Any) -> SavedFilter:
    return SavedFilter.objects.create(**{"owner": user, "name": "示例", "page": "register", **fields})


def _parameter(user: User, **fields: Any) -> Parameter:
    kept = {"name": "monthly_check_day", "value": "20", "since": AFTER, "entered_by": user, "entered_at": JOURNEY}
    return Parameter.objects.create(**{**kept, **fields})


BROKEN |= {
    "saved_filter_once_per_name": lambda row, user: _twice(lambda: _filter(user)),
    "saved_filter_has_a_name": lambda row, user: _filter(user, name=""),
    "saved_filter_on_a_day_of_every_month": lambda row, user: _filter(user, day=29),
    "parameter_one_value_from_a_day": lambda row, user: _twice(
        lambda: _parameter(user, **_decided(Cast().northern_officer, "in_force"))
    ),
    "parameter_one_proposed_at_a_time": lambda row, user: _twice(lambda: _parameter(user)),
    "parameter_has_a_value": lambda row, user: _parameter(user, value=""),
    "parameter_takes_two_people": lambda row, user: _parameter(user, **_decided(user, "in_force")),
    "parameter_in_force_was_decided": lambda row, user: _parameter(user, state="in_force"),
    "phrase_once_per_person": lambda row, user: _twice(
        lambda: Phrase.objects.create(owner=user, text="同意", position=1)
    ),
    "phrase_says_something": lambda row, user: Phrase.objects.create(owner=user, text="", position=1),
    "note_says_something": lambda row, user: _note(user, text=""),
    "note_struck_out_by_somebody": lambda row, user: _note(user, withdrawn_at=JOURNEY),
    "heading_match_once": lambda row, user: _twice(
        lambda: HeadingMatch.objects.create(
            organisation=user.organisation, layout="report", names={}, saved_by=user, saved_at=JOURNEY
        )
    ),
    "enterprise_change_one_waiting": lambda row, user: _twice(lambda: _change(row, user)),
    "enterprise_change_says_what": lambda row, user: _change(row, user, kind="group"),
    "enterprise_change_decided_by_somebody": lambda row, user: _change(row, user, state="confirmed"),
    "enterprise_change_refused_with_a_reason": lambda row, user: _change(row, user, **_decided(user, "refused")),
    "enterprise_name_ends_once_a_day": lambda row, user: _twice(
        lambda: row.former_names.create(name_zh="示例", name_en="example", last_day=AFTER)
    ),
    "enterprise_place_ends_once_a_day": lambda row, user: _twice(
        lambda: row.former_places.create(province_id="15", city="示例", last_day=AFTER)
    ),
    "permitbreach_disputed_with_a_reason": lambda row, user: _breach(row, confirmation_status="disputed"),
    "permit_breach_remedied_after_it_is_found": lambda row, user: _breach(row, remedied_on=BEFORE),
    "extension_taken_back_with_a_reason": lambda row, user: _extension(user, recall_reason="示例"),
    "general_extension_one_proposed": lambda row, user: _twice(lambda: _for_all(user)),
    "general_extension_has_a_reason": lambda row, user: _for_all(user, reason=""),
    "general_extension_decided_by_somebody": lambda row, user: _for_all(user, state="granted"),
    "general_extension_takes_two_people": lambda row, user: _for_all(user, **_decided(user, "granted")),
    "general_extension_refused_with_a_reason": lambda row, user: _for_all(
        user, **_decided(Cast().northern_officer, "refused")
    ),
}

# Every kind of evidence: who disputes or withdraws a piece says why.
PIECES: dict[type[Model], dict[str, Any]] = {
    Licence: {"kind": "safety_licence", "number": "9", "valid_from": BEFORE},
    Capacity: {"tonnes_per_year": Decimal(1), "valid_from": BEFORE},
    ComplianceFact: {"kind": "emission", "passed": True, "tested_on": BEFORE},
    TailingsPond: {"name": "库"},
    StopOrder: {"number": "9", "issued_on": BEFORE},
    Halt: {"since": BEFORE},
}


def _dispute_without_a_reason(model: type[Model]) -> Break:
    return lambda row, user: model._default_manager.create(
        enterprise=row, confirmation_status="disputed", **PIECES[model]
    )


BROKEN |= {f"{model._meta.model_name}_disputed_with_a_reason": _dispute_without_a_reason(model) for model in PIECES}
BROKEN["pondevaluation_disputed_with_a_reason"] = lambda row, user: PondEvaluation.objects.create(
    pond=TailingsPond.objects.create(enterprise=row, name="库"), evaluated_on=BEFORE, confirmation_status="withdrawn"
)


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_what_breaks(name: str, cast: Cast) -> None:
    row, user = enterprise(1), cast.northern_clerk
    with pytest.raises(IntegrityError), transaction.atomic():
        BROKEN[name](row, user)


def _names(model: type[Model]) -> Iterator[str]:
    for constraint in model._meta.constraints:
        yield constraint.name
    for field in model._meta.local_concrete_fields:
        if field.unique and not field.primary_key:
            yield f"{model._meta.db_table}.{field.column}"


@pytest.mark.parametrize("app", ["enterprises", "accounts", "deadlines"])
def test_no_constraint_is_left_out(app: str) -> None:
    names = {name for model in apps.get_app_config(app).get_models() for name in _names(model)}
    assert names <= set(BROKEN)
