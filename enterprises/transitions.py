"""What the province says about evidence: (confirmation status, action) → confirmation status. A dispute can be answered."""

from common.workflow import Table

EVIDENCE: Table = {
    ("unconfirmed", "confirm"): "confirmed",
    ("unconfirmed", "dispute"): "disputed",
    ("unconfirmed", "withdraw"): "withdrawn",
    ("confirmed", "dispute"): "disputed",
    ("disputed", "confirm"): "confirmed",
    ("disputed", "withdraw"): "withdrawn",
}
