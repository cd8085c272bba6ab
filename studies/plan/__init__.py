"""How the tables of `relode.plan` are made."""
