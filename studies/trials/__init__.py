"""How often monitoring would have rung in past years."""
