"""How the tables of `relode.examination` are made."""
