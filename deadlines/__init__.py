"""The working-day calendar, obligations with their derivation, and the sweepers that beat wakes."""
