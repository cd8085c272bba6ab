"""The plan of a run: cards chosen for the money, checked and exchanged, its record, and its words."""
