"""Which industry enters which place, learnt from any table of place, industry and year."""
