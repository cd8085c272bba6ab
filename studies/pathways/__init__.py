"""How the tables of `relode.pathways` are made."""
