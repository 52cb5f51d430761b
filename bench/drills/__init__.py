"""What goes wrong in a service, done on purpose to real servers: `make drill`."""
