"""Pure: what programs may be given, how webhooks are signed and tried."""
