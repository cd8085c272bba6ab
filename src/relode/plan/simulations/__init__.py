"""Policies in simulated futures without a plan: one city, what-ifs, ensembles, and why a path came about."""
