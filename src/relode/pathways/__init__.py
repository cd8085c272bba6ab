"""Where a city could go: base rates first, then the industries that could come next, and chains that explain them.

For any table of place x industry x year, `entry_report` says which industries may enter a place, with reasons
that add up and scores from places never seen; `entry_text` puts it in words.
"""

from relode.pathways.chains.base_rates import OUTCOMES, BaseRate, DecadeChange, base_rates
from relode.pathways.chains.candidates import Candidate, candidates, cluster_name
from relode.pathways.chains.pathways_text import pathways_text
from relode.pathways.entry.report import entry_report
from relode.pathways.entry.text import entry_text
from relode.pathways.industries.city_candidates import city_industries
from relode.pathways.industries.city_candidates_record import CityCandidate, CityIndustries
from relode.pathways.industries.city_scores import city_scores
from relode.pathways.successors import Pathways, from_shipped, successors

__all__ = [
    "OUTCOMES",
    "BaseRate",
    "Candidate",
    "CityCandidate",
    "CityIndustries",
    "DecadeChange",
    "Pathways",
    "base_rates",
    "candidates",
    "city_industries",
    "city_scores",
    "cluster_name",
    "entry_report",
    "entry_text",
    "from_shipped",
    "pathways_text",
    "successors",
]
