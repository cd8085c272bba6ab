"""How the simulator met the past, alone and pooled with rules."""
