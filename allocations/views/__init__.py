"""The pages of notices and filings: each view loads a scoped row, binds the form, calls one service, answers."""
