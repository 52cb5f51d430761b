"""The kinds of evidence by the name they have in addresses, and which of their fields are typed and shown."""

from dataclasses import dataclass

from django.http import Http404

from enterprises.models import (
    Capacity,
    ComplianceFact,
    Evidence,
    Halt,
    Licence,
    PermitBreach,
    PondEvaluation,
    StopOrder,
    TailingsPond,
)


@dataclass(frozen=True)
class Kind:
    """One kind: what is typed when a piece is entered, what is shown, and how an enterprise's pieces are found."""

    slug: str
    model: type[Evidence]
    # The name of an enterprise's pieces; empty for evaluations, which belong to a pond.
    related: str
    typed: tuple[str, ...]
    later: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        return (*(name for name in self.typed if name != "succeeds"), *self.later)

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name)


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            "licence",
            Licence,
            "licences",
            ("kind", "number", "holder", "issuer", "valid_from", "valid_to", "succeeds"),
            ("revoked_on",),
        ),
        Kind(
            "capacity", Capacity, "capacities", ("tonnes_per_year", "process", "eliminated", "document", "valid_from")
        ),
        Kind(
            "test",
            ComplianceFact,
            "compliance_facts",
            ("kind", "passed", "tested_on", "valid_until", "tested_by", "report"),
        ),
        Kind("pond", TailingsPond, "ponds", ("name",)),
        Kind(
            "evaluation",
            PondEvaluation,
            "",
            ("pond", "grade", "evaluated_on", "report"),
        ),
        Kind("order", StopOrder, "stop_orders", ("number", "authority", "issued_on"), ("lifted_on",)),
        Kind(
            "breach", PermitBreach, "permit_breaches", ("permit", "found_on", "found_by", "document"), ("remedied_on",)
        ),
        Kind("halt", Halt, "halts", ("since", "reason"), ("until",)),
    )
}
SLUGS: dict[type[Evidence], str] = {kind.model: kind.slug for kind in KINDS.values()}


def kind_or_404(slug: str) -> Kind:
    """The kind in an address; nonsense is 404."""
    try:
        return KINDS[slug]
    except KeyError:
        raise Http404 from None
