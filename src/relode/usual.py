"""What is taken where nobody says otherwise: the same on the command line, the page, in files and the library."""

SEED = 1
"""Of chance; also where nobody can give another: tables that ship, and what a page computes by itself."""
HORIZON = 2035
"""The last year that is looked at: that of the country's long-term goals."""
FUTURES = 512
"""Futures of a plan."""
