"""What every app needs and no app owns: refusals, HTTP, lists, quantities, periods, workflow tables. A closed list."""
