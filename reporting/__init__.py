"""Monthly production reports, traceability reconciliation, and execution against quota."""
