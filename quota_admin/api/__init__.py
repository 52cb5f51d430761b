"""What every operation of the API has in common, and the operations that belong to no single app."""
