"""How prices of what a city mines move."""
