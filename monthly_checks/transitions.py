"""The workflow table of the monthly check: (state, action) → next state."""

from common.workflow import Table

# What comes to light after the closing has verdicts of its own; two people of the province reopen a closed check.
CHECK: Table = {
    ("open", "judge"): "open",
    ("closed", "judge"): "closed",
    ("open", "close"): "closed",
    ("closed", "ask_reopening"): "closed",
    ("closed", "drop_reopening"): "closed",
    ("closed", "reopen"): "open",
}
