"""Policies in simulated futures without a plan: one city, what-ifs, and why a path came about."""
