"""The workflow of a history import: (state, action) → next state."""

from common.workflow import Table

HISTORY_IMPORT: Table = {
    # A file with refused cells stays uploaded until a mended one replaces it.
    ("uploaded", "read"): "uploaded",
    ("uploaded", "preview"): "previewed",
    ("previewed", "read"): "uploaded",
    ("previewed", "preview"): "previewed",
    ("uploaded", "replace"): "uploaded",
    ("previewed", "replace"): "uploaded",
    ("uploaded", "discard"): "discarded",
    ("previewed", "discard"): "discarded",
    # A second person confirms, and in the same transaction it is booked: nothing is ever confirmed and not booked.
    ("previewed", "confirm"): "booked",
    ("booked", "book"): "booked",
    ("booked", "ask_reversal"): "reversal_asked",
    ("reversal_asked", "keep"): "booked",
    ("reversal_asked", "reverse"): "reversed",
}
