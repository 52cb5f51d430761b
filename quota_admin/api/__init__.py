"""The API of what belongs to no single app."""
