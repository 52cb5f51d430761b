"""What is shown about the service."""
