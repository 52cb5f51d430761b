"""The pages of service accounts and webhooks."""
