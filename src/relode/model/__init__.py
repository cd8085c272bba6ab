"""How coupled cities move."""
