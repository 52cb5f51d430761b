"""How programs are known, and their own accounts in the API."""
