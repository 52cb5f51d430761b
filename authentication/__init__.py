"""Sign-in, second factor, sessions, lockout, OIDC, throttling, and fresh proof before a decision."""
