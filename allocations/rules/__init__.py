"""The rules of notices and filings: pure functions over frozen facts, with sentences in both languages."""
