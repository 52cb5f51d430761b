"""The verbs of accounts: people, organisations, delegations."""
