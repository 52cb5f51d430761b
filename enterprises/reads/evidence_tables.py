"""An enterprise's evidence as tables: what the detail page shows, one table per kind of evidence."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User, name_for
from accounts.reads.staleness import seen_now
from common.periods import day_text
from common.quantities import format_tonnes
from common.workflow import Action
from documents.models import Attachment
from enterprises import permissions
from enterprises.models import (
    ConfirmationStatus,
    Enterprise,
    Evidence,
    GroupMembership,
    Licence,
    PondEvaluation,
    StopOrder,
)
from enterprises.reads.evidence_kinds import KINDS, Kind
from enterprises.transitions import EVIDENCE

MEMBERSHIP = ("group", "valid_from", "valid_to")


@dataclass(frozen=True)
class Row:
    """A piece as shown: its cells, what the province says to it, its document, and what this person may do with it."""

    cells: tuple[str, ...]
    piece: Evidence | None = None
    attachment: Attachment | None = None
    file_url: str = ""
    note: str = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table of one kind of evidence; without rows there is none of it. `add` enters a piece."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    judged: bool = True
    add: Action | None = field(default=None)


def evidence_tables(enterprise: Enterprise, user: User) -> list[Table]:
    """The memberships, and every kind of evidence, those without a row too."""
    seen = seen_now(enterprise)
    return [_memberships(enterprise), *(_table(enterprise, kind, user, seen) for kind in KINDS.values())]


def _memberships(enterprise: Enterprise) -> Table:
    rows = enterprise.memberships.select_related("group")
    return Table(
        name="groupmembership",
        title=str(GroupMembership._meta.verbose_name_plural),
        heads=tuple(head_of(GroupMembership, name) for name in MEMBERSHIP),
        rows=tuple(Row(tuple(text_of(row, name) for name in MEMBERSHIP)) for row in rows),
        judged=False,
    )


def _table(enterprise: Enterprise, kind: Kind, user: User, seen: int) -> Table:
    url = reverse("evidence_new", args=[enterprise.pk, kind.slug])
    keeps = permissions.keep_evidence(user, enterprise) is None
    add = Action(f"add-{kind.slug}", _("Enter"), url, permissions.enter_evidence(user, enterprise, kind.model))
    return Table(
        name=str(kind.model._meta.model_name),
        title=str(kind.model._meta.verbose_name_plural),
        heads=tuple(head_of(kind.model, name) for name in kind.shown),
        rows=tuple(_row(kind, piece, user, keeps=keeps, seen=seen) for piece in pieces_of(enterprise, kind)),
        # A reader is not shown a column of buttons that are all refused.
        add=add if add.allowed else None,
    )


def pieces_of(enterprise: Enterprise, kind: Kind) -> Iterable[Evidence]:
    """The enterprise's pieces of one kind, with their documents and people."""
    if not kind.related:
        evaluations = PondEvaluation.objects.filter(pond__enterprise=enterprise)
        # Each pond's enterprise is this one, which knows its groups already.
        rows_of_ponds = list(evaluations.select_related("pond", "attachment", "judged_by__organisation"))
        for evaluation in rows_of_ponds:
            evaluation.pond.enterprise = enterprise
        return rows_of_ponds
    pieces: Any = getattr(enterprise, kind.related).select_related("attachment", "judged_by__organisation")
    if kind.slug == "order":
        pieces = pieces.select_related(
            "attachment",
            "judged_by__organisation",
            "lift_asked_by",
            "lifted_by",
            "lifted_for",
            "enterprise",
            "entered_by__organisation",
        )
    rows: Iterable[Evidence] = pieces.prefetch_related("successors") if kind.slug == "licence" else pieces
    return rows


def _row(kind: Kind, piece: Evidence, user: User, *, keeps: bool, seen: int) -> Row:
    return Row(
        cells=tuple(text_of(piece, name) for name in kind.shown),
        piece=piece,
        attachment=piece.attachment,
        file_url=reverse("evidence_file", args=[kind.slug, piece.pk]) if piece.attachment_id else "",
        note=_note(piece),
        actions=tuple(_actions(kind, piece, user, keeps=keeps, seen=seen)),
    )


def _note(piece: Evidence) -> str:
    """Which licence took over, and why a piece is disputed or withdrawn."""
    followers = [one.number for one in piece.successors.all()] if isinstance(piece, Licence) else []
    succeeded = _("succeeded by %(numbers)s") % {"numbers": ", ".join(followers)} if followers else ""
    return " ".join(part for part in (succeeded, _asked(piece), piece.confirmation_reason) if part)


def _asked(piece: Evidence) -> str:
    """Who asked for an order to be lifted, and who lifted it."""
    if not isinstance(piece, StopOrder) or piece.lift_asked_by is None:
        return ""
    if piece.lifted_by:
        return _("lifted by %(name)s") % {"name": name_for(piece.lifted_by, piece.lifted_for)}
    day = day_text(piece.lift_asked_on) if piece.lift_asked_on else ""
    return _("%(name)s asks for it to be lifted on %(day)s") % {"name": piece.lift_asked_by.name, "day": day}


def _actions(kind: Kind, piece: Evidence, user: User, *, keeps: bool, seen: int) -> Iterable[Action]:
    """The actions on the evidence in its present status; actions this person may never take are left out."""

    def act(name: str, label: str, *, confirm: bool = True, danger: bool = False) -> Action:
        url = f"{reverse(f'evidence_{name}', args=[kind.slug, piece.pk])}?seen={seen}"
        return Action(f"{name}-{kind.slug}-{piece.pk}", label, url, None, confirm=confirm, danger=danger)

    judges = permissions.judge_evidence(user, piece) is None
    if judges and (piece.confirmation_status, "confirm") in EVIDENCE:
        yield act("confirm", _("Confirm"))
    if judges and (piece.confirmation_status, "dispute") in EVIDENCE:
        yield act("dispute", _("Dispute"), danger=True)
    if keeps and piece.confirmation_status != ConfirmationStatus.WITHDRAWN:
        if not piece.attachment_id:
            yield act("attach", _("Attach the document"))
        if piece.END and not piece.ended_on:
            yield act("end", end_label(piece))
    if isinstance(piece, StopOrder):
        yield from _lifting(piece, user)
    if (piece.confirmation_status, "withdraw") in EVIDENCE and permissions.withdraw_evidence(user, piece) is None:
        yield act("withdraw", _("Withdraw"), danger=True)


def _lifting(order: StopOrder, user: User) -> Iterable[Action]:
    """The two steps of lifting an order, for the authorities of the province."""
    if (
        order.lifted_on
        or order.confirmation_status == ConfirmationStatus.WITHDRAWN
        or not user.organisation.is_province
    ):
        return
    if permissions.ask_to_lift(user, order) is None:
        url = reverse("stop_order_ask", args=[order.pk])
        yield Action(f"ask-to-lift-{order.pk}", _("Ask for it to be lifted"), url)
    if order.lift_asked_on and user.is_officer:
        url = reverse("stop_order_lift", args=[order.pk])
        yield Action(f"lift-{order.pk}", _("Lift the order"), url, permissions.lift_stop_order(user, order))


def end_label(piece: Evidence) -> str:
    """What the one later field of a piece says."""
    return _("Enter its revocation") if piece.END == "revoked_on" else _("Enter its end")


def head_of(model: type[Model], name: str) -> str:
    """A column's head, with its unit."""
    if name == "group":
        return _("rare-earth group")
    if name == "pond":
        return _("tailings pond")
    label = str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return f"{label} (t REO)" if name == "tonnes_per_year" else label


def text_of(row: Any, name: str) -> str:
    """A value as a person reads it."""
    if label := getattr(row, f"get_{name}_display", None):
        return str(label())
    value = getattr(row, name)
    if name == "group":
        return str(value.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return day_text(value)
    if name == "tonnes_per_year":
        return format_tonnes(value)
    return "–" if value in (None, "") else str(value)
