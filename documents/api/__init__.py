"""What comes in through the API of every app."""
