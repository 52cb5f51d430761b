"""Whether the service is whole."""
