"""`make load`: the last minutes before a deadline, with 1,000 clerks."""
