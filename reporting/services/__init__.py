"""The verbs of reports: fill in, submit, decide, correct, exchange workbooks."""
