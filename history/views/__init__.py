"""The pages of history imports."""
