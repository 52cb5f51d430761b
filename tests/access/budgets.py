"""How many queries each page may ask, session and person included. A page that is not listed fails."""

BUDGETS: dict[str, int] = {}
