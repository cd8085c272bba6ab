"""How coupled cities move: the opening state, mechanisms, and the only loop."""
