"""From moments to a posterior, and draws from it."""
