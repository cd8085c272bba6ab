"""From the panel to the state in which the simulator starts."""
