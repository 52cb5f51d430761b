"""What one row of a workbook does to the register, by the same verbs as its pages."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation, Province, User
from common.constraints import NotValid
from enterprises.files.register_workbook import SheetForm, typed_value
from enterprises.models import ConfirmationStatus, Enterprise, Evidence, Licence, TailingsPond
from enterprises.reads.evidence_kinds import KINDS
from enterprises.services.enterprises import EDITABLE, edit_enterprise, join_group, leave_group, register_enterprise
from enterprises.services.evidence import end, enter

Texts = Mapping[str, str]


class Names:
    """Provinces and groups by the names that a workbook holds, queried once."""

    @cached_property
    def provinces(self) -> dict[str, Province]:
        """By Chinese name."""
        return {row.name_zh: row for row in Province.objects.all()}

    @cached_property
    def groups(self) -> dict[str, Organisation]:
        """By Chinese name and short name."""
        rows = list(Organisation.objects.groups())
        return {row.short_zh: row for row in rows} | {row.name_zh: row for row in rows}


def perform(form: SheetForm, texts: Texts, names: Names, *, by: User) -> None:
    """Enters the row, or changes what it may change. Raises NotValid or Refusal with sentences by field."""
    if form.slug == "enterprise":
        _enterprise(form, texts, names, by)
        return
    enterprise = Enterprise.objects.filter(credit_code=texts["code"]).first()
    if enterprise is None:
        raise _not("code", _("%(code)s is not in the register; enter the enterprise in its sheet.") % dict(texts))
    if form.slug == "membership":
        _membership(form, texts, names, enterprise, by)
    else:
        _evidence(form, texts, enterprise, by)


def _not(name: str, sentence: str) -> NotValid:
    return NotValid("row_refused", sentence, cells={name: sentence})


def _values(form: SheetForm, texts: Texts) -> dict[str, Any]:
    plain = [
        one for one in form.fields if one.kind not in {"province", "group", "pond", "permit"} and one.name != "code"
    ]
    return {one.name: typed_value(one, texts[one.name]) for one in plain}


def _enterprise(form: SheetForm, texts: Texts, names: Names, by: User) -> None:
    province = names.provinces.get(texts["province"])
    values = {**_values(form, texts), "province": province}
    known = Enterprise.objects.filter(credit_code=texts["code"]).first()
    try:
        if known:
            edit_enterprise(enterprise=known, by=by, **{name: values[name] for name in EDITABLE})
        else:
            register_enterprise(credit_code=texts["code"], by=by, **values)
    except NotValid as fault:
        cells = {"code" if name == "credit_code" else name: text for name, text in fault.cells.items()}
        if province is None:
            cells["province"] = _("“%(name)s” is no province of the register.") % {"name": texts["province"]}
        raise NotValid(fault.code, fault.sentence, cells=cells) from None


def _membership(form: SheetForm, texts: Texts, names: Names, enterprise: Enterprise, by: User) -> None:
    group = names.groups.get(texts["group"])
    if group is None:
        raise _not("group", _("“%(name)s” is no rare-earth group.") % {"name": texts["group"]})
    values = _values(form, texts)
    if not enterprise.memberships.filter(group=group, valid_from=values["valid_from"]).exists():
        join_group(enterprise=enterprise, group=group, valid_from=values["valid_from"], by=by)
    if values["valid_to"]:
        try:
            leave_group(enterprise=enterprise, last_day=values["valid_to"], by=by)
        except NotValid as fault:
            raise _not("valid_to", str(fault)) from None


def _evidence(form: SheetForm, texts: Texts, enterprise: Enterprise, by: User) -> None:
    kind, values = KINDS[form.slug], _values(form, texts)
    owner: dict[str, Any] = {"enterprise": enterprise}
    if form.slug == "evaluation":
        ponds = TailingsPond.objects.filter(enterprise=enterprise, name=texts["pond"])
        pond = ponds.exclude(confirmation_status=ConfirmationStatus.WITHDRAWN).first()
        if pond is None:
            raise _not("pond", _("“%(pond)s” is no pond of the enterprise; enter it in its sheet.") % dict(texts))
        owner = {"pond": pond}
    if form.slug == "breach":
        permits = Licence.objects.filter(
            enterprise=enterprise, kind=Licence.Kind.DISCHARGE_PERMIT, number=texts["permit"]
        )
        permit = permits.exclude(confirmation_status=ConfirmationStatus.WITHDRAWN).first()
        if permit is None:
            sentence = _("“%(permit)s” is no pollutant-discharge permit of the enterprise; enter it in its sheet.")
            raise _not("permit", sentence % dict(texts))
        owner["permit"] = permit
    known = _on_record(form, kind.model, owner, values)
    if known is not None:
        end(known, on=values[known.END], by=by)
        return
    enter(kind.model(**owner, **values), enterprise=enterprise, by=by)


def _on_record(
    form: SheetForm, model: type[Evidence], owner: Mapping[str, Any], values: Mapping[str, Any]
) -> Evidence | None:
    keys = {one.name: values[one.name] for one in form.fields if one.key and one.name in values}
    found: Evidence | None = (
        model._default_manager.filter(**owner, **keys).exclude(confirmation_status=ConfirmationStatus.WITHDRAWN).first()
    )
    return found
