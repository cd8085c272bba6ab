"""Where a city could go: base rates first, then the value chains that start from what it has."""

from relode.pathways.base_rates import OUTCOMES, BaseRate, base_rates
from relode.pathways.candidates import Candidate, candidates, cluster_name
from relode.pathways.successors import Pathways, successors

__all__ = ["OUTCOMES", "BaseRate", "Candidate", "Pathways", "base_rates", "candidates", "cluster_name", "successors"]
