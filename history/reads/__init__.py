"""What history imports compare with. Reads never write."""
