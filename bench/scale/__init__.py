"""`make scale`: every page with 100 and with 10,000 enterprises over ten years."""
