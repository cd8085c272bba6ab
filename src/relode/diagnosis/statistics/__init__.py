"""Statistics over all cities that a diagnosis quotes."""
