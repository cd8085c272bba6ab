"""One year of all cities, and what must balance in it."""
