"""Forecasts of one city, in numbers, pictures and words."""
