"""The verbs of a province's work."""
