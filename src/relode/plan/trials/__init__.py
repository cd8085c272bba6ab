"""Measures run with what pays for them in a city's futures, and read in the outcomes that a mayor answers for."""
