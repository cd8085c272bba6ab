"""Value chains that start from what a city has."""
