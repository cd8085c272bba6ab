"""How the tables of `relode.diagnosis` are made."""
