"""What every app needs and no app owns: refusals, HTTP, quantities, periods, workflow tables. A closed list."""
