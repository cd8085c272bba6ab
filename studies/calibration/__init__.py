"""How the tables of `relode.calibration` are made."""
