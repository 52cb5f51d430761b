"""Pure rules over frozen facts. No Django."""
