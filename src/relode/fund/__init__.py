"""A province's money over many cities: which measure where, net of what neighbours lose, and who is worst off."""
