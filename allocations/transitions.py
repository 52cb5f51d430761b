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
    ("accepted", "supersede"): "superseded",
}

REDUCTION: Table = {
    ("draft", "order"): "ordered",
    ("draft", "withdraw"): "withdrawn",
}

RELEASE: Table = {
    ("draft", "order"): "ordered",
    ("draft", "withdraw"): "withdrawn",
}
