"""The workflow tables of extensions: (state, action) → next state."""

from common.workflow import Table

EXTENSION: Table = {
    ("asked", "grant"): "granted",
    ("asked", "refuse"): "refused",
    # Until it is decided, who asked takes it back.
    ("asked", "recall"): "recalled",
}

GENERAL_EXTENSION: Table = {
    ("proposed", "grant"): "granted",
    ("proposed", "refuse"): "refused",
    ("proposed", "recall"): "recalled",
}
