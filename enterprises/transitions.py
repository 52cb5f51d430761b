"""What the province says to a piece of evidence: (standing, action) → standing. A dispute is an answer, not an end."""

from common.workflow import Table

EVIDENCE: Table = {
    ("unconfirmed", "confirm"): "confirmed",
    ("unconfirmed", "dispute"): "disputed",
    ("unconfirmed", "withdraw"): "withdrawn",
    ("confirmed", "dispute"): "disputed",
    ("disputed", "confirm"): "confirmed",
    ("disputed", "withdraw"): "withdrawn",
}
