"""The workflow tables of reports, findings, differences and statements: (state, action) → next state."""

from common.workflow import Table

# A version that left the group is never edited again: a return or a correction leads to a new version.
REPORT: Table = {
    ("draft", "edit"): "draft",
    ("draft", "submit"): "submitted",
    ("submitted", "accept"): "accepted",
    ("submitted", "return"): "returned",
    ("returned", "correct"): "returned",
    # Until it is decided the group takes it back, and mends it as a new version.
    ("submitted", "recall"): "recalled",
    ("recalled", "correct"): "recalled",
    # A draft leaves nothing behind; what was sent is given up only while another version is in force.
    ("draft", "discard"): "discarded",
    ("returned", "discard"): "discarded",
    ("recalled", "discard"): "discarded",
    ("accepted", "correct"): "accepted",
    ("accepted", "supersede"): "superseded",
    # Of an earlier year, from a workbook: booked by two people, and taken back by two people.
    ("draft", "import"): "accepted",
    ("accepted", "reverse_import"): "discarded",
}

FINDING: Table = {
    ("open", "explain"): "explained",
    ("open", "decide"): "decided",
    ("explained", "decide"): "decided",
    # Two people reopen what is decided; the explanation is kept.
    ("decided", "ask_reopening"): "decided",
    ("decided", "drop_reopening"): "decided",
    ("decided", "reopen"): "explained",
    ("decided", "reopen_unexplained"): "open",
}

DIFFERENCE: Table = {
    ("open", "explain"): "explained",
    ("explained", "explain"): "explained",
    ("open", "change"): "open",
    ("explained", "change"): "open",
    ("open", "settle"): "settled",
    ("explained", "settle"): "settled",
    ("open", "decide"): "decided",
    ("explained", "decide"): "decided",
}

# The statement of a year: one person drafts, another closes. What was closed is followed by a later edition.
STATEMENT: Table = {
    ("draft", "close"): "closed",
    ("draft", "discard"): "discarded",
    ("closed", "revise"): "closed",
    ("closed", "supersede"): "superseded",
}
