"""How forecasts did from past origins."""
