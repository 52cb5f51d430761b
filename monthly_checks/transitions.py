"""The workflow table of the monthly check: (state, action) → next state."""

from common.workflow import Table

# A closed check stays closed; what comes to light later has verdicts of its own.
CHECK: Table = {
    ("open", "judge"): "open",
    ("closed", "judge"): "closed",
    ("open", "close"): "closed",
}
