"""A random walk over the services of splits, step by step beside the small model; the two never differ."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from accounts.models import Organisation
from allocations.models import Filing, QuotaAccount
from allocations.reads.quotas import enterprise_quotas, group_quotas
from allocations.services import filings, withdrawals
from common.constraints import Refusal
from common.periods import at
from deadlines.models import Obligation
from tests.conftest import JOURNEY, Cast
from tests.walk.model import Group

YEAR, SEPARATION = 2021, "separation"
GROUPS = ("northern-re", "southern-re")
group_of = st.integers(0, len(GROUPS) - 1)
# Mostly what fits, now and then too much; kilograms.
tonnes = st.integers(0, 40_000_000)


def exact(kilograms: int) -> Decimal:
    return Decimal(kilograms).scaleb(-3)


class Walk(RuleBasedStateMachine):
    """Each rule is one verb of a service, called by whoever may do it, in whatever state the walk has reached."""

    # Set by who runs it: the enterprises of each group in a world with an issued notice.
    plants: tuple[tuple[int, ...], ...] = ()
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        self.cast: Any = Cast()
        self.clock = JOURNEY
        self.homes = [Organisation.objects.get(code=code) for code in GROUPS]
        shares = group_quotas(YEAR)
        self.groups = [
            Group(int(shares[home.pk, SEPARATION].share * 1000), [0] * len(plants))
            for home, plants in zip(self.homes, self.plants, strict=True)
        ]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    # --- the steps -----------------------------------------------------------------------------------
    @rule(who=group_of)
    def start(self, who: int) -> None:
        self.does(self.groups[who].start(), lambda: filings.start_filing(
            group=self.homes[who], year=YEAR, by=self.person(who, "clerk")))  # fmt: skip

    @rule(who=group_of, first=tonnes, second=tonnes)
    def save(self, who: int, first: int, second: int) -> None:
        stated = dict(zip(self.plants[who], (first, second), strict=True))
        self.on_last(who, self.groups[who].save([first, second]), lambda filing: filings.save_draft(
            filing=filing, by=self.person(who, "clerk"),
            figures={(pk, SEPARATION): exact(kilograms) for pk, kilograms in stated.items()}))  # fmt: skip

    @rule(who=group_of)
    def consult(self, who: int) -> None:
        self.on_last(who, self.groups[who].consult(), lambda filing: filings.consult(
            filing=filing, by=self.person(who, "clerk")))  # fmt: skip

    @rule(who=group_of, agrees=st.booleans())
    def opine(self, who: int, agrees: bool) -> None:
        authority = (self.cast.neimenggu_industry, self.cast.jiangxi_industry)[who]

        def give(filing: Filing) -> None:
            asked = filing.consultations.filter(authority=authority.organisation).first()
            if asked is None:
                raise Refusal("nobody_asked", "")
            opinion, reason = ("agree", "") if agrees else ("object", "数字过高")
            filings.give_opinion(consultation=asked, opinion=opinion, reason=reason, by=authority)

        self.on_last(who, self.groups[who].opine(), give)

    @rule(who=group_of)
    def submit(self, who: int) -> None:
        self.on_last(who, self.groups[who].submit(), lambda filing: filings.submit_filing(
            filing=filing, by=self.person(who, "officer")))  # fmt: skip

    @rule(who=group_of)
    def clerk_signs(self, who: int) -> None:
        self.on_last(who, False, lambda filing: filings.submit_filing(filing=filing, by=self.person(who, "clerk")))

    @rule(who=group_of)
    def recall(self, who: int) -> None:
        self.on_last(who, self.groups[who].recall(), lambda filing: withdrawals.recall_filing(
            filing=filing, reason="数字写错", by=self.person(who, "officer")))  # fmt: skip

    @rule(who=group_of)
    def accept(self, who: int) -> None:
        self.on_last(who, self.groups[who].accept(), lambda filing: filings.accept_filing(
            filing=filing, by=self.cast.miit_officer))  # fmt: skip

    @rule(who=group_of)
    def other_group_accepts(self, who: int) -> None:
        self.on_last(who, False, lambda filing: filings.accept_filing(
            filing=filing, by=self.person(1 - who, "officer")))  # fmt: skip

    @rule(who=group_of)
    def send_back(self, who: int) -> None:
        self.on_last(who, self.groups[who].send_back(), lambda filing: filings.return_filing(
            filing=filing, reason="请补充", by=self.cast.miit_officer))  # fmt: skip

    @rule(who=group_of)
    def discard(self, who: int) -> None:
        self.on_last(who, self.groups[who].discard(), lambda filing: withdrawals.discard_filing(
            filing=filing, reason="误建", by=self.person(who, "clerk")))  # fmt: skip

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.clock += timedelta(hours=hours)
        type(self).steps += 1

    # --- what must hold after each of them --------------------------------------------------------------
    @invariant()
    def nothing_differs(self) -> None:
        held = enterprise_quotas(YEAR)
        shares = group_quotas(YEAR)
        for home, plants, model in zip(self.homes, self.plants, self.groups, strict=True):
            stored = Filing.objects.filter(group=home).order_by("version").values_list("version", "state")
            assert list(stored) == [(version.number, version.state) for version in model.versions], home.code
            quota = [int(held.get((pk, SEPARATION), Decimal(0)) * 1000) for pk in plants]
            assert quota == model.quota, f"{home.code}: quota"
            remaining = shares[home.pk, SEPARATION].remaining
            assert remaining == exact(model.share - sum(model.quota)), f"{home.code}: what remains"
            duties = Obligation.objects.filter(year=YEAR)
            filed = duties.filter(kind="filing", organisation=home)
            assert all((duty.met_at is not None) == model.met for duty in filed), f"{home.code}: duty to file"
            waiting = duties.filter(kind="filing_decision", about=home, met_at=None).exists()
            assert waiting == model.undecided, f"{home.code}: duty to decide"
        kept = QuotaAccount.objects.filter(year=YEAR).aggregate(sum=Sum("balance"))["sum"]
        if not hasattr(self, "whole"):
            self.whole = kept
        assert kept == self.whole, "quota came or went"

    # --- how a step is taken ------------------------------------------------------------------------------
    def person(self, who: int, role: str) -> Any:
        return getattr(self.cast, f"{('northern', 'southern')[who]}_{role}")

    def on_last(self, who: int, must: bool, verb: Callable[[Filing], object]) -> None:
        """On the version that was begun last, as the database has it; a group without one takes no step."""
        filing = Filing.objects.filter(group=self.homes[who]).order_by("-version").first()
        if filing is not None:
            self.does(must, lambda: verb(filing))

    def does(self, must: bool, verb: Callable[[], object]) -> None:
        """The verb is carried out when the model says so; else it is refused, or changes nothing."""
        type(self).steps += 1
        self.clock += timedelta(seconds=1)
        try:
            with at(self.clock), transaction.atomic():
                verb()
        except Refusal as refusal:
            assert not must, f"refused, though it must be done: {refusal.code} {refusal}"
