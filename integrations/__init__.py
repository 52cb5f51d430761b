"""Programs of organisations: service accounts, kept answers, webhooks."""
