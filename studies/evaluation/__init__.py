"""How the tables of `relode.evaluation` are made."""
