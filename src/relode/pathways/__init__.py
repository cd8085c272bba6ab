"""Where a city could go: base rates first, then the value chains that start from what it has."""

from relode.pathways.base_rates import BaseRate, base_rates
from relode.pathways.candidates import Candidate, candidates
from relode.pathways.successors import Pathways, successors

__all__ = ["BaseRate", "Candidate", "Pathways", "base_rates", "candidates", "successors"]
