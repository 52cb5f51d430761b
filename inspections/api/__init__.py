"""Random inspections in the API: the same reads and the same verbs as the pages."""
