"""The one statement about what happens to a place if nothing is done: nine quantities, each year, with bands."""
