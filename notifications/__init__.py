"""Outbox, channels, in-app messages and mail. Subjects are known by name only."""
