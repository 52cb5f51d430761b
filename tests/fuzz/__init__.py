"""What `make fuzz` starts from: for each operation of the API a request that is answered with a 2xx."""
