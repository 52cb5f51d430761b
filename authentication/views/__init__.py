"""Pages: each view loads a scoped row, binds the form, calls one service, answers."""
