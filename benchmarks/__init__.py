"""How fast it is, measured beside what the same work costs at least: `make bench`."""
