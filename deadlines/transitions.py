"""The workflow table of extensions: (state, action) → next state."""

from common.workflow import Table

EXTENSION: Table = {
    ("asked", "grant"): "granted",
    ("asked", "refuse"): "refused",
    # Until it is decided, who asked takes it back.
    ("asked", "recall"): "recalled",
}
