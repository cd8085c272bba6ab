"""One city: its figures, where each comes from, and the peers beside it."""
