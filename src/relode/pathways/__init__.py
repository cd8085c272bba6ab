"""Where a city could go: base rates first, then the value chains that start from what it has.

For any table of place x industry x year, `entry_report` says which industries may enter a place, with reasons
that add up and scores from places never seen; `entry_text` puts it in words.
"""

from relode.pathways.base_rates import OUTCOMES, BaseRate, Change, base_rates
from relode.pathways.candidates import Candidate, candidates, cluster_name
from relode.pathways.entry_report import entry_report
from relode.pathways.entry_text import entry_text
from relode.pathways.feasibility_text import feasibility_text
from relode.pathways.hindcast import Hindcast, hindcast, hindcast_places
from relode.pathways.outcomes import hindcast_scores, outcomes
from relode.pathways.successors import Pathways, from_shipped, successors
from relode.pathways.text import pathways_text

__all__ = [
    "OUTCOMES",
    "BaseRate",
    "Candidate",
    "Change",
    "Hindcast",
    "Pathways",
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
