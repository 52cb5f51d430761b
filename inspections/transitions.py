"""The workflow tables of draws, inspections and findings: (state, action) → next state."""

from common.workflow import Table

INSPECTION: Table = {
    ("drawn", "notify"): "notified",
    # The day is changed by announcing anew; what was recorded is mended until it is reported upward.
    ("notified", "notify"): "notified",
    ("notified", "record"): "inspected",
    ("inspected", "record"): "inspected",
    ("inspected", "report"): "reported",
    ("reported", "order"): "ordered",
    ("ordered", "reinspect"): "reinspected",
    ("reinspected", "reinspect"): "reinspected",
    ("reinspected", "close"): "closed",
    ("reported", "close"): "closed",
}

FINDING: Table = {
    ("open", "reply"): "replied",
    ("replied", "reply"): "replied",
    ("open", "finalise"): "final",
    ("replied", "finalise"): "final",
    ("open", "drop"): "dropped",
    ("replied", "drop"): "dropped",
}

DRAW: Table = {
    ("committed", "exclude"): "committed",
    ("committed", "close"): "closed",
    ("closed", "draw"): "drawn",
}
