"""The same reads and verbs as the pages, for programs."""
