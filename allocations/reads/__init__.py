"""What pages, API and files show. Reads never write."""
