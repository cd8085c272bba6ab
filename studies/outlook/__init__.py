"""How the tables of `relode.outlook` are made."""
