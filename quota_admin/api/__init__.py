"""What every operation of the API has in common: problems, the description, what is asked and what is kept."""
