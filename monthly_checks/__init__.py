"""The provinces' monthly check (按月调度检查)."""
