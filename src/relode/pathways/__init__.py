"""Where a city could go: base rates first, then the value chains that start from what it has.

For any table of place x industry x year, `entry_report` says which industries may enter a place, with reasons
that add up and scores from places never seen; `entry_text` puts it in words.
"""

from relode.pathways.chains.base_rates import OUTCOMES, BaseRate, PlaceChange, base_rates
from relode.pathways.chains.candidates import Candidate, candidates, cluster_name
from relode.pathways.chains.feasibility_text import feasibility_text
from relode.pathways.chains.hindcast import Hindcast, hindcast, hindcast_places
from relode.pathways.chains.hindcast_outcomes import hindcast_scores, outcomes
from relode.pathways.chains.pathways_text import pathways_text
from relode.pathways.entry.entry_report import entry_report
from relode.pathways.entry.entry_text import entry_text
from relode.pathways.successors import Pathways, from_shipped, successors

__all__ = [
    "OUTCOMES",
    "BaseRate",
    "Candidate",
    "Hindcast",
    "Pathways",
    "PlaceChange",
    "base_rates",
    "candidates",
    "cluster_name",
    "entry_report",
    "entry_text",
    "feasibility_text",
    "from_shipped",
    "hindcast",
    "hindcast_places",
    "hindcast_scores",
    "outcomes",
    "pathways_text",
    "successors",
]
