"""The verbs of notices and filings. Page, API, command and demo call the same ones."""
