"""A draw in three steps: the seed is committed, another closes the population, a third value nobody chose is mixed in.

The seed's hash is shown before anybody knows the population; the audit head that follows the closing cannot be known
before it. So neither who prepares nor who closes nor who draws can pick a name.
"""

import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reads.staleness import done_already, refuse_if_changed
from audit.services.record import record
from common.constraints import NotValid, Refusal
from common.periods import day_of, now
from common.workflow import next_state, refusal_of
from documents.files.receipts import receipt_hash
from enterprises.models import Enterprise
from inspections import permissions
from inspections.models import Draw, Exclusion, Inspection, Inspector, Plan, Recusal
from inspections.reads.risks import group_of, risks_of
from inspections.rules.draw import VERSION, commitment, draw, short_of_inspectors
from inspections.transitions import DRAW

LABELS = dict(Draw.State.choices)


@transaction.atomic
def begin_draw(*, plan: Plan, by: User) -> Draw:
    """Makes the seed and shows its hash; the seed stays secret until the names are drawn."""
    refusal_of(permissions.prepare_draw(by, plan.organisation))
    plan = Plan.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=plan.pk)
    if plan.draws.exclude(state=Draw.State.DRAWN).exists():
        raise Refusal("draw_open", _("A draw of this plan is under way; finish it first."))
    seed, algorithm = secrets.token_hex(32), settings.AUDIT_HASH
    made = Draw.objects.create(
        plan=plan,
        algorithm=algorithm,
        seed=seed,
        commitment=commitment(seed, algorithm),
        committed_by=by,
        committed_at=now(),
    )
    record("draw.commit", by=by, subject=made, after={"commitment": made.commitment, "algorithm": algorithm})
    return made


@transaction.atomic
def exclude(*, draw: Draw, enterprise: Enterprise, reason: str, by: User) -> None:
    """Exclude an enterprise before the population is closed, with a reason that the record keeps."""
    draw = _locked(draw)
    refusal_of(permissions.prepare_draw(by, draw.plan.organisation))
    next_state(DRAW, draw.state, "exclude", LABELS)
    if enterprise.province_id != draw.plan.organisation.province_id:
        raise ValueError("an enterprise of another province")
    if not reason.strip():
        sentence = _("Give the reason; it is kept in the record of the draw.")
        raise NotValid("reason_needed", sentence, cells={"reason": sentence})
    _row, made = Exclusion.objects.get_or_create(
        draw=draw, enterprise=enterprise, defaults={"reason": reason.strip(), "entered_by": by}
    )
    if not made:
        raise Refusal("excluded_already", _("The enterprise is left out already."))
    record("draw.exclude", by=by, subject=draw, after={"enterprise": str(enterprise), "reason": reason.strip()})


@transaction.atomic
def close_population(*, draw: Draw, by: User, seen: int | None = None) -> Draw:
    """Freezes population, exclusions, weights and pool. What the log writes about it fixes the public value."""
    draw = _locked(draw)
    refusal_of(permissions.close_draw(by, draw))
    if draw.state == Draw.State.CLOSED and done_already(draw, "draw.close"):
        return draw
    state = next_state(DRAW, draw.state, "close", LABELS)
    refuse_if_changed(draw, seen, by=by)
    frozen = _frozen(draw)
    _refuse_undrawable(frozen)
    draw.record, draw.state, draw.closed_by, draw.closed_at = frozen, state, by, now()
    event = record(
        "draw.close",
        by=by,
        subject=draw,
        after={"population": len(frozen["population"]), "hash": receipt_hash(frozen), "commitment": draw.commitment},
    )
    draw.record = {**frozen, "public": f"{event.number}:{event.hash}"}
    draw.save()
    return draw


@transaction.atomic
def make_draw(*, draw: Draw, by: User, seen: int | None = None) -> Draw:
    """Another officer draws: opens the seed, names the enterprises and their inspectors. Drawn twice is drawn once."""
    draw = _locked(draw)
    refusal_of(permissions.make_draw(by, draw))
    if draw.state == Draw.State.DRAWN:
        return draw
    state = next_state(DRAW, draw.state, "draw", LABELS)
    refuse_if_changed(draw, seen, by=by)
    record_ = {**draw.record, "seed": draw.seed}
    result = _drawn(record_)
    draw.record, draw.state = {**record_, "result": result}, state
    draw.drawn_by, draw.drawn_at = by, now()
    draw.save()
    _open_inspections(draw, result)
    after = {"enterprises": result["enterprises"], "inspectors": result["inspectors"], "seed": draw.seed}
    record("draw.draw", by=by, subject=draw, after=after)
    return draw


def _drawn(frozen: dict[str, Any]) -> dict[str, Any]:
    return draw(frozen).to_json()


def _frozen(row: Draw) -> dict[str, Any]:
    """All that the draw follows from, but the seed and the public value."""
    plan, day = row.plan, day_of(now())
    province = plan.organisation.province
    assert province is not None, "a plan is a province's"
    risks = risks_of(province, day)
    located = Enterprise.objects.filter(province=province).order_by("credit_code")
    pool = Inspector.objects.filter(organisation=plan.organisation, active=True).order_by("id_number")
    recusals = Recusal.objects.filter(inspector__in=pool).select_related("inspector", "enterprise")
    weights = plan.weights
    return {
        "version": VERSION,
        "algorithm": row.algorithm,
        "commitment": row.commitment,
        "closed_on": str(day),
        "percent": plan.percent,
        "inspectors_each": plan.inspectors_each,
        "weights": vars(weights),
        "population": [
            {
                "code": one.credit_code,
                "name": one.name_zh,
                "risk": vars(risks[one.credit_code]),
                "weight": weights.of(risks[one.credit_code]),
            }
            for one in located
        ],
        "exclusions": [
            {"code": one.enterprise.credit_code, "name": one.enterprise.name_zh, "reason": one.reason}
            for one in row.exclusions.select_related("enterprise")
        ],
        "inspectors": [{"code": one.id_number, "name": one.name, "employer": one.employer} for one in pool],
        "recusals": [
            {"inspector": one.inspector.id_number, "enterprise": one.enterprise.credit_code, "reason": one.reason}
            for one in recusals
        ],
    }


def _refuse_undrawable(frozen: dict[str, Any]) -> None:
    population, excluded = frozen["population"], frozen["exclusions"]
    assert isinstance(population, list) and isinstance(excluded, list)
    if len(population) <= len(excluded):
        raise Refusal("no_candidates", _("No enterprise is left to be drawn; the population cannot be closed."))
    short = short_of_inspectors(frozen)
    if short:
        raise Refusal(
            "too_few_inspectors",
            _("For %(code)s fewer than %(count)s inspectors are free; add inspectors to the pool, then close.")
            % {"code": short[0], "count": frozen["inspectors_each"]},
        )


def _open_inspections(row: Draw, result: dict[str, Any]) -> None:
    assert row.drawn_at is not None
    by_code = {one.credit_code: one for one in Enterprise.objects.filter(credit_code__in=result["enterprises"])}
    pool = {one.id_number: one for one in Inspector.objects.filter(organisation=row.plan.organisation)}
    names = result["inspectors"]
    assert isinstance(names, dict) and isinstance(result["enterprises"], list)
    for code in result["enterprises"]:
        enterprise = by_code[code]
        inspection = Inspection.objects.create(
            draw=row,
            organisation=row.plan.organisation,
            enterprise=enterprise,
            group=group_of(enterprise, day_of(row.drawn_at)),
            drawn_at=row.drawn_at,
        )
        inspection.inspectors.set([pool[number] for number in names[code]])


def _locked(row: Draw) -> Draw:
    rows = Draw.objects.select_for_update(of=("self",)).select_related("plan__organisation__province")
    found: Draw = rows.get(pk=row.pk)
    return found
