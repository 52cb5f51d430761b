"""What the province says about evidence and about dated events of enterprises: (state, action) → next state."""

from common.workflow import Table

# A dispute can be answered.
EVIDENCE: Table = {
    ("unconfirmed", "confirm"): "confirmed",
    ("unconfirmed", "dispute"): "disputed",
    ("unconfirmed", "withdraw"): "withdrawn",
    ("confirmed", "dispute"): "disputed",
    ("disputed", "confirm"): "confirmed",
    ("disputed", "withdraw"): "withdrawn",
}

# Entered by the group, confirmed by the province, in force from its day on.
CHANGE: Table = {
    ("proposed", "confirm"): "confirmed",
    ("proposed", "refuse"): "refused",
    ("proposed", "withdraw"): "withdrawn",
    # Until its day has come the group takes it back.
    ("confirmed", "withdraw"): "withdrawn",
    ("confirmed", "carry_out"): "in_force",
}
