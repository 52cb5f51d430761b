"""The verbs of history imports: the only writers."""
