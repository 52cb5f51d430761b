"""The workflow tables of extensions and of the calendar's versions: (state, action) → next state."""

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

ARRANGEMENT: Table = {
    ("proposed", "confirm"): "in_force",
    ("proposed", "refuse"): "refused",
    # Until it is decided, the ministry's clerk takes it back and enters it anew.
    ("proposed", "recall"): "recalled",
    # A further version is entered; confirmed, it takes the place of the one in force.
    ("in_force", "amend"): "in_force",
    ("in_force", "supersede"): "superseded",
}

PARAMETER: Table = {
    ("proposed", "confirm"): "in_force",
    ("proposed", "refuse"): "refused",
    # Until it is decided, the ministry's clerk takes it back and enters it anew.
    ("proposed", "recall"): "recalled",
    # Another value is entered; confirmed, it counts from its own day on.
    ("in_force", "amend"): "in_force",
    # One from the same day takes its place, as long as the day is still to come.
    ("in_force", "supersede"): "superseded",
}
