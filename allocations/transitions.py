"""The workflow tables of notices and filings: (state, action) → next state."""

from common.workflow import Table

NOTICE: Table = {
    ("draft", "edit"): "draft",
    ("draft", "discard"): "discarded",
    ("draft", "review"): "in_review",
    # By the clerk who sent it, until the last ministry has signed.
    ("in_review", "recall"): "draft",
    ("in_review", "sign"): "in_review",
    ("in_review", "issue"): "issued",
    ("in_review", "return"): "draft",
    # A further notice is drafted about one that is in force; signed by both ministries, it takes effect on that one.
    ("issued", "correct"): "issued",
    ("issued", "revoke"): "issued",
    ("issued", "take_correction"): "issued",
    ("issued", "take_revocation"): "revoked",
    # Of an earlier year, from a workbook: booked by two people, and taken back by two people.
    ("draft", "import"): "issued",
    ("issued", "reverse_import"): "discarded",
}

FILING: Table = {
    ("draft", "edit"): "draft",
    ("returned", "edit"): "draft",
    ("draft", "consult"): "consulting",
    ("consulting", "opine"): "consulting",
    ("consulting", "edit"): "draft",
    ("consulting", "submit"): "submitted",
    # The group need not wait; the province's working days run on, and the ministry sees what comes in.
    ("submitted", "opine"): "submitted",
    ("submitted", "accept"): "accepted",
    ("submitted", "return"): "returned",
    # Until it is decided the group takes it back; opinions stay, for the figures are the same.
    ("submitted", "recall"): "consulting",
    ("consulting", "withdraw_opinion"): "consulting",
    ("submitted", "withdraw_opinion"): "submitted",
    # A version begun by mistake. One that no province has seen leaves nothing behind but its lines in the log.
    ("draft", "discard"): "discarded",
    ("consulting", "discard"): "discarded",
    ("returned", "discard"): "discarded",
    ("accepted", "supersede"): "superseded",
    # Of an earlier year, from a workbook: booked by two people, and taken back by two people.
    ("draft", "import"): "accepted",
    ("accepted", "reverse_import"): "discarded",
}

REDUCTION: Table = {
    ("draft", "order"): "ordered",
    ("draft", "withdraw"): "withdrawn",
}

RELEASE: Table = {
    ("draft", "order"): "ordered",
    ("draft", "withdraw"): "withdrawn",
}
