"""What is shown about signing in."""
