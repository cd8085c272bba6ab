"""What the room of evidence ships: draws, scores, ranks in simulated worlds, other priors."""
