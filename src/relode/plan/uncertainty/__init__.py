"""Where the uncertainty about a plan comes from, and what to measure first."""
