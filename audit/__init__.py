"""The hash-chained log. It stores names and values, no foreign keys: nothing that is renamed or removed breaks it."""
